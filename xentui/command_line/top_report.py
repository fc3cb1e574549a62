"""What `xentui top` prints; the JSON is described in docs/json.md."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from xentui.command_line.report import SCHEMA, host_fields, instance_fields, table, up_in_one_word
from xentui.fleet.host_state import HostState
from xentui_driver.model.instance import Instance
from xentui_driver.model.rates import Rates, Traffic
from xentui_driver.model.snapshot import Snapshot
from xentui_driver.model.units import MIB_KIB
from xentui_widgets.units import UNKNOWN, count_words, cpu_words, rate_words


def _bytes_per_s(traffic: Traffic | None) -> float | None:
    return traffic.bytes_per_s if traffic is not None else None


_LARGEST_FIRST: dict[str, Callable[[Instance], float | None]] = {
    "cpu": attrgetter("cpu_percent"),
    "memory": lambda instance: instance.domain.memory_kib if instance.domain is not None else None,
    "net": lambda instance: _bytes_per_s(instance.rates.network),
    "disk": lambda instance: _bytes_per_s(instance.rates.disk),
    "up": attrgetter("up_s"),
}
ORDERS = (*_LARGEST_FIRST, "name", "id")
"""What the table can be sorted by; the figures the largest first."""


def domains_of(snapshot: Snapshot, order: str) -> tuple[Instance, ...]:
    """What has a domain, in that order; equal ones by name, and what isn't known last."""
    rows = sorted((each for each in snapshot.instances if each.domain is not None), key=attrgetter("name"))
    if order == "name":
        return tuple(rows)
    if order == "id":
        return tuple(sorted(rows, key=attrgetter("domid")))
    figure = _LARGEST_FIRST[order]
    return tuple(sorted(rows, key=lambda row: -known if (known := figure(row)) is not None else 1.0))


def top_document(state: HostState, snapshot: Snapshot, order: str) -> dict[str, Any]:
    """The answer of `xentui top --json`."""
    cpus = {"cpus": snapshot.node.cpus, "cpu_percent": state.cpu_use.percent}
    return {
        "schema": SCHEMA,
        "hosts": [host_fields(snapshot) | cpus | _traffic_fields(state.rates)],
        "instances": [
            instance_fields(snapshot.host_name, each)
            | {"cpu_percent": each.cpu.percent, "cpu_over_s": each.cpu.over_s}
            | _traffic_fields(each.rates)
            for each in domains_of(snapshot, order)
        ],
    }


def _traffic_fields(rates: Rates) -> dict[str, float | None]:
    network, disk = rates.network, rates.disk
    return {
        "received_bytes_per_s": network.inward.bytes_per_s if network else None,
        "sent_bytes_per_s": network.outward.bytes_per_s if network else None,
        "received_packets_per_s": network.inward.requests_per_s if network else None,
        "sent_packets_per_s": network.outward.requests_per_s if network else None,
        "network_over_s": network.over_s if network else None,
        "read_bytes_per_s": disk.inward.bytes_per_s if disk else None,
        "written_bytes_per_s": disk.outward.bytes_per_s if disk else None,
        "reads_per_s": disk.inward.requests_per_s if disk else None,
        "writes_per_s": disk.outward.requests_per_s if disk else None,
        "disk_over_s": disk.over_s if disk else None,
    }


_TITLES = ("NAME", "ID", "STATE", "CPU %", "VCPUS", "MEMORY MIB", "RECV/s", "SENT/s", "READ/s", "WRITE/s", "UPTIME")
_RIGHT = frozenset({1, *range(3, len(_TITLES))})


def top_text(state: HostState, snapshot: Snapshot, order: str, clock_text: str) -> str:
    """A line for the host and a table of its domains."""
    rows = [_row(instance) for instance in domains_of(snapshot, order)]
    return _host_line(state, snapshot, clock_text) + table([_TITLES, *rows], _RIGHT)


def _host_line(state: HostState, snapshot: Snapshot, clock_text: str) -> str:
    cpu = state.cpu_use.percent
    busy = f"{cpu / 100:.1f}" if cpu is not None else UNKNOWN
    received, sent = _flows(state.rates.network)
    read, written = _flows(state.rates.disk)
    parts = (
        snapshot.host_name,
        clock_text,
        f"{busy} of {count_words(snapshot.node.cpus)} CPUs busy",
        f"received {received}/s, sent {sent}/s" if state.rates.network else "",
        f"read {read}/s, written {written}/s" if state.rates.disk else "",
    )
    return "  ".join(part for part in parts if part) + "\n"


def _row(instance: Instance) -> Sequence[str]:
    domain = instance.domain
    assert domain is not None
    return (
        instance.name or UNKNOWN,
        count_words(domain.domid),
        instance.state_words,
        cpu_words(instance.cpu_percent),
        count_words(domain.vcpus),
        count_words(domain.memory_kib // MIB_KIB),
        *_flows(instance.rates.network),
        *_flows(instance.rates.disk),
        up_in_one_word(instance),
    )


def _flows(traffic: Traffic | None) -> tuple[str, str]:
    if traffic is None:
        return UNKNOWN, UNKNOWN
    return rate_words(traffic.inward.bytes_per_s), rate_words(traffic.outward.bytes_per_s)
