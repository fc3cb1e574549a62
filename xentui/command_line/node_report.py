"""What `xentui info` says about the machine itself: under Xen, or as Linux sees it where there is no Xen."""

from collections.abc import Iterable
from typing import Any

from xentui.command_line.report import SCHEMA, host_fields
from xentui_driver.model.memory_size import memory_words
from xentui_driver.model.node import NodeInfo, NumaNode
from xentui_driver.model.snapshot import Snapshot
from xentui_driver.transport.protocol import Transport
from xentui_widgets.units import plural, ranges_words, up_words

NO_XEN = "none: these figures are Linux's own"
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
        ("up", up_words(snapshot.up_s)),
        *_xen_lines(snapshot.node),
        ("memory of dom0", _memory(memory.dom0_kib if memory else None)),
        ("memory of guests", _memory(memory.guests_kib if memory else None)),
        ("memory of Xen itself", _memory(memory.xen_kib if memory else None)),
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
        memory = f"{_memory(each.memory_free_kib)} free of {_memory(each.memory_total_kib)}"
        yield f"NUMA node {each.number}", f"{memory}, CPUs {ranges_words(each.cpus) or '-'}"


def _titled(*lines: Line) -> str:
    return "".join(f"{title + ':':<22}{value}\n" for title, value in lines)


def linux_answer(transport: Transport, *, as_json: bool) -> str:
    """The answer of `xentui info` on a machine without Xen; the caller still fails with NotXen."""
    import json

    from xentui_driver.host.linux_node import read_linux_node, read_up_s

    node, up_s = read_linux_node(transport), read_up_s(transport)
    if as_json:
        return json.dumps(_linux_document(node, up_s), indent=2, ensure_ascii=True) + "\n"
    first = (("host", _or_dash(node.host_name)), ("up", up_words(up_s)), ("Xen", NO_XEN))
    return _titled(*first, *_machine_lines(node))


def _linux_document(node: NodeInfo, up_s: int | None) -> dict[str, Any]:
    memory = {f"memory_{part}_kib": None for part in _MEMORY_PARTS}
    host = {
        "name": node.host_name,
        "memory_total_kib": node.memory_total_kib,
        "memory_free_kib": node.memory_free_kib,
        **memory,
        "up_s": up_s,
        "problems": ["This machine isn't running under Xen.", *node.problems],
    }
    return {"schema": SCHEMA, "hosts": [host | _node_fields(node)]}


def _machine_lines(node: NodeInfo) -> Iterable[Line]:
    yield "CPUs", _cpus(node)
    yield "memory total", _memory(node.memory_total_kib)
    yield "memory free", _memory(node.memory_free_kib)


def _cpus(node: NodeInfo) -> str:
    known = ((node.sockets, "socket"), (node.numa_nodes, "NUMA node"))
    places = ", ".join(plural(count, noun) for count, noun in known if count is not None)
    return f"{_or_dash(node.cpus)} in {places}" if places else _or_dash(node.cpus)


def _numa_fields(node: NumaNode) -> dict[str, Any]:
    return {
        "node": node.number,
        "memory_total_kib": node.memory_total_kib,
        "memory_free_kib": node.memory_free_kib,
        "cpus": list(node.cpus),
    }


def _memory(kib: int | None) -> str:
    return "-" if kib is None else memory_words(kib)


def _or_dash(value: object) -> str:
    return "-" if value is None else str(value)
