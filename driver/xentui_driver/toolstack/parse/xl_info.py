"""Parses `xl info`; a key that xl couldn't read is simply absent, with exit status 0 (xl_info.c)."""

from xentui_driver.model.errors import ParseError
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.text import harmless
from xentui_driver.model.units import MIB_KIB
from xentui_driver.toolstack.parse.xl_info_tables import numa_nodes, read_tables, sockets

SOURCE = "xl info"


def parse_info(text: str) -> NodeInfo:
    """Raises ParseError when no line is one of `xl info`; a missing or broken figure is None and a problem."""
    values = _values(text)
    if not values:
        first = text.split("\n", 1)[0]
        raise ParseError(SOURCE, 1, first, "no line reads `key : value`" if text else "it printed nothing")
    problems: list[str] = []

    def number(key: str, factor: int = 1) -> int | None:
        value = values.get(key)
        if value is not None and value.isascii() and value.isdigit() and len(value) <= 15:
            return int(value) * factor
        problems.append(
            f"xl info has no {key}" if value is None else f"xl info: {key} isn't a number: {harmless(value)}"
        )
        return None

    def words(key: str) -> str | None:
        value = values.get(key)
        return harmless(value) if value else None

    cpus, cores, threads = number("nr_cpus"), number("cores_per_socket"), number("threads_per_core")
    tables = read_tables(text)
    return NodeInfo(
        host_name=words("host"),
        xen_version=words("xen_version"),
        scheduler=words("xen_scheduler"),
        cpus=cpus,
        numa_nodes=number("nr_nodes"),
        cores_per_socket=cores,
        threads_per_core=threads,
        memory_total_kib=number("total_memory", MIB_KIB),
        memory_free_kib=number("free_memory", MIB_KIB),
        memory_shared_kib=number("sharing_freed_memory", MIB_KIB) if "sharing_freed_memory" in values else None,
        sockets=sockets(tables, cpus, cores, threads),
        numa=numa_nodes(tables),
        xen_capabilities=tuple((words("xen_caps") or "").split()),
        virtualisation=tuple((words("virt_caps") or "").split()),
        xen_command_line=words("xen_commandline"),
        problems=(*problems, *tables.problems),
    )


def _values(text: str) -> dict[str, str]:
    """The first value of each key: a value may hold a colon, a table of `-n` may repeat one."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        key = key.strip()
        if colon and key.isidentifier():
            values.setdefault(key, value.strip())
    return values
