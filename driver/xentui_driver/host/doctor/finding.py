"""What a check found."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass


class Health(Enum):
    """How a check went; the values are those of `xentui doctor --json`."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: str
    """Short name of the check: Xen, control domain, root, xl, ..."""
    health: Health
    words: str
    next_step: str = ""


def good(check: str, words: str) -> Finding:
    return Finding(check, Health.GOOD, words)


def warning(check: str, words: str, next_step: str) -> Finding:
    return Finding(check, Health.WARNING, words, next_step)


def bad(check: str, words: str, next_step: str) -> Finding:
    return Finding(check, Health.BAD, words, next_step)


def unknown(check: str, reason: str, next_step: str = "") -> Finding:
    return Finding(check, Health.UNKNOWN, reason, next_step)
