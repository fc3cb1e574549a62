"""The host itself: its CPUs, its memory, its Xen."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class NumaNode:
    """Memory and the CPUs near to it."""

    number: int
    memory_total_kib: int | None
    memory_free_kib: int | None
    cpus: tuple[int, ...]
    """The numbers of its online CPUs; empty where they aren't known."""


class NodeSource(Enum):
    """Where the facts about a node come from; the values are those of `hypervisor` in `xentui info --json`."""

    XEN = "xen"
    LINUX = None


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """What `xl info` says of the host, or Linux itself where there is no Xen; None where it says nothing."""

    host_name: str | None = None
    xen_version: str | None = None
    scheduler: str | None = None
    cpus: int | None = None
    numa_nodes: int | None = None
    cores_per_socket: int | None = None
    threads_per_core: int | None = None
    memory_total_kib: int | None = None
    memory_free_kib: int | None = None
    """Memory that is free and not claimed by a domain that is being built."""
    memory_shared_kib: int | None = None
    """Memory saved by pages that guests share; `xl list` counts such pages in each guest."""
    sockets: int | None = None
    """Counted in the table of CPUs, which is read only when the topology is asked for."""
    numa: tuple[NumaNode, ...] = ()
    """Read only when the topology is asked for."""
    xen_capabilities: tuple[str, ...] = ()
    """The kinds of guests it can run, as xen_caps names them: xen-3.0-x86_64, hvm-3.0-x86_64, ..."""
    virtualisation: tuple[str, ...] = ()
    """What virt_caps names: pv, hvm, hap, shadow, ...; Xen 4.12 and 4.13 added words."""
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
