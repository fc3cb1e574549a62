"""What `xentui info` says about the machine itself: under Xen, or as Linux sees it where there is no Xen."""

from collections.abc import Iterable
from typing import Any

from xentui.command_line.report import SCHEMA, host_fields
from xentui_driver.model.node import NodeInfo, NumaNode
from xentui_driver.model.snapshot import Snapshot
from xentui_driver.model.units import MIB_KIB
from xentui_driver.transport.protocol import Transport

NO_XEN = "none: these are the figures of Linux itself"
_MEMORY_PARTS = ("dom0", "guests", "xen")

Line = tuple[str, str]


def hosts_document(snapshot: Snapshot) -> dict[str, Any]:
    """The answer of `xentui info --json`: the hosts without their instances, with what is known of their Xen."""
    return {"schema": SCHEMA, "hosts": [host_fields(snapshot) | _node_fields(snapshot.node)]}


def info_text(snapshot: Snapshot) -> str:
    """The node in words, a line for each figure."""
    memory = snapshot.memory
    return _titled(
        ("host", snapshot.host_name),
        *_xen_lines(snapshot.node),
        ("memory of dom0", _mib(memory.dom0_kib if memory else None)),
        ("memory of guests", _mib(memory.guests_kib if memory else None)),
        ("memory of Xen itself", _mib(memory.xen_kib if memory else None)),
        *_numa_lines(snapshot.node),
    )


def _node_fields(node: NodeInfo) -> dict[str, Any]:
    """The fields of `xentui info --json` that `xentui list --json` doesn't have."""
    return {
        "hypervisor": node.source.value,
        "xen_version": node.xen_version,
        "scheduler": node.scheduler,
        "cpus": node.cpus,
        "sockets": node.sockets,
        "numa_nodes": node.numa_nodes,
        "cores_per_socket": node.cores_per_socket,
        "threads_per_core": node.threads_per_core,
        "xen_capabilities": list(node.xen_capabilities),
        "virtualisation": list(node.virtualisation),
        "xen_command_line": node.xen_command_line,
        "numa": [_numa_fields(each) for each in node.numa],
    }


def _xen_lines(node: NodeInfo) -> Iterable[Line]:
    """The machine and its Xen, a line for each figure."""
    yield "Xen", _or_dash(node.xen_version)
    yield "scheduler", _or_dash(node.scheduler)
    yield "guests it can run", " ".join(node.xen_capabilities) or "-"
    yield "virtualisation", " ".join(node.virtualisation) or "-"
    yield from _machine_lines(node)


def _numa_lines(node: NodeInfo) -> Iterable[Line]:
    """The NUMA nodes with their memory and CPUs, when there are several."""
    for each in node.numa if len(node.numa) > 1 else ():
        memory = f"{_mib(each.memory_free_kib)} free of {_mib(each.memory_total_kib)}"
        yield f"NUMA node {each.number}", f"{memory}, CPUs {_ranges(each.cpus) or '-'}"


def _titled(*lines: Line) -> str:
    return "".join(f"{title + ':':<22}{value}\n" for title, value in lines)


def linux_answer(transport: Transport, *, as_json: bool) -> str:
    """The answer of `xentui info` on a machine without Xen; the caller still fails with NotXen."""
    import json

    from xentui_driver.host.linux_node import read_linux_node

    node = read_linux_node(transport)
    if as_json:
        return json.dumps(_linux_document(node), indent=2, ensure_ascii=True) + "\n"
    return _titled(("host", _or_dash(node.host_name)), ("Xen", NO_XEN), *_machine_lines(node))


def _linux_document(node: NodeInfo) -> dict[str, Any]:
    memory = {f"memory_{part}_kib": None for part in _MEMORY_PARTS}
    host = {
        "name": node.host_name,
        "memory_total_kib": node.memory_total_kib,
        "memory_free_kib": node.memory_free_kib,
        **memory,
        "problems": ["This machine isn't running under Xen.", *node.problems],
    }
    return {"schema": SCHEMA, "hosts": [host | _node_fields(node)]}


def _machine_lines(node: NodeInfo) -> Iterable[Line]:
    yield "CPUs", _cpus(node)
    yield "memory total", _mib(node.memory_total_kib)
    yield "memory free", _mib(node.memory_free_kib)


def _cpus(node: NodeInfo) -> str:
    sockets = f"{node.sockets} socket(s), " if node.sockets is not None else ""
    return f"{_or_dash(node.cpus)} in {sockets}{_or_dash(node.numa_nodes)} NUMA node(s)"


def _numa_fields(node: NumaNode) -> dict[str, Any]:
    return {
        "node": node.number,
        "memory_total_kib": node.memory_total_kib,
        "memory_free_kib": node.memory_free_kib,
        "cpus": list(node.cpus),
    }


def _ranges(numbers: Iterable[int]) -> str:
    """A set of CPUs as xl writes it: 0-3,8."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def _mib(kib: int | None) -> str:
    return "-" if kib is None else f"{kib // MIB_KIB} MiB"


def _or_dash(value: object) -> str:
    return "-" if value is None else str(value)
