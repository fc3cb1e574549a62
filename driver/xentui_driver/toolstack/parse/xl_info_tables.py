"""Parses the tables of `xl info -n`: where each CPU is, and the memory near it (output_topologyinfo, xl_info.c)."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.node import NumaNode
from xentui_driver.model.text import harmless
from xentui_driver.model.units import MIB_KIB

_CPU_TABLE = "cpu_topology"
_OTHER_TABLE = "device topology"
_NUMA_TABLE = "numa_info"
_TITLES = ("cpu", "node")
_CPU = lazy_pattern(r"\s*(\d{1,9}):\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*")
_NODE = lazy_pattern(r"\s*(\d{1,9}):\s+(\d{1,15})\s+(\d{1,15})\s+[\d,]+\s*")


@dataclass(frozen=True, slots=True)
class CpuPlace:
    """The place of one online CPU."""

    cpu: int
    core: int
    socket: int
    node: int


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables that `-n` adds; `asked` is false for the output of a plain `xl info`."""

    asked: bool
    cpus: tuple[CpuPlace, ...]
    nodes: tuple[tuple[int, int, int], ...]
    """Number, size and free memory in MiB."""
    problems: tuple[str, ...]


def read_tables(text: str) -> Tables:
    """Every row that can be read; one that can't is a problem."""
    cpus: list[CpuPlace] = []
    nodes: list[tuple[int, int, int]] = []
    problems: list[str] = []
    table, asked = "", False
    for line in text.splitlines():
        title = line.partition(":")[0].strip()
        if title in (_CPU_TABLE, _OTHER_TABLE, _NUMA_TABLE):
            table, asked = title, True
        elif title and not title.isdigit() and title not in _TITLES:
            table = ""
        elif table == _CPU_TABLE and (row := _CPU.fullmatch(line)):
            cpus.append(CpuPlace(*(int(figure) for figure in row.groups())))
        elif table == _NUMA_TABLE and (row := _NODE.fullmatch(line)):
            nodes.append((int(row[1]), int(row[2]), int(row[3])))
        elif table in (_CPU_TABLE, _NUMA_TABLE) and title.isdigit():
            problems.append(f"xl info: a row of {table} can't be read: {harmless(line.strip()[:80])}")
    return Tables(asked, tuple(cpus), tuple(nodes), tuple(problems))


def sockets(tables: Tables, cpus: int | None, cores: int | None, threads: int | None) -> int | None:
    """The number of sockets in the table.

    A machine whose CPUs Xen can't place has an empty table: then the fewest that hold its CPUs. The quotient alone is
    wrong as soon as a CPU is offline, so without the table there is no figure.
    """
    if tables.cpus:
        return len({place.socket for place in tables.cpus})
    if not tables.asked or not cpus or not cores or not threads:
        return None
    return -(-cpus // (cores * threads))


def numa_nodes(tables: Tables) -> tuple[NumaNode, ...]:
    """The NUMA nodes in the order of their numbers; nodes with only memory or only CPUs count too."""
    memory = {number: (total, free) for number, total, free in tables.nodes}
    numbers = sorted(memory.keys() | {place.node for place in tables.cpus})
    return tuple(_numa_node(number, memory.get(number), tables.cpus) for number in numbers)


def _numa_node(number: int, memory_mib: tuple[int, int] | None, places: tuple[CpuPlace, ...]) -> NumaNode:
    total_kib, free_kib = (figure * MIB_KIB for figure in memory_mib) if memory_mib else (None, None)
    return NumaNode(number, total_kib, free_kib, tuple(place.cpu for place in places if place.node == number))
