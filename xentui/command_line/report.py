"""What `xentui list` prints; the JSON is described in docs/json.md."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from xentui_driver.model.instance import Instance
from xentui_driver.model.node import Memory
from xentui_driver.model.snapshot import Snapshot
from xentui_driver.model.units import MIB_KIB
from xentui_widgets.units import up_words

SCHEMA = "xentui/1"


def document(snapshot: Snapshot) -> dict[str, Any]:
    """The answer of `xentui list --json`; None where something isn't known."""
    return {
        "schema": SCHEMA,
        "hosts": [host_fields(snapshot)],
        "instances": [instance_fields(snapshot.host_name, instance) for instance in snapshot.instances],
    }


def as_json(values: dict[str, Any]) -> str:
    import json  # a table for people doesn't need it

    return json.dumps(values, indent=2, ensure_ascii=True) + "\n"


def host_fields(snapshot: Snapshot) -> dict[str, Any]:
    memory: Memory | None = snapshot.memory
    return {
        "name": snapshot.host_name,
        "memory_total_kib": snapshot.node.memory_total_kib,
        "memory_free_kib": snapshot.node.memory_free_kib,
        "memory_dom0_kib": memory.dom0_kib if memory else None,
        "memory_guests_kib": memory.guests_kib if memory else None,
        "memory_xen_kib": memory.xen_kib if memory else None,
        "up_s": snapshot.up_s,
        "problems": list(snapshot.problems),
    }


def instance_fields(host_name: str, instance: Instance) -> dict[str, Any]:
    domain, definition = instance.domain, instance.definition
    source = domain or definition
    return {
        "host": host_name,
        "name": instance.name or None,
        "uuid": instance.uuid,
        "domid": instance.domid,
        "state": instance.state.value,
        "moved_to": (instance.departure.host or None) if instance.departure else None,
        "saved_to": (instance.departure.path or None) if instance.departure else None,
        "raw_state": domain.raw_state if domain else None,
        "vcpus": source.vcpus if source else None,
        "memory_kib": source.memory_kib if source else None,
        "cpu_time_s": domain.cpu_time_s if domain else None,
        "up_s": instance.up_s,
        "definition": definition.path if definition else None,
        "problems": list(instance.problems),
    }


_TITLES = ("NAME", "ID", "STATE", "VCPUS", "MEMORY MIB", "CPU TIME S", "UUID", "UPTIME")
_RIGHT = frozenset({1, 3, 4, 5, 7})


def list_text(snapshot: Snapshot) -> str:
    """A table for people and for `grep`, a line for each instance."""
    return table([_TITLES, *(_row(instance) for instance in snapshot.instances)], _RIGHT)


def table(rows: Sequence[Sequence[str]], right: Collection[int]) -> str:
    """The rows, the titles first, each column as wide as its widest cell; those of `right` are right-aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(_line(row, widths, right) for row in rows)


def _row(instance: Instance) -> tuple[str, ...]:
    domain = instance.domain
    source = domain or instance.definition
    return (
        instance.name or "-",
        _or_dash(instance.domid),
        instance.state_words,
        _or_dash(source.vcpus if source else None),
        _or_dash(source.memory_kib // MIB_KIB if source and source.memory_kib is not None else None),
        f"{domain.cpu_time_s:.1f}" if domain else "-",
        instance.uuid or "-",
        up_in_one_word(instance),
    )


def up_in_one_word(instance: Instance) -> str:
    """For `awk`: `41d`."""
    return up_words(instance.up_s).replace(" ", "")


def _line(row: Sequence[str], widths: Sequence[int], right: Collection[int]) -> str:
    cells = (
        cell.rjust(width) if column in right else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip() + "\n"


def _or_dash(value: object) -> str:
    return "-" if value is None else str(value)


def incomplete(snapshot: Snapshot) -> Iterable[str]:
    """Why the answer isn't complete; empty when it is."""
    yield from snapshot.problems
    for instance in snapshot.instances:
        if instance.unreadable is not None:
            row = instance.unreadable
            yield f"xl list, line {row.line_number}: {row.reason}: {row.raw.rstrip()}"
