"""What an action is, as data: something that can be done with an instance."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, IntEnum
from typing import Protocol

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions.refusal import Refusal
from xentui_driver.model.console_keeping import ConsoleKeeping
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import DomainRef, DomainRole
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import JobRecord, Replaced, Subject
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.part import Part


class Guard(IntEnum):
    """How sure the operator must be, from nothing to typing a name."""

    NONE = 0
    YES_NO = 1
    DIALOG = 2
    TYPE_NAME = 3


class Asks(Enum):
    """The value that an action asks the operator for."""

    NOTHING = "nothing"
    MEMORY = "memory"
    VCPUS = "vCPUs"
    HOST = "host"
    NAME = "name"
    FILE = "file"
    SYSRQ = "sysrq key"


class Progress(Protocol):
    """What an action is given while it is performed: it reports progress here, and sees what the operator wants."""

    def __call__(self, line: str, /) -> None:
        """One line of progress: a driver's Report."""
        ...

    def built(self, ref: DomainRef, /) -> None:
        """Report a new domain before the action is over."""
        ...

    def replaced(self, found: Replaced, /) -> None:
        """Note what is about to be written over, so that it can be set back."""
        ...

    @property
    def is_released(self) -> bool:
        """Whether the console that the action waits for won't be attached, or not any more."""
        ...


NO_INSTANCE = Instance(key="")
"""The subject of a request that is about the host itself, or about a file."""


@dataclass(frozen=True, slots=True)
class Request:
    """The instance that an action is to be done with, and the values it was given."""

    instance: Instance = NO_INSTANCE
    value: int | str | None = None
    """What the action asks for: a target in KiB, a number of vCPUs, a host, a name, a path, a key's name; or none."""
    in_definition: bool = False
    """Change the definition too, so that the change lasts beyond the next start."""
    timeout_s: float | None = None
    """How long to wait for the guest; None for the usual time."""
    changes: Mapping[str, Value | None] | None = None
    """Settings of its definition, in place of those that the action would write there; None removes one."""
    text: str | None = None
    """The whole text of a definition."""
    before: str | None = None
    """The text that `text` replaces."""
    sets_back: str = ""
    """The number of the job that it sets back; empty for any other request."""
    despite: Departure | None = None
    """The departure that the operator was told of and wants to override: the guest is built here nevertheless."""
    saved_guest: Subject | None = None
    """The guest in the save file that is meant, where it is known."""
    keeping: ConsoleKeeping | None = None
    """How xenconsoled is made to keep what guests print, as the operator was shown it."""


def subject_of(request: Request) -> Subject:
    """What a request is about."""
    instance = request.instance
    definition = instance.definition.path if instance.definition is not None else None
    return Subject(instance.name, instance.uuid, instance.domid, definition)


def best_match(subject: Subject, instances: Sequence[Instance]) -> Instance | None:
    """The instance that shares most keys with the subject: copies of a definition share the guest's UUID."""
    shared = [len(subject.keys & subject_of(Request(instance)).keys) for instance in instances]
    most = max(shared, default=0)
    return instances[shared.index(most)] if most else None


def nobody_knows(_record: JobRecord, _now: Instance | None) -> bool | None:
    """The `is_done` of an action whose change can't be seen in the instance alone."""
    return None


def harmless_value(_request: Request) -> str:
    """The `why_drastic`, `why_deadly` and `may_fail` of an action that is as dangerous with any value."""
    return ""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done with an instance."""

    id: str
    """Advice, records and the audit name it so; on the command line it may be an option of another action's command."""
    label: str
    help: str
    doing: str
    """The guest's state in the table while the action runs."""
    guard: Guard
    consequence: str
    """What it means for the guest, whatever the value: for its dialog."""
    why_not: Callable[[Instance], Refusal | None]
    """Why it can't be done with the instance as it is now; None when it can."""
    steps: Callable[[Request], tuple[str, ...]]
    """The exact commands, and the changes of files, a line each: for the dialog and for --dry-run."""
    perform: Callable[[Hypervisor, Request, Progress], Outcome]
    question: str = ""
    """What its dialog asks, with `{}` for the guest; empty where the label before the name says it."""
    yes: str = ""
    """The answer that does it; empty where the label says it."""
    sets: str = ""
    """What of the guest it sets, where it may set back what a job has set."""
    asks: Asks = Asks.NOTHING
    can_keep: bool = False
    """Its change can also be written to the definition (`Request.in_definition`)."""
    waits: bool = False
    """It waits for the guest (`Request.timeout_s`)."""
    subject: Callable[[Request], Subject] = subject_of
    cancelling: str = ""
    """What it means to cancel it once it has begun; empty when cancelling would do harm."""
    is_done: Callable[[JobRecord, Instance | None], bool | None] = nobody_knows
    """Whether it seems done, judged by the instance as it is now: for a job that left no outcome."""
    builds: bool = False
    """It builds a guest: that needs free memory, and is asked about for a guest that has left (`builds_what_left`)."""
    part: Part = Part.DOMAIN
    """The part of the guest that it works with: if that is the definition, it must be clear which one."""
    why_drastic: Callable[[Request], str] = harmless_value
    """A sentence that says why it is dangerous with this value on this guest; empty when it isn't."""
    why_deadly: Callable[[Request], str] = harmless_value
    """A sentence that says why the guest would hardly live on with this value; empty when it may."""
    may_fail: Callable[[Request], str] = harmless_value
    """A sentence that says what may come of this value on this guest other than what is meant; empty when nothing."""

    def dangers_of(self, requests: Sequence[Request]) -> tuple[str, ...]:
        """Why these values are dangerous for these guests, each once."""
        whys = (self.why_deadly, self.why_drastic)
        return tuple(dict.fromkeys(reason for request in requests for why in whys if (reason := why(request))))

    def consequence_of(self, requests: Sequence[Request]) -> str:
        """What it means for these guests with these values."""
        return " ".join((self.consequence, *dict.fromkeys(filter(None, map(self.may_fail, requests)))))

    def applied_to(self, target: str) -> str:
        """What it does and to what, for the title of its dialog: `Set memory of web`."""
        return (self.question or f"{self.label} {{}}").format(target)

    def kept_steps(self, request: Request) -> tuple[str, ...]:
        """What more is done for it to hold after the next start; nothing where there is no definition to change."""
        definition = request.instance.definition
        if not self.can_keep or definition is None or definition.error:
            return ()
        return self.steps(replace(request, in_definition=True))[len(self.steps(request)) :]

    @property
    def answer(self) -> str:
        """The choice of its dialog that does it."""
        return self.yes or self.label

    def needs_choice(self, instance: Instance) -> bool:
        """Whether the operator must first choose one of its definitions."""
        return self.part is Part.DEFINITION and instance.is_undecided

    def why_not_once_chosen(self, instance: Instance) -> Refusal | None:
        """Like `why_not`, for a caller that lets the operator choose the definition."""
        chosen = instance.with_definition(instance.rivals[0].path) if self.needs_choice(instance) else instance
        return self.why_not(chosen)

    def own_guard(self, requests: Sequence[Request]) -> Guard:
        """The guard of the action itself, stronger where what is asked of it is drastic or deadly."""
        if any(map(self.why_deadly, requests)):
            return Guard.TYPE_NAME
        return max(self.guard, Guard.DIALOG) if any(map(self.why_drastic, requests)) else self.guard

    def guard_for(self, requests: Sequence[Request], large_set: int) -> Guard:
        """The guard for these requests: the strongest for Domain-0 and large sets; several are always asked about."""
        guard = self.own_guard(requests)
        if guard is Guard.NONE:
            return Guard.YES_NO if len(requests) > 1 else Guard.NONE
        if len(requests) > large_set or any(is_dom0(request.instance) for request in requests):
            return Guard.TYPE_NAME
        return guard


def builds_what_left(action: Action, instance: Instance) -> Departure | None:
    """The departure of a guest that it would build here nevertheless.

    One that has moved to another host would run twice on the same disks, one that is in a file would forget what was
    saved.
    """
    return instance.departure if action.builds else None


def in_spite_of_departure(request: Request) -> Request:
    """The same request, made by an operator who knows that the guest has left."""
    return replace(request, despite=request.instance.departure)


def is_dom0(instance: Instance) -> bool:
    return instance.domain is not None and instance.domain.role is DomainRole.DOM0
