"""What has passed through a domain since it was built: CPU time, disks, networks, always as the guest sees them."""

from collections.abc import Mapping

from xentui_driver.model.dataclass import dataclass, field

Identity = tuple[str, int]
"""UUID and domid: one start of one guest."""


@dataclass(frozen=True, slots=True)
class DiskCounters:
    """Of one virtual disk, since its backend was made."""

    read_bytes: int
    written_bytes: int
    reads: int
    """Requests, as the guest put them into the ring."""
    writes: int
    age_s: float = 0.0
    """How much earlier than the other counters of the host they were read."""


@dataclass(frozen=True, slots=True)
class NetworkCounters:
    """Of one virtual interface; what the guest receives is what dom0's side of it transmits."""

    received_bytes: int
    sent_bytes: int
    received_packets: int
    sent_packets: int


@dataclass(frozen=True, slots=True)
class DomainCounters:
    """All counters of one domain at one moment; None where its source can't count."""

    cpu_time_ns: int | None = None
    """Of all vCPUs, those that are offline now too; exact, where `Domain.cpu_time_s` has steps."""
    disks: Mapping[str, DiskCounters] | None = None
    """By the number of the device, as xenstore has it: 51712 is xvda."""
    networks: Mapping[str, NetworkCounters] | None = None
    """By the number of the interface, 0 the first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counters of every domain of a host, read in one go."""

    taken_s: float
    """The moment of it, on the driver's monotonic clock."""
    domains: Mapping[Identity, DomainCounters] = field(default_factory=dict)
