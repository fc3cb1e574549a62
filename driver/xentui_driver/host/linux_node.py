"""The node as Linux sees it, for a machine without Xen (Ganeti: GetLinuxNodeInfo)."""

import re
from collections.abc import Iterable

from xentui_driver.model.errors import FileUnreadable
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.node import NodeInfo, NodeSource
from xentui_driver.model.text import harmless
from xentui_driver.toolstack.uptime import read_host_clock
from xentui_driver.transport.protocol import Transport

MEMORY_FILE = "/proc/meminfo"
CPU_FILE = "/proc/cpuinfo"
NODE_FOLDER = "/sys/devices/system/node"
_MEMORY = lazy_pattern(r"^(MemTotal|MemAvailable):\s+(\d{1,15}) kB\s*$", re.MULTILINE)
_CPU = lazy_pattern(r"^(processor|physical id|siblings|cpu cores)\s*:\s*(\d{1,9})\s*$", re.MULTILINE)
_NODE = lazy_pattern(r"node\d+")


def read_up_s(transport: Transport) -> int | None:
    """How long the machine has been up, in whole minutes."""
    clock = read_host_clock(transport)
    return int(clock.up_s // 60) * 60 if clock is not None else None


def read_linux_node(transport: Transport) -> NodeInfo:
    """What can't be read is None and a problem. Raises HostError, but never FileUnreadable."""
    problems: list[str] = []
    memory = dict(_MEMORY.findall(_text(transport, MEMORY_FILE, problems)))
    problems += [f"{MEMORY_FILE} has no {key}" for key in ("MemTotal", "MemAvailable") if memory and key not in memory]
    figures = _CPU.findall(_text(transport, CPU_FILE, problems))
    cores = _largest(figures, "cpu cores")
    threads = _largest(figures, "siblings")
    return NodeInfo(
        host_name=harmless(transport.host_name),
        cpus=sum(key == "processor" for key, _ in figures) or None,
        sockets=len({value for key, value in figures if key == "physical id"}) or None,
        cores_per_socket=cores,
        threads_per_core=threads // cores if cores and threads else None,
        numa_nodes=_numa_nodes(transport),
        memory_total_kib=_kib(memory.get("MemTotal")),
        memory_free_kib=_kib(memory.get("MemAvailable")),
        source=NodeSource.LINUX,
        problems=tuple(problems),
    )


def _text(transport: Transport, path: str, problems: list[str]) -> str:
    try:
        return transport.read_file(path).decode("ascii", "replace")
    except FileUnreadable as error:
        problems.append(error.summary)
        return ""


def _kib(figure: str | None) -> int | None:
    return None if figure is None else int(figure)


def _largest(figures: Iterable[tuple[str, str]], wanted: str) -> int | None:
    return max((int(value) for key, value in figures if key == wanted), default=0) or None


def _numa_nodes(transport: Transport) -> int | None:
    """A kernel without NUMA has no such folder."""
    try:
        entries = transport.list_directory(NODE_FOLDER)
    except FileUnreadable:
        return None
    return sum(_NODE.fullmatch(entry.name) is not None for entry in entries) or None
