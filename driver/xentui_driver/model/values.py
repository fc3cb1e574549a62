"""The values that a poll yields: frozen, harmless, with their units in their names."""

from dataclasses import dataclass, field, replace
from enum import Enum

MIB_KIB = 1024
DOM0_DOMID = 0


class DomainState(Enum):
    """What an operator calls the state of an instance; the values are those of `xentui list --json`."""

    RUNNING = "running"
    IDLE = "idle"
    STARTING = "starting"
    PAUSED = "paused"
    SHUTDOWN = "shutdown"
    REBOOTING = "rebooting"
    SUSPENDED = "suspended"
    CRASHED = "crashed"
    DYING = "dying"
    MIGRATING = "migrating"
    STOPPED = "stopped"
    MOVED = "moved"
    """Its definition is here, the guest itself has left for another host."""
    COPY = "copy"
    """Another definition of a guest that runs: it is no guest of its own."""
    BROKEN = "broken"
    UNKNOWN = "unknown"


ALIVE_STATES = frozenset({DomainState.RUNNING, DomainState.IDLE, DomainState.PAUSED})
"""States in which the guest's own code runs or can run again at once."""


class DomainRole(Enum):
    """What a domain is for, told by its domid and by the names that xl itself gives."""

    GUEST = "guest"
    DOM0 = "dom0"
    DEVICE_MODEL = "device model"
    INCOMING = "incoming"
    MIGRATED_AWAY = "migrated away"
    NAMELESS = "nameless"


@dataclass(frozen=True, slots=True)
class DomainRef:
    """A domain's identity: one start of one guest. The name is for people only."""

    uuid: str
    domid: int
    name: str
    cpu_time_s: float = field(default=0.0, compare=False)
    """What it had used when it was looked up: see `identity.is_same`."""


@dataclass(frozen=True, slots=True)
class Departure:
    """That a guest has left this host: kept until it is back (`departures.py`)."""

    uuid: str
    """That of its domain; a definition may have none."""
    name: str
    """The guest's own."""
    domid: int
    """Of the domain that left."""
    source: str
    """The host that it left."""
    host: str
    """Where it went; empty where nobody knows."""
    at_s: float
    """Seconds since the epoch, by the clock of the source."""
    is_certain: bool = False
    """It is gone from here; else `xl migrate` was begun, and nobody has seen its end."""
    definitions: tuple[str, ...] = ()
    """The paths of its definitions when it left, where they were known."""

    @property
    def words(self) -> str:
        """Behind `it has`."""
        moved = f"moved to {self.host}" if self.host else "moved to another host"
        return moved if self.is_certain else f"probably {moved}"


@dataclass(frozen=True, slots=True)
class Domain:
    """A row of `xl list -v`."""

    domid: int
    uuid: str
    name: str
    """Harmless text; empty for a domain that has no name (any more)."""
    role: DomainRole
    state: DomainState
    reason: str
    """Why it was shut down (poweroff, reboot, suspend, crash, watchdog, soft reset, code N); else empty."""
    raw_state: str
    memory_kib: int
    """What it really holds, outstanding claims included."""
    vcpus: int
    """Online vCPUs."""
    cpu_time_s: float
    """Of all vCPUs since it was built; the step grows with the value (a float32 in xl)."""
    problems: tuple[str, ...] = ()
    serves: DomainRef | None = None
    """The guest whose device model it is: then it is a stub domain."""

    @property
    def ref(self) -> DomainRef:
        return DomainRef(self.uuid, self.domid, self.name, self.cpu_time_s)


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A line of `xl list` that no domain explains."""

    line_number: int
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Starter:
    """An entry of auto/, which starts a guest with the host."""

    path: str
    is_link: bool
    """A symbolic link; else a file, which may be the only one of its kind."""
    is_copy: bool = False
    """It leads to another file of the same guest."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A file that xl could start a guest from."""

    path: str
    name: str
    """As the file says; for a broken file the file's own name."""
    uuid: str | None = None
    type: str | None = None
    """pv, hvm or pvh."""
    vcpus: int | None = None
    memory_kib: int | None = None
    maximum_memory_kib: int | None = None
    error: str = ""
    """Line and reason when xl would not read the file."""
    problems: tuple[str, ...] = ()
    maximum_vcpus: int | None = None
    """What it can be given while it runs."""
    folder: str = ""
    """The definitions' folder: the file is in it, in one below it, or in its auto/."""
    aliases: tuple[str, ...] = ()
    """Other paths of the same file: links, hard links, a linked folder."""
    starters: tuple[Starter, ...] = ()
    """What starts the guest with the host."""

    @property
    def autostart(self) -> bool:
        return bool(self.starters)

    @property
    def is_in_auto(self) -> bool:
        """It is this file that starts with the host, not another one of the same guest."""
        return any(not starter.is_copy for starter in self.starters)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that leads to the file, its own first."""
        own = (starter.path for starter in self.starters if not starter.is_copy)
        return tuple(dict.fromkeys((self.path, *self.aliases, *own)))

    @property
    def listed_name(self) -> str:
        """The name as its domain is listed: what pads the column swallows blanks at the end."""
        return self.name.rstrip(" ")


@dataclass(frozen=True, slots=True)
class NumaNode:
    """Memory and CPUs that are near to each other."""

    number: int
    memory_total_kib: int | None
    memory_free_kib: int | None
    cpus: tuple[int, ...]
    """Numbers of those that are online; empty where they aren't told."""


class NodeSource(Enum):
    """Who told of a node; the values are those of `hypervisor` in `xentui info --json`."""

    XEN = "xen"
    LINUX = None


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """What `xl info` says of the host, or Linux itself where there is no Xen; None where it said nothing."""

    host_name: str | None = None
    xen_version: str | None = None
    scheduler: str | None = None
    cpus: int | None = None
    numa_nodes: int | None = None
    cores_per_socket: int | None = None
    threads_per_core: int | None = None
    memory_total_kib: int | None = None
    memory_free_kib: int | None = None
    """Free and not claimed by a domain that is being built."""
    memory_shared_kib: int | None = None
    """What is saved by pages that guests have in common; `xl list` counts them in each."""
    sockets: int | None = None
    """Counted in the table of CPUs, which is only read when the topology is asked for."""
    numa: tuple[NumaNode, ...] = ()
    """Only when the topology is asked for."""
    xen_capabilities: tuple[str, ...] = ()
    """The kinds of guests, as xen_caps names them: xen-3.0-x86_64, hvm-3.0-x86_64, ..."""
    virtualisation: tuple[str, ...] = ()
    """What virt_caps names: pv, hvm, hap, shadow, ...; more words since Xen 4.12 and 4.13."""
    xen_command_line: str | None = None
    source: NodeSource = NodeSource.XEN
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """Where the node's memory is: total = free + dom0 + guests + Xen's own."""

    total_kib: int
    free_kib: int
    dom0_kib: int
    guests_kib: int
    xen_kib: int


@dataclass(frozen=True, slots=True)
class Instance:
    """One line of the table: a domain, a definition, or both when they belong together."""

    key: str
    """Stays the same over restarts of the guest as long as its definition does."""
    domain: Domain | None = None
    definition: Definition | None = None
    unreadable: UnreadableRow | None = None
    cpu_percent: float | None = None
    """100 is one physical CPU; None until two pictures of the same domain are there."""
    rebooting: DomainRef | None = None
    """The domain that has ended, while its guest's next one isn't there or isn't whole yet."""
    rivals: tuple[Definition, ...] = ()
    """Other definitions of the running guest; `definition` is None where nothing tells which of them is its own."""

    copy_of: DomainRef | None = None
    """The running guest, where this is another definition of it."""

    @property
    def is_undecided(self) -> bool:
        """It has definitions, and somebody must say which is meant before one is used."""
        return self.definition is None and bool(self.rivals)

    def with_definition(self, path: str) -> "Instance":
        """The same with that definition of it; unchanged where it has none of that path."""
        chosen = next((each for each in self.rivals if path in each.paths), None)
        if chosen is None:
            return self
        others = tuple(each for each in self.rivals if each is not chosen)
        before = (self.definition,) if self.definition is not None else ()
        return replace(self, definition=chosen, rivals=(*before, *others))

    departure: Departure | None = None
    """That its guest has left for another host and is not back."""

    @property
    def name(self) -> str:
        if self.domain is not None:
            return self.domain.name
        if self.definition is not None:
            return self.definition.name
        return self.rebooting.name if self.rebooting is not None else ""

    @property
    def state(self) -> DomainState:
        if self.domain is not None:
            return self.domain.state
        if self.rebooting is not None:
            return DomainState.REBOOTING
        if self.definition is not None and self.copy_of is not None:
            return DomainState.COPY
        if self.definition is not None:
            if self.definition.error:
                return DomainState.BROKEN
            return DomainState.STOPPED if self.departure is None else DomainState.MOVED
        return DomainState.UNKNOWN

    @property
    def state_words(self) -> str:
        """The state for people: of a guest that has moved away also where to."""
        if self.departure is not None and self.state is DomainState.MOVED:
            return self.departure.words
        return self.state.value

    @property
    def uuid(self) -> str | None:
        if self.domain is not None:
            return self.domain.uuid
        if self.rebooting is not None:
            return self.rebooting.uuid
        return self.definition.uuid if self.definition is not None else None

    @property
    def domid(self) -> int | None:
        return self.domain.domid if self.domain is not None else None

    @property
    def ref(self) -> DomainRef | None:
        return self.domain.ref if self.domain is not None else None

    @property
    def problems(self) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        if self.domain is not None:
            found += self.domain.problems
        if self.definition is not None:
            found += ((self.definition.error,) if self.definition.error else ()) + self.definition.problems
        if self.unreadable is not None:
            found += (self.unreadable.reason,)
        if self.state is DomainState.MOVED and self.definition is not None and self.definition.autostart:
            found += ("it has moved to another host and starts with this one all the same: it would run twice",)
        return (*found, undecided_words(self)) if self.is_undecided else found


def undecided_words(instance: Instance) -> str:
    """That somebody must say which definition is meant, and which there are."""
    paths = ", ".join(each.path for each in instance.rivals)
    return f"nothing tells which of {len(instance.rivals)} definitions it was started from: {paths}"


@dataclass(frozen=True, slots=True)
class Restarted:
    """A guest that has a new domain."""

    before: DomainRef
    after: DomainRef
    code: int | None
    """The reason code that the old one ended with: 0 poweroff, 1 reboot, 3 crash; None where nobody tells."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that one poll of one host saw, at one moment."""

    host_name: str
    node: NodeInfo
    memory: Memory | None
    instances: tuple[Instance, ...]
    taken_s: float
    """Seconds on the monotonic clock of the driver."""
    problems: tuple[str, ...] = ()
    """What could not be read, and why; empty when the picture is complete."""
    restarted: tuple[Restarted, ...] = ()
    """Who has got a new domain since the last picture."""
    departures: tuple[Departure, ...] = ()
    """All that is noted, also of guests that are back."""
    is_checked: bool = True
    """The rows of `xl list` were checked against xenstore: else a domain may be missing."""


@dataclass(frozen=True, slots=True)
class DomainMemory:
    """One domain's memory as xenstore and the hypervisor have it; None where there is no such figure."""

    actual_kib: int
    target_kib: int | None
    maximum_kib: int | None


class Command(str):
    """A step that is a command line, as an operator could type it; any other step is a change of files in words."""

    __slots__ = ()


class StepKind(Enum):
    """What a step is, where it is written down: a Command is a text like any other there."""

    COMMAND = "command"
    CHANGE = "change"

    @classmethod
    def of(cls, step: str) -> "StepKind":
        return cls.COMMAND if isinstance(step, Command) else cls.CHANGE


@dataclass(frozen=True, slots=True)
class Outcome:
    """A changing operation that succeeded."""

    summary: str
    steps: tuple[str, ...] = ()
    """What was done, a line each: each a Command, or a change of files; empty when nothing needed to be done."""
    warnings: tuple[str, ...] = ()
    ref: DomainRef | None = None
    """The domain that is there now because of it, where it is a new one."""
