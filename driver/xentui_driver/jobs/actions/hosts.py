"""The operations that aren't about an instance of the table: restoring a saved guest, keeping what guests print."""

import posixpath

from xentui_driver.jobs.actions.action import Action, Asks, Guard, Request
from xentui_driver.jobs.actions.conditions import text_of
from xentui_driver.model.console_keeping import ConsoleKeeping
from xentui_driver.model.dataclass import replace
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Subject
from xentui_driver.operations import keep_consoles
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown
from xentui_driver.toolstack.console_daemon import PROGRAM


def _possible(_instance: Instance) -> None:
    return None


def _save_file(request: Request) -> Subject:
    """The guest in the file, so that nothing else is begun with it meanwhile; the file alone where it doesn't say."""
    path, guest = text_of(request), request.saved_guest
    if guest is None:
        return Subject(posixpath.basename(path), other=path)
    return replace(guest, other=path)


def _restoring(id: str, label: str, consequence: str, *, paused: bool) -> Action:
    return Action(
        id=id,
        label=label,
        help="restore a guest from a save file",
        doing="restoring",
        guard=Guard.NONE,
        consequence=consequence,
        why_not=_possible,
        steps=lambda request: shown(commands.restore(text_of(request), paused=paused)),
        perform=lambda host, request, report: host.restore(
            text_of(request), paused=paused, despite=request.despite, report=report
        ),
        asks=Asks.FILE,
        subject=_save_file,
    )


def _keeping(request: Request) -> ConsoleKeeping:
    assert request.keeping is not None, "the operator was shown it"
    return request.keeping


RESTORE = _restoring("restore", "Restore", "The guest continues from where it was saved.", paused=False)
RESTORE_PAUSED = _restoring(
    "restore_paused", "Restore paused", "The guest stays paused until it is unpaused.", paused=True
)
KEEP_CONSOLES = Action(
    id="keep_consoles",
    label="Keep consoles",
    help="keep what guests print in log files",
    doing="restarting",
    guard=Guard.YES_NO,
    consequence=" ".join(keep_consoles.MEANING),
    why_not=_possible,
    steps=lambda request: keep_consoles.steps(_keeping(request)),
    perform=lambda host, request, report: host.keep_consoles(_keeping(request), report=report),
    subject=lambda _request: Subject(PROGRAM, other=PROGRAM),
)
