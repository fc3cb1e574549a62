"""What the runner is given: what to do, for whom, and where to keep it."""

from collections.abc import Sequence

from xentui_driver.definitions.usual_folders import DEFINITIONS_FOLDER, STASH_FOLDER
from xentui_driver.jobs.actions.action import Action, Request
from xentui_driver.jobs.actions.by_id import action_by_id
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import HostId, JobRecord, Who
from xentui_driver.model.outcome import StepKind
from xentui_driver.toolstack.xl import standing_words

AT_ONCE = 4
"""How many operations of one set are performed at the same time."""
_BOOT_CPU_S = 10.0
"""CPU time that a guest uses before it has booted, at most."""


@dataclass(frozen=True, slots=True)
class Task:
    """One operation: the request, and the record that its job keeps."""

    request: Request
    record: JobRecord

    @property
    def action(self) -> Action:
        return action_by_id(self.record.operation)


@dataclass(frozen=True, slots=True)
class Order:
    """Operations that are begun together; at least one."""

    tasks: tuple[Task, ...]

    @property
    def set_id(self) -> str:
        """The id that all its jobs share, and no others: it identifies them before they have numbers."""
        return self.tasks[0].record.set_id


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where the operations of one host are performed and recorded."""

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


def order_of(
    action: Action, requests: Sequence[Request], host: HostId, who: Who, submitted_s: float, set_id: str
) -> Order:
    """An order of the same action with each of the requests."""

    def task(request: Request) -> Task:
        is_possible = action.why_not(request.instance) is None
        return Task(request, record_of(action, request, host, who, submitted_s, set_id=set_id, is_possible=is_possible))

    return Order(tuple(map(task, requests)))


def record_of(
    action: Action,
    request: Request,
    host: HostId,
    who: Who,
    submitted_s: float,
    *,
    set_id: str = "",
    is_possible: bool = True,
) -> JobRecord:
    """The record of an operation: never the text of a definition, which may hold passwords.

    An operation that isn't possible has no commands. `submitted_s` is when the operator said yes, by the host's clock:
    the runner takes a while to start, and the job's beginning is an event of its own.
    """
    subject = action.subject(request)
    steps = action.steps(request) if is_possible else ()
    return JobRecord(
        operation=action.id,
        title=_title(action, request, subject.name or "(no name)"),
        doing=action.doing,
        host=host,
        subject=subject,
        who=who,
        submitted_s=submitted_s,
        steps=steps,
        step_kinds=tuple(map(StepKind.of, steps)),
        before=_before(request.instance),
        value="" if request.value is None else str(request.value),
        sets_back=request.sets_back,
        set_id=set_id,
        cancelling=action.cancelling,
    )


def _title(action: Action, request: Request, name: str) -> str:
    if request.sets_back:
        return f"Set back {action.sets} of {name} (job {request.sets_back})"
    return f"{action.label} {name}"


def _before(instance: Instance) -> str:
    if instance.domain is not None:
        return standing_words(instance.domain, is_booting=_may_boot(instance))
    return instance.state.value if instance.definition is not None else ""


def _may_boot(instance: Instance) -> bool:
    """Whether it has done little yet, and has fewer vCPUs than its definition gives it: the others may be coming."""
    domain, definition = instance.domain, instance.definition
    if domain is None or definition is None or definition.vcpus is None:
        return False
    return domain.vcpus < definition.vcpus and domain.cpu_time_s < _BOOT_CPU_S
