"""What changes on a host from one snapshot to the next, a line each, for somebody who hears or logs it."""

from collections.abc import Iterator
from itertools import filterfalse

from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import Instance, is_guest
from xentui_driver.model.snapshot import Snapshot
from xentui_widgets import units
from xentui_widgets.instance_columns import display_name, memory_kib, vcpus
from xentui_widgets.states import appearance, reason

_UNKNOWN = "unknown"
"""A dash is passed over by a screen reader."""


def first_lines(snapshot: Snapshot) -> Iterator[str]:
    """The host, what could not be read, and every instance."""
    node, memory = snapshot.node, snapshot.memory
    free = f"memory {_memory(node.memory_free_kib)} free of {_memory(node.memory_total_kib)}"
    xen = f"Xen {node.xen_version}" if node.xen_version else "Xen of unknown version"
    dom0 = f", {_memory(memory.dom0_kib)} of it dom0's" if memory is not None else ""
    count = units.plural(sum(map(is_guest, snapshot.instances)), "guest")
    yield f"{xen}, {_counted(node.cpus, 'CPU')}, {free}{dom0}, {count}"
    yield from (f"problem: {problem}" for problem in snapshot.problems)
    yield from (f"{display_name(instance)}: {_words(instance)}" for instance in snapshot.instances)


def lines_between(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """What is new in a later snapshot of the same host, but for the CPU use, which is new in each."""
    yield from _problem_lines("", before.problems, after.problems)
    old = {instance.row_key: instance for instance in before.instances}
    new = {instance.row_key: instance for instance in after.instances}
    for key in filterfalse(new.__contains__, old):
        yield f"{display_name(old[key])}: no longer listed"
    for key, instance in new.items():
        if (was := old.get(key)) is None:
            yield f"{display_name(instance)}: new, {_words(instance)}"
        else:
            yield from _row_lines(was, instance)


def _row_lines(was: Instance, now: Instance) -> Iterator[str]:
    name = display_name(now if now.name else was)  # while it is torn down a domain has none
    if was.name and now.name and was.name != now.name:
        yield f"{name}: the new name of {display_name(was)}"
    if _state(was) != _state(now):
        yield f"{name}: {_state(now)}{_with_id(now)}, was {_state(was)}"
    elif now.domid is not None and was.domid != now.domid:
        yield f"{name}: id {now.domid}" + (f", was {was.domid}" if was.domid is not None else "")
    if was.domain is not None and now.domain is not None and now.name:
        yield from _size_lines(name, was, now)
    yield from _problem_lines(f"{name}: ", was.problems, now.problems)


def _size_lines(name: str, was: Instance, now: Instance) -> Iterator[str]:
    before, after = units.memory_words(memory_kib(was)), units.memory_words(memory_kib(now))
    if before != after:
        yield f"{name}: memory {after}, was {before}"
    if vcpus(was) != vcpus(now):
        yield f"{name}: {_counted(vcpus(now), 'vCPU')}, was {units.count_words(vcpus(was))}"


def _problem_lines(lead: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{lead}problem: {problem}" for problem in filterfalse(before.__contains__, after))
    yield from (f"{lead}problem is over: {problem}" for problem in filterfalse(after.__contains__, before))


def _words(instance: Instance) -> str:
    count, memory = vcpus(instance), memory_kib(instance)
    known = (
        f"{_state(instance)}{_with_id(instance)}",
        units.plural(count, "vCPU") if count is not None else "",
        units.memory_words(memory) if memory is not None else "",
    )
    return ", ".join(filter(None, known)) + "".join(f"; problem: {problem}" for problem in instance.problems)


def _state(instance: Instance) -> str:
    if instance.state in (DomainState.MOVED, DomainState.SAVED):
        return instance.state_words
    look = appearance(instance)
    why = reason(instance)
    return f"{look.word} ({why})" if why else look.word


def _memory(kib: int | None) -> str:
    return _UNKNOWN if kib is None else units.memory_words(kib)


def _counted(count: int | None, noun: str) -> str:
    return f"{_UNKNOWN} {noun}s" if count is None else units.plural(count, noun)


def _with_id(instance: Instance) -> str:
    return f" with id {instance.domid}" if instance.domid is not None else ""
