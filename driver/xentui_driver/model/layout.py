"""Where the CPUs and the memory of a host are, and which vCPUs were last seen on which CPU."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.node import NodeInfo

CpuSet = frozenset[int] | None
"""The numbers of CPUs; None for all."""


@dataclass(frozen=True, slots=True)
class VcpuPlace:
    """A row of `xl vcpu-list`."""

    domid: int
    number: int
    cpu: int | None
    """The physical CPU that it runs on or ran on last; None while it is offline."""
    cpu_time_s: float
    hard: CpuSet = None
    """It runs on no other CPUs."""
    soft: CpuSet = None
    """It runs on these where it can."""


@dataclass(frozen=True, slots=True)
class HostLayout:
    """All of it at one moment."""

    node: NodeInfo
    """With its topology."""
    vcpus: tuple[VcpuPlace, ...]
    """In the order of domids and their own numbers."""
    doubtful: frozenset[int]
    """The domids of whose vCPUs nothing is believed: rows of theirs may be part of another guest's name."""
    began_s: float
    ended_s: float
    """The vCPUs were asked for between these two moments, on the driver's monotonic clock."""
