"""Domains as a listing of the toolstack shows them: frozen, harmless, with their units in their names."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass, field

DOM0_DOMID = 0
INCOMING_SUFFIX = "--incoming"
MIGRATED_AWAY_SUFFIX = "--migratedaway"
"""xl appends these to a guest's name for the two halves of a migration (xl_migrate.c)."""


class DomainState(Enum):
    """The state of an instance, as operators call it; the values are those of `xentui list --json`."""

    RUNNING = "running"
    """It has its CPU, waits for one, or waits for work: which of them is chance at the moment of a look."""
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
    SAVED = "saved"
    """Its definition is here; the guest itself has moved to another host."""
    COPY = "copy"
    """Another definition of a running guest: it isn't a guest of its own."""
    BROKEN = "broken"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__
    """As equal as they are, by identity: that of Enum is written in Python, and each row is looked up by its state."""


ALIVE_STATES = frozenset({DomainState.RUNNING, DomainState.PAUSED})
"""The states in which the guest's own code runs, or can run again at once."""


class DomainRole(Enum):
    """What a domain is for, as its domid and the names that xl itself gives tell."""

    GUEST = "guest"
    DOM0 = "dom0"
    DEVICE_MODEL = "device model"
    INCOMING = "incoming"
    MIGRATED_AWAY = "migrated away"
    NAMELESS = "nameless"

    __hash__ = object.__hash__
    """As that of a state: each row is counted by its role."""


@dataclass(frozen=True, slots=True)
class DomainRef:
    """A domain's identity: one start of one guest. The name is only for people."""

    uuid: str
    domid: int
    name: str
    cpu_time_s: float = field(default=0.0, compare=False)
    """The CPU time that it had used when it was looked up: see `identity.is_same`."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A row of `xl list -v`."""

    domid: int
    uuid: str
    name: str
    """Harmless text; empty for a domain that has no name, or no longer has one."""
    role: DomainRole
    state: DomainState
    reason: str
    """Why it shut down (poweroff, reboot, suspend, crash, watchdog, soft reset, code N); empty if it hasn't."""
    raw_state: str
    memory_kib: int
    """The memory that it really holds, outstanding claims included."""
    vcpus: int
    """vCPUs that are online."""
    cpu_time_s: float
    """The CPU time of all vCPUs since it was built; its step grows with the value (a float32 in xl)."""
    problems: tuple[str, ...] = ()
    serves: DomainRef | None = None
    """The guest that it serves as device model: then it is a stub domain."""

    @property
    def ref(self) -> DomainRef:
        return DomainRef(self.uuid, self.domid, self.name, self.cpu_time_s)

    @property
    def is_leaving(self) -> bool:
        """Whether it is being torn down, and Xen hasn't even begun to take its memory: that only takes a moment."""
        return self.state is DomainState.DYING and "d" not in self.raw_state


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A line of `xl list` that belongs to no known domain."""

    line_number: int
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class DomainMemory:
    """One domain's memory as xenstore and the hypervisor have it; None where there is no such figure."""

    actual_kib: int
    target_kib: int | None
    maximum_kib: int | None
    video_kib: int = 0
    """The video memory of an HVM guest, which its target doesn't include."""
    used_kib: int | None = None
    """What the guest itself says that it uses: only those with a guest agent say so."""

    @property
    def set_kib(self) -> int:
        """The target as `xl mem-set` takes it; without one, as for many a dom0, what it has."""
        return self.actual_kib if self.target_kib is None else self.target_kib + self.video_kib
