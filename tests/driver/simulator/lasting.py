"""Operations of the simulator that take their time."""

import re

_OF_THE_MOMENT = (
    (r"\[\d+\]", "[P]"),
    (r"\b([Dd]omain|Dom) \d+\b", r"\1 N"),
    (r"domid[= ]\d+", "domid N"),
    (r"/libxl/\d+/", "/libxl/N/"),
    (r"/0x0/\d+", "/0x0/L"),
    (r"(Parsing config from) /.*", r"\1 F"),
    (r"192\.0\.2\.77", "b"),
)


def lasting(text: str) -> str:
    for pattern, instead in _OF_THE_MOMENT:
        text = re.sub(pattern, instead, text)
    return text
