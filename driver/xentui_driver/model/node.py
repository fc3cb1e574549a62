"""The host itself: its CPUs, its memory, its Xen."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass


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
