"""Parses `xenstore-list` and `xenstore-read`: the figures that `xl list` doesn't have."""


def parse_domids(text: str) -> frozenset[int]:
    """The domids of `xenstore-list /local/domain`, which no name can forge."""
    return frozenset(int(line) for line in text.split() if line.isascii() and line.isdigit() and len(line) <= 5)


def parse_kib(text: str) -> int | None:
    """One memory figure of xenstore, in KiB; None when it isn't a number."""
    value = text.strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None
