"""Checks that a day of history can be kept, as the doctor says it."""

import errno
import os

from xentui.fleet.host import Host
from xentui.fleet.kept.folder import HistoryFolder, history_folder
from xentui_driver.host.doctor.finding import Finding, good, warning
from xentui_driver.transport.safe_files import remedy_of, words_of

_CHECK = "history"
_WITHOUT = "history is lost when the last console is closed"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_ELSEWHERE = "or keep xentui's state elsewhere: `jobs` in the section [folders] of its config"


def examined(host: Host) -> tuple[Finding, ...]:
    """What the doctor finds on that host, and where its history is. Blocks."""
    workplace = host.jobs.workplace
    folder = HistoryFolder(history_folder(workplace.jobs_folder, workplace.host))
    return (*host.hypervisor.doctor(), check_history(folder))


def check_history(folder: HistoryFolder) -> Finding:
    """Only a write shows whether it can be kept: a full disk and a file system mounted read-only look like others."""
    try:
        others = folder.probe()
    except (OSError, ValueError) as error:
        return warning(
            _CHECK, f"{folder.path} can't be written: {words_of(error)}. So {_WITHOUT}.", _next_step(error, folder)
        )
    if others:
        return warning(
            _CHECK,
            f"{folder.path} has history of another version of xentui, which this one can't read: {', '.join(others)}.",
            "Leave the consoles of the other version; what they have kept goes away within a day.",
        )
    return good(_CHECK, "A day of it can be kept.")


def _next_step(error: OSError | ValueError, folder: HistoryFolder) -> str:
    number = error.errno if isinstance(error, OSError) else None
    place = _nearest(folder.path)
    if number in _FULL:
        return f"Make room there (`df {place}`; a day of 26 guests takes 1 MB), {_ELSEWHERE}."
    if number == errno.EROFS:
        return f"Mount it for writing (`findmnt -T {place}` says what it is), {_ELSEWHERE}."
    return remedy_of(error) or f"Mend the folder (`namei -l {place}` says whose it is), {_ELSEWHERE}."


def _nearest(path: str) -> str:
    """The level of the path that is there."""
    while not os.path.exists(path) and path != os.path.dirname(path):
        path = os.path.dirname(path)
    return path
