"""Save a guest to a file and restore it from there; believed when the file is there and the domain as it should be."""

from xentui_driver.model import DomainRef, Outcome
from xentui_driver.xl import Report, Xl


def save(xl: Xl, ref: DomainRef, path: str, *, keep_running: bool, report: Report) -> Outcome:
    """`xl save`; refuses a file that exists, which xl would truncate first (xl_saverestore.c)."""
    raise NotImplementedError


def restore(xl: Xl, path: str, *, paused: bool, report: Report) -> Outcome:
    """`xl restore`; refuses when a domain of that name or UUID is there."""
    raise NotImplementedError
