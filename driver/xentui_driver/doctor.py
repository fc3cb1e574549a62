"""Finds out what is wrong with a host, each cause for itself, each with what to do (Ganeti: Verify)."""

from dataclasses import dataclass
from enum import Enum

from xentui_driver.xl import Xl


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


def examine(xl: Xl, definitions_folder: str) -> tuple[Finding, ...]:
    """Every check, in the order in which one stands on the other; a check that can't be made says why.

    Never raises for what the world does.
    """
    raise NotImplementedError
