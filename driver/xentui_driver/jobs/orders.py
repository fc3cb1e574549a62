"""What is handed to whoever performs operations: what to do, for whom, and where it is kept."""

from xentui_driver.definitions.usual_folders import DEFINITIONS_FOLDER, STASH_FOLDER
from xentui_driver.jobs.actions import OPERATIONS, Action, Request
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import HostId, JobRecord, Who
from xentui_driver.model.outcome import StepKind
from xentui_driver.toolstack.xl import standing_words

AT_ONCE = 4
"""Guests of one marked set that are worked on side by side."""


@dataclass(frozen=True, slots=True)
class Task:
    """One operation and what it is done with."""

    operation: str
    request: Request

    @property
    def action(self) -> Action:
        return OPERATIONS[self.operation]


@dataclass(frozen=True, slots=True)
class Order:
    """Operations that were begun together."""

    tasks: tuple[Task, ...]
    who: Who
    set_id: str = ""
    """What they have in common."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where operations of one host are performed and kept."""

    host: HostId
    jobs_folder: str
    audit_file: str
    definitions_folder: str = DEFINITIONS_FOLDER
    stash_folder: str = STASH_FOLDER
    at_once: int = AT_ONCE
    keep_jobs: int = 500
    keep_days: int = 90
    audit_syslog: bool = True
    audit_required: bool = True
    notice_command: tuple[str, ...] = ()


def record_of(
    task: Task, host: HostId, who: Who, submitted_s: float, *, set_id: str = "", is_possible: bool = True
) -> JobRecord:
    """What is kept of a task: never the text of a definition, which may hold passwords.

    What isn't possible with its instance has no commands either.
    """
    action, request = task.action, task.request
    subject = action.subject(request)
    steps = action.steps(request) if is_possible else ()
    return JobRecord(
        operation=action.id,
        title=f"{action.label} {subject.name or '(no name)'}",
        doing=action.doing,
        host=host,
        subject=subject,
        who=who,
        submitted_s=submitted_s,
        steps=steps,
        step_kinds=tuple(map(StepKind.of, steps)),
        before=_before(request.instance),
        value="" if request.value is None else str(request.value),
        set_id=set_id,
        cancelling=action.cancelling,
    )


def _before(instance: Instance) -> str:
    if instance.domain is not None:
        return standing_words(instance.domain)
    return instance.state.value if instance.definition is not None else ""
