"""Keeps the passwords of an xl.cfg off the screen and out of logs."""

import re

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.redaction import HIDDEN

_KEY = lazy_pattern(r"passw(?:or)?d", re.IGNORECASE)
# A framebuffer is a text of comma-separated settings: "vnc=1,vncpasswd=...".
_INSIDE = lazy_pattern(r"(passw(?:or)?d\s*=)[^,]*", re.IGNORECASE)


def without_passwords(key: str, value: Value) -> Value:
    """The value with its passwords hidden."""
    if not isinstance(value, str):
        return tuple(without_passwords(key, item) for item in value)
    return HIDDEN if _KEY.search(key) else _INSIDE.sub(rf"\g<1>{HIDDEN}", value)
