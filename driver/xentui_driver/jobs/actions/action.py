"""What an action is: a thing that can be done with an instance, as data."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Protocol

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions.refusal import Refusal
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import DomainRef, DomainRole
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import JobRecord, Subject
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.part import Part


class Guard(Enum):
    """How sure the operator must be, from nothing to typing a name."""

    NONE = 0
    YES_NO = 1
    DIALOG = 2
    TYPE_NAME = 3


class Asks(Enum):
    """What an action needs to be told."""

    NOTHING = "nothing"
    MEMORY = "memory"
    VCPUS = "vCPUs"
    HOST = "host"
    NAME = "name"
    FILE = "file"


class Progress(Protocol):
    """What an action that is performed has before it: where it tells of itself, and hears of the operator."""

    def __call__(self, line: str, /) -> None:
        """One line of progress: a driver's Report."""
        ...

    def built(self, ref: DomainRef, /) -> None:
        """A new domain is there before the action is over."""
        ...

    @property
    def is_released(self) -> bool:
        """The console that the action waits for is there."""
        ...


NO_INSTANCE = Instance(key="")
"""For what is done with the host itself, or with a file."""


@dataclass(frozen=True, slots=True)
class Request:
    """An action's instance and what the action was told."""

    instance: Instance = NO_INSTANCE
    value: int | str | None = None
    """As the action asks: a target in KiB, a number of vCPUs, a host, a name, a path; or nothing."""
    in_definition: bool = False
    """Change the definition too, so that it holds after the next start."""
    timeout_s: float | None = None
    """How long to wait for the guest; None for the usual time."""
    changes: Mapping[str, Value | None] | None = None
    """Settings of its definition, those that go away as None."""
    text: str | None = None
    """A whole definition."""
    before: str | None = None
    """The text that `text` takes the place of."""
    despite: Departure | None = None
    """The operator knows that it has left for another host, and wants it built here in spite of that."""


def subject_of(request: Request) -> Subject:
    """The guest that a request is about."""
    instance = request.instance
    definition = instance.definition.path if instance.definition is not None else None
    return Subject(instance.name, instance.uuid, instance.domid, definition)


def best_match(subject: Subject, instances: Sequence[Instance]) -> Instance | None:
    """What a subject is met in again: in most of its parts, for copies of a definition share the guest's UUID."""
    shared = [len(subject.keys & subject_of(Request(instance)).keys) for instance in instances]
    most = max(shared, default=0)
    return instances[shared.index(most)] if most else None


def nobody_knows(_record: JobRecord, _now: Instance | None) -> bool | None:
    """Whether a change has taken place can't be seen from the instance alone."""
    return None


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done with an instance."""

    id: str
    """Its name on the command line too."""
    label: str
    help: str
    doing: str
    """How the guest's state reads meanwhile."""
    guard: Guard
    consequence: str
    """What it means for the guest, in the dialog."""
    why_not: Callable[[Instance], Refusal | None]
    """None when it can be done with the instance as it is now."""
    steps: Callable[[Request], tuple[str, ...]]
    """The exact commands, and what happens to files, a line each: for the dialog and for --dry-run."""
    perform: Callable[[Hypervisor, Request, Progress], Outcome]
    asks: Asks = Asks.NOTHING
    can_keep: bool = False
    """It can also be written to the definition (`Request.in_definition`)."""
    waits: bool = False
    """It waits for the guest (`Request.timeout_s`)."""
    subject: Callable[[Request], Subject] = subject_of
    cancelling: str = ""
    """What it means to cancel it once it has begun; empty when that would do harm."""
    is_done: Callable[[JobRecord, Instance | None], bool | None] = nobody_knows
    """Whether it looks done, from the instance as it is now: for a job that has left no outcome."""
    builds: bool = False
    """It builds a guest: that needs free memory, and one that has left this host would be built a second time."""
    part: Part = Part.DOMAIN
    """What of the guest it works with: where that is its definition, it must be known which one."""

    def needs_choice(self, instance: Instance) -> bool:
        """Somebody must say first which definition of it is meant."""
        return self.part is Part.DEFINITION and instance.is_undecided

    def why_not_once_chosen(self, instance: Instance) -> Refusal | None:
        """As `why_not`, where the operator can be asked which definition is meant."""
        chosen = instance.with_definition(instance.rivals[0].path) if self.needs_choice(instance) else instance
        return self.why_not(chosen)

    def guard_for(self, instances: tuple[Instance, ...], large_set: int) -> Guard:
        """The guard for these: Domain-0 and large sets have the strongest; what asks nothing of one asks of many."""
        if self.guard is Guard.NONE:
            return Guard.YES_NO if len(instances) > 1 else Guard.NONE
        if len(instances) > large_set or any(is_dom0(instance) for instance in instances):
            return Guard.TYPE_NAME
        return self.guard


def builds_second_copy(action: Action, instance: Instance) -> bool:
    """Whether it would build a guest that has left for another host: two copies on the same disks."""
    return action.builds and instance.departure is not None


def in_spite_of_departure(request: Request) -> Request:
    """The same from an operator who was told that it has left."""
    return replace(request, despite=request.instance.departure)


def is_dom0(instance: Instance) -> bool:
    return instance.domain is not None and instance.domain.role is DomainRole.DOM0
