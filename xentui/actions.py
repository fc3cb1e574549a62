"""The registry of everything that can be done with a guest; keys, palette, help and dialogs derive from it.

A new action is one more Action here, and the driver's method that it calls.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from xentui_driver import commands
from xentui_driver.commands import Argv
from xentui_driver.hypervisor import Hypervisor
from xentui_driver.model import Definition, DomainRef, DomainRole, DomainState, Instance, Outcome
from xentui_driver.xl import Report

Parameter = int | str | None
"""What an action asks for before it runs: a target in KiB, a host, or nothing."""


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
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done with a guest."""

    id: str
    key: str
    label: str
    help: str
    doing: str
    """How the guest's state reads meanwhile."""
    guard: Guard
    consequence: str
    """What it means for the guest, in the dialog."""
    importance: int
    """In the key bar; the least important steps aside."""
    why_not: Callable[[Instance], str]
    """Empty when it can be done with the instance as it is now."""
    argv: Callable[[Instance, Parameter], Argv]
    """The exact command, for the dialog."""
    perform: Callable[[Hypervisor, Instance, Parameter, Report], Outcome]
    asks: Asks = Asks.NOTHING

    def guard_for(self, instances: tuple[Instance, ...], large_set: int) -> Guard:
        """The guard for these: Domain-0 and large sets have the strongest; what asks nothing of one asks of many."""
        if self.guard is Guard.NONE:
            return Guard.YES_NO if len(instances) > 1 else Guard.NONE
        if len(instances) > large_set or any(_is_dom0(instance) for instance in instances):
            return Guard.TYPE_NAME
        return self.guard


def _is_dom0(instance: Instance) -> bool:
    return instance.domain is not None and instance.domain.role is DomainRole.DOM0


def _domain_state(instance: Instance) -> str:
    """Why an instance without a domain can't be acted on; empty when it has one."""
    if instance.unreadable is not None:
        return "its row can't be read, so it can't be told which domain it is"
    return "" if instance.domain is not None else "it isn't running"


def _needs(*states: DomainState, dom0: bool = False) -> Callable[[Instance], str]:
    def why_not(instance: Instance) -> str:
        if reason := _domain_state(instance):
            return reason
        if _is_dom0(instance) and not dom0:
            return "Domain-0 is the host itself"
        if instance.state not in states:
            return f"it is {instance.state.value}"
        return ""

    return why_not


def _startable(instance: Instance) -> str:
    if instance.domain is not None:
        return f"it is {instance.state.value} already"
    if instance.unreadable is not None:
        return "its row can't be read, so it can't be told which domain it is"
    if instance.definition is not None and instance.definition.error:
        return "its definition is broken"
    return ""


def _destroyable(instance: Instance) -> str:
    if reason := _domain_state(instance):
        return reason
    return "Domain-0 is the host itself" if _is_dom0(instance) else ""


def _unpausable(instance: Instance) -> str:
    if instance.domain is not None and instance.domain.role is DomainRole.INCOMING:
        return "it is arriving in a migration"
    return _needs(DomainState.PAUSED)(instance)


def _ref(instance: Instance) -> DomainRef:
    assert instance.ref is not None, "why_not lets no instance without a domain pass"
    return instance.ref


def _definition(instance: Instance) -> Definition:
    assert instance.definition is not None, "why_not lets no instance without a definition pass"
    return instance.definition


def _kib(parameter: Parameter) -> int:
    assert isinstance(parameter, int), "asks=MEMORY gives a number"
    return parameter


def _on_domain(command: Callable[[int], Argv]) -> Callable[[Instance, Parameter], Argv]:
    return lambda instance, _: command(_ref(instance).domid)


START = Action(
    id="start",
    key="s",
    label="Start",
    help="start a stopped instance",
    doing="starting",
    guard=Guard.NONE,
    consequence="It is built and boots.",
    importance=90,
    why_not=_startable,
    argv=lambda instance, _: commands.create(_definition(instance).path, paused=False),
    perform=lambda host, instance, _, report: host.start(_definition(instance), report=report),
)
START_ATTACHED = Action(
    id="start_attached",
    key="S",
    label="Start+console",
    help="start it paused, attach its console, let it go: the whole boot is seen",
    doing="starting",
    guard=Guard.NONE,
    consequence="It is built, its console is attached, and it boots.",
    importance=20,
    why_not=_startable,
    argv=lambda instance, _: commands.create(_definition(instance).path, paused=True),
    perform=lambda host, instance, _, report: host.start(_definition(instance), paused=True, report=report),
)
STOP = Action(
    id="stop",
    key="x",
    label="Stop",
    help="ask the guest to shut down, and wait for it; nothing is forced",
    doing="stopping",
    guard=Guard.YES_NO,
    consequence="The guest is asked to shut down.",
    importance=88,
    why_not=_needs(DomainState.RUNNING, DomainState.IDLE),
    argv=_on_domain(commands.shutdown),
    perform=lambda host, instance, _, report: host.stop(_ref(instance), report=report),
)
DESTROY = Action(
    id="destroy",
    key="X",
    label="Destroy",
    help="pull the plug",
    doing="destroying",
    guard=Guard.DIALOG,
    consequence="The plug is pulled: what the guest has not written to its disks is lost.",
    importance=40,
    why_not=_destroyable,
    argv=_on_domain(commands.destroy),
    perform=lambda host, instance, _, report: host.destroy(_ref(instance), report=report),
)
REBOOT = Action(
    id="reboot",
    key="r",
    label="Reboot",
    help="ask the guest to reboot, and wait until it is back",
    doing="rebooting",
    guard=Guard.YES_NO,
    consequence="The guest is asked to reboot; it comes back with a new id.",
    importance=80,
    why_not=_needs(DomainState.RUNNING, DomainState.IDLE),
    argv=_on_domain(commands.reboot),
    perform=lambda host, instance, _, report: host.reboot(_ref(instance), report=report),
)
PAUSE = Action(
    id="pause",
    key="p",
    label="Pause",
    help="stop its vCPUs where they are; again: let them go on",
    doing="pausing",
    guard=Guard.YES_NO,
    consequence="It stands still, and whoever talks to it runs into time limits.",
    importance=70,
    why_not=_needs(DomainState.RUNNING, DomainState.IDLE),
    argv=_on_domain(commands.pause),
    perform=lambda host, instance, _, report: host.pause(_ref(instance), report=report),
)
UNPAUSE = Action(
    id="unpause",
    key="p",
    label="Unpause",
    help="let a paused guest go on",
    doing="unpausing",
    guard=Guard.NONE,
    consequence="It goes on where it stood.",
    importance=69,
    why_not=_unpausable,
    argv=_on_domain(commands.unpause),
    perform=lambda host, instance, _, report: host.unpause(_ref(instance), report=report),
)
BALLOON = Action(
    id="balloon",
    key="b",
    label="Balloon",
    help="set its memory: actual, target and maximum",
    doing="ballooning",
    guard=Guard.YES_NO,
    consequence="The guest gives memory back or takes more, down to what it can spare.",
    importance=60,
    why_not=_needs(DomainState.RUNNING, DomainState.IDLE, dom0=True),
    argv=lambda instance, kib: commands.set_memory(_ref(instance).domid, _kib(kib)),
    perform=lambda host, instance, kib, report: host.balloon(_ref(instance), _kib(kib), report=report),
    asks=Asks.MEMORY,
)
MIGRATE = Action(
    id="migrate",
    key="m",
    label="Migrate",
    help="move it, running, to another host",
    doing="migrating",
    guard=Guard.DIALOG,
    consequence="It moves while it runs; its disks must be reachable at the same paths over there.",
    importance=50,
    why_not=_needs(DomainState.RUNNING, DomainState.IDLE),
    argv=lambda instance, target: commands.migrate(_ref(instance).domid, str(target)),
    perform=lambda host, instance, target, report: host.migrate(_ref(instance), str(target), report=report),
    asks=Asks.HOST,
)

ACTIONS = (START, START_ATTACHED, STOP, DESTROY, REBOOT, PAUSE, UNPAUSE, BALLOON, MIGRATE)


def actions_on_key(key: str) -> tuple[Action, ...]:
    """The actions that one key stands for; the first that can be done with the instance is meant."""
    return tuple(action for action in ACTIONS if action.key == key)
