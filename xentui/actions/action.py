"""What an action is: a thing that can be done with an instance, as data."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from xentui_driver.hypervisor import Hypervisor
from xentui_driver.model import DomainRole, Instance, Outcome
from xentui_driver.xl import Report


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


@dataclass(frozen=True, slots=True)
class Request:
    """An action's instance and what the action was told."""

    instance: Instance
    value: int | str | None = None
    """As the action asks: a target in KiB, a number of vCPUs, a host, a name, a path; or nothing."""
    in_definition: bool = False
    """Change the definition too, so that it holds after the next start."""
    timeout_s: float | None = None
    """How long to wait for the guest; None for the usual time."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done with an instance."""

    id: str
    """Its name on the command line too."""
    key: str
    """Empty when it has none: it is in the palette only."""
    label: str
    help: str
    doing: str
    """How the guest's state reads meanwhile."""
    guard: Guard
    consequence: str
    """What it means for the guest, in the dialog."""
    importance: int
    """In the key bar; the least important steps aside, and 0 is never there."""
    why_not: Callable[[Instance], str]
    """Empty when it can be done with the instance as it is now."""
    steps: Callable[[Request], tuple[str, ...]]
    """The exact commands, and what happens to files, a line each: for the dialog and for --dry-run."""
    perform: Callable[[Hypervisor, Request, Report], Outcome]
    asks: Asks = Asks.NOTHING
    can_keep: bool = False
    """It can also be written to the definition (`Request.in_definition`)."""
    waits: bool = False
    """It waits for the guest (`Request.timeout_s`)."""

    def guard_for(self, instances: tuple[Instance, ...], large_set: int) -> Guard:
        """The guard for these: Domain-0 and large sets have the strongest; what asks nothing of one asks of many."""
        if self.guard is Guard.NONE:
            return Guard.YES_NO if len(instances) > 1 else Guard.NONE
        if len(instances) > large_set or any(is_dom0(instance) for instance in instances):
            return Guard.TYPE_NAME
        return self.guard


def is_dom0(instance: Instance) -> bool:
    return instance.domain is not None and instance.domain.role is DomainRole.DOM0
