"""`xentui sources`: what is read of a host again and again, how often, what it costs, and how it goes."""

import argparse
import resource
import textwrap
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from xentui.command_line.answers import FAILED, SUCCEEDED, error_values, print_json
from xentui.command_line.open_host import OpenHost
from xentui.command_line.wording import in_commands
from xentui.fleet.host import Host
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import Cue, DomainsRead, Known, NodeRead, Reading, Source, SourceName
from xentui_driver.model.dataclass import dataclass, replace

_GIVES = {
    SourceName.LISTING: "domains and their names (xl list -v)",
    SourceName.NODE: "the node and its memory (xl info, the sampler)",
    SourceName.DEFINITIONS: "definitions, and what starts with the host (files)",
    SourceName.CONSOLES: "what guests' consoles show (ends of their logs)",
    SourceName.COUNTERS: "states, memory, CPU time, disks, networks (sampler)",
}
_WHEN_NEEDED = "when needed"
_MS = 1000.0
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Cost:
    """What one reading took, in milliseconds."""

    cpu_ms: float
    """Of the processor of this machine: xentui, the commands that it ran, and the sampler."""
    wall_ms: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A source, its reading, and what that cost."""

    source: Source
    reading: Reading
    cost: Cost
    cue: str
    """When it is read: the value of a Cue, or `when needed`."""
    is_followed: bool = False
    """Whether it is read at once, too, when xenstore's watches tell that something has happened."""


def sources(options: argparse.Namespace, open_host: OpenHost) -> int:
    with closing(open_host(options)) as host:
        measured = tuple(_measured(host.hypervisor))
        if options.json:
            print_json(sources=[_values(host, each) for each in measured])
        else:
            print(_text(host, measured), end="", flush=True)
    return FAILED if any(each.reading.error is not None for each in measured) else SUCCEEDED


def _measured(hypervisor: Hypervisor) -> Iterator[Measured]:
    """Each source is read twice: the first time it loads and begins what the later times find ready.

    A sampler that is at work lists the domains, and xl is asked when it says that there is something new.
    """
    known = Known()
    measured: list[Measured] = []
    for source in hypervisor.sources:
        reading, cost = source.take(known, hypervisor.clock), Cost(0.0, 0.0)
        if reading.error is None and source.name is not SourceName.COUNTERS:
            known = _knowing(known, reading)
            reading, cost = _one(hypervisor, source, known)
        measured.append(Measured(source, reading, cost, source.cue.value))
    by_xl, *others, counters = measured
    if counters.reading.error is None:
        known = _knowing(known, by_xl.source.take(known, hypervisor.clock))
        _, cost = _one(hypervisor, by_xl.source, known)
        facts = hypervisor.counters.facts
        counters = replace(counters, cost=cost, cue=by_xl.cue, is_followed=facts is not None and facts.follows)
        by_xl = replace(by_xl, cue=_WHEN_NEEDED)
    yield from (by_xl, *others, counters)


def _knowing(known: Known, reading: Reading) -> Known:
    """What the next source needs of it."""
    match reading.value:
        case DomainsRead() as domains:
            return replace(known, domains=domains)
        case NodeRead() as node:
            return replace(known, node=node)
    return known


def _one(hypervisor: Hypervisor, source: Source, known: Known) -> tuple[Reading, Cost]:
    began_s, used_s = hypervisor.clock.monotonic_s(), _cpu_s()
    reading = source.take(known, hypervisor.clock)
    used_s = _cpu_s() - used_s
    if isinstance(reading.value, DomainsRead) and reading.value.counted is not None:
        facts = hypervisor.counters.facts
        used_s += facts.cpu_s if facts is not None else 0.0
    return reading, Cost(used_s * _MS, (hypervisor.clock.monotonic_s() - began_s) * _MS)


def _cpu_s() -> float:
    """Of this process and of the commands that it ran; finer than os.times()."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def _text(host: Host, measured: tuple[Measured, ...]) -> str:
    rows = [("SOURCE", "READ", "STATE", "CPU MS", "MS", "GIVES"), *(_row(host, each) for each in measured)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines: list[str] = []
    for row, each in zip(rows, (None, *measured), strict=True):
        words, figures, gives = row[:3], row[3:5], row[5]
        cells = [*map(str.ljust, words, widths), *map(str.rjust, figures, widths[3:])]
        lines.append("  ".join((*cells, gives)))
        if each is not None and each.reading.error is not None:
            error = each.reading.error
            told = error.told(in_commands(error.next_step))
            lines += textwrap.wrap(told, _WIDTH, initial_indent="  ", subsequent_indent="  ")
            lines += [f"    {line}" for line in error.more_lines]
    return "".join(f"{line}\n" for line in lines)


def _row(host: Host, each: Measured) -> tuple[str, ...]:
    source = each.source
    is_read = each.reading.error is None
    cpu, wall = (f"{ms:.1f}" if is_read else "-" for ms in (each.cost.cpu_ms, each.cost.wall_ms))
    cadence = _cadence(host, each.cue) + (", or news" if each.is_followed else "")
    return source.name.value, cadence, "ok" if is_read else "fails", cpu, wall, _GIVES[source.name]


def _cadence(host: Host, cue: str) -> str:
    return {
        Cue.INTERVAL.value: f"every {host.settings.view.interval_s:g} s",
        Cue.WITH_LISTING.value: "with each listing",
        Cue.AFTER_LISTING.value: "after each listing",
        Cue.BEHIND_LISTING.value: "after the node",
        _WHEN_NEEDED: "each minute, or news",
    }[cue]


def _values(host: Host, each: Measured) -> dict[str, Any]:
    error = each.reading.error
    return {
        "host": host.name,
        "name": each.source.name.value,
        "gives": _GIVES[each.source.name],
        "cue": each.cue,
        "followed": each.is_followed,
        "interval_s": host.settings.view.interval_s,
        "cpu_ms": None if error is not None else round(each.cost.cpu_ms, 3),
        "wall_ms": None if error is not None else round(each.cost.wall_ms, 3),
        "error": None if error is None else error_values(error),
    }
