"""The tab Now: how the guest is at this moment, what is being done with it, and what has happened to it."""

import time
from collections.abc import Callable, Iterator, Mapping

from xentui.console.guest.crash_lines import crash_lines
from xentui.console.guest.device_rates import disk_name, disk_rate_words, interface_name, network_rate_words
from xentui.console.guest.paper import Paper
from xentui.console.guest.reader import Read
from xentui.console.guest.screen_lines import screen_lines
from xentui.console.guest.view import GuestView
from xentui.console.wording import in_keys
from xentui.fleet.past_minutes import (
    cpu_percent,
    disk_bytes_per_s,
    memory_kib,
    most_by_minute,
    network_bytes_per_s,
)
from xentui_driver.host.last_end import LastEnd
from xentui_driver.model.cpu_use import TRAIL_STEPS, Trail
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainMemory, DomainRole
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job
from xentui_driver.model.rates import Traffic
from xentui_driver.toolstack.stub_domains import whose
from xentui_widgets import graphs, states, units
from xentui_widgets.event_log import Event
from xentui_widgets.instance_columns import definition_of, vcpus
from xentui_widgets.lines import Line, Span
from xentui_widgets.wrapping import hanging

_MOST_EVENTS = 20


def now_lines(view: GuestView, paper: Paper) -> Iterator[Line]:
    """What needs somebody comes first."""
    instance = view.instance
    for words in (*view.notices, *instance.problems):
        yield from paper.flagged(words)
    if instance.starts_twice:
        yield from paper.fact("next", in_keys("Turn Autostart off (do: autostart_off).", paper.keys))
    yield from _state(view, paper)
    yield from _end(view.end.value, paper)
    yield from crash_lines(view, paper)
    if instance.said is not None and not instance.said.is_trouble:
        yield from paper.fact("console", instance.said.words)
    if view.job is not None:
        yield from paper.fact("doing", f"~ {_doing(view.job)}", "transition")
    if instance.unreadable is not None:
        row = instance.unreadable
        yield from paper.fact("line", f"{row.line_number} of xl list -v: {row.raw}")
        return
    yield from _cpu(instance, paper)
    yield from _peak(most_by_minute(view.past, cpu_percent), lambda percent: f"{units.cpu_words(percent)} %", paper)
    yield from _memory(view, paper)
    network, disks = (most_by_minute(view.past, figure) for figure in (network_bytes_per_s, disk_bytes_per_s))
    devices = view.devices
    yield from _traffic("network", instance.rates.network, network, network_rate_words, paper)
    yield from _each(devices.networks, interface_name, network_rate_words, paper)
    yield from _traffic("disks", instance.rates.disk, disks, disk_rate_words, paper)
    yield from _each(devices.disks, disk_name, disk_rate_words, paper)
    yield from paper.fact("vCPUs", _vcpus_words(instance))
    yield from screen_lines(view, paper)
    yield from _identity(instance, paper)
    yield from paper.fact("boots", _boot_words(instance.definition))
    yield from _events(view.events, paper)


def _doing(job: Job) -> str:
    """What is being done, and how far it is as soon as it has said so."""
    doing = job.record.doing
    return doing if job.words == doing else f"{doing}: {job.words}"


def _state(view: GuestView, paper: Paper) -> Iterator[Line]:
    look, domain = states.appearance(view.instance), view.instance.domain
    said = f", xl says {domain.raw_state}" if domain is not None else ""
    text = f"{states.long_text(view.instance)}{said}"
    if view.is_there:
        yield from paper.fact("state", text, look.style if view.stale_s is None else "dim")
    else:
        yield from paper.fact("state", f"last seen: {text}", "dim")


def _end(end: LastEnd | None, paper: Paper) -> Iterator[Line]:
    if end is None:
        return
    when = "" if end.ended_s is None else time.strftime("%Y-%m-%d %H:%M:%S: ", time.localtime(end.ended_s))
    yield from paper.fact("ended", f"{when}{end.words}")
    yield from paper.fact(
        "", f"according to {end.path}" if end.path else "when isn't known: no monitor has noted it", "dim"
    )


def _identity(instance: Instance, paper: Paper) -> Iterator[Line]:
    domain, definition = instance.domain, definition_of(instance)
    if domain is not None:
        yield from paper.fact("id", str(domain.domid))
    if instance.up_s is not None:
        yield from paper.fact("up", f"{units.up_words(instance.up_s)}, since it was built on this host")
    yield from paper.fact("UUID", instance.uuid or "none: each start makes a new one")
    if definition.type:
        yield from paper.fact("type", definition.type)
    if domain is not None and domain.role is not DomainRole.GUEST:
        yield from paper.fact("role", f"{domain.role.value}. {whose(domain)}".strip(". "))


def _cpu(instance: Instance, paper: Paper) -> Iterator[Line]:
    if instance.domain is None:
        return
    most = 100 * instance.domain.vcpus
    trail = graphs.sparkline(instance.cpu.trail, float(most), TRAIL_STEPS)
    since = ", in the last 2 minutes" if trail else ""
    yield from paper.graph("CPU", trail, f"{units.cpu_words(instance.cpu_percent)} % of {most}{since}")
    yield from paper.fact("", f"{units.age_words(instance.domain.cpu_time_s)} of CPU time since it was started")


def _traffic(
    label: str, traffic: Traffic | None, minutes: Trail, words: Callable[[Traffic], str], paper: Paper
) -> Iterator[Line]:
    """Nothing where it isn't known; `minutes` are the latest of both directions together."""
    if traffic is None:
        return
    yield from paper.fact(label, f"{words(traffic)}; mean of {traffic.over_s:.1f} s")
    yield from _peak(minutes, lambda most: f"{units.rate_words(most)}/s", paper)


def _peak(minutes: Trail, words: Callable[[float], str], paper: Paper) -> Iterator[Line]:
    """The highest level of the graph is the most of all minutes."""
    known = [each for each in minutes if each is not None]
    if len(minutes) > 1:
        text = f"at most {words(max(known))} in the last {len(minutes)} minutes"
        yield from paper.graph("", graphs.sparkline(minutes, max(known), len(minutes)), text)


def _each(
    devices: Mapping[str, Traffic | None],
    name: Callable[[str], str],
    words: Callable[[Traffic | None], str],
    paper: Paper,
) -> Iterator[Line]:
    """A single one is all of them, so that its figures are said already."""
    for number, traffic in devices.items() if len(devices) > 1 else ():
        yield from paper.fact("", f"{name(number)}: {words(traffic)}", "dim")


def _memory(view: GuestView, paper: Paper) -> Iterator[Line]:
    domain, definition = view.instance.domain, definition_of(view.instance)
    if domain is not None:
        yield from _held(domain, view.memory.value, view.instance.running_maximum_kib, paper)
        yield from _peak(most_by_minute(view.past, memory_kib), lambda kib: units.memory_words(int(kib)), paper)
        yield from _target(view.memory, paper)
    label = "" if domain is not None else "memory"
    at_start = units.memory_of_words(definition.memory_kib, definition.maximum_memory_kib)
    yield from paper.fact(label, f"next start {at_start}")
    if view.fit is not None:
        for sentence in view.fit.sentences("start"):
            yield from paper.fact("", sentence.removesuffix("."), "paused" if view.fit.missing_kib else "")


def _held(domain: Domain, known: DomainMemory | None, listed_kib: int | None, paper: Paper) -> Iterator[Line]:
    maximum = known.maximum_kib if known is not None else None
    most = maximum if maximum is not None else listed_kib
    bar = graphs.meter(domain.memory_kib, most, TRAIL_STEPS) if most is not None else ""
    yield from paper.graph("memory", bar, units.memory_of_words(domain.memory_kib, most))


def _target(read: Read[DomainMemory | None], paper: Paper) -> Iterator[Line]:
    if read.error is not None:
        key = paper.keys.shown("refresh")
        yield from paper.fact("", f"target unknown: {read.error.summary} {key} reads it again", "paused")
    elif read.value is not None:
        target, maximum = units.memory_words(read.value.target_kib), units.memory_words(read.value.maximum_kib)
        yield from paper.fact("", f"target {target}, maximum {maximum}")
    elif read.taken_s is None:
        yield from paper.fact("", "~ reading", "transition")


def _vcpus_words(instance: Instance) -> str:
    definition = definition_of(instance)
    most = f", at most {definition.maximum_vcpus}" if definition.maximum_vcpus is not None else ""
    if instance.domain is None:
        return f"next start {units.count_words(definition.vcpus)}{most}"
    return f"{units.count_words(vcpus(instance))} online; next start {units.count_words(definition.vcpus)}{most}"


def _boot_words(definition: Definition | None) -> str:
    """What starts it, because that may be another file of it, with other settings."""
    if definition is None:
        return "not with the host: no definition here"
    if not definition.starters:
        return "not with the host"
    found = (f"{each.path}{' (another file)' if each.is_copy else ''}" for each in definition.starters)
    return f"with the host, by {', '.join(found)}"


def _events(events: tuple[Event, ...], paper: Paper) -> Iterator[Line]:
    yield from paper.heading("Last events")
    if not events:
        yield from paper.text("None since this console was opened.", "dim")
    for event in events[:_MOST_EVENTS]:
        head = (Span(paper.symbols.show(f" {event.time_text} "), "dim"), event.sign, Span(" "))
        indent = sum(len(span.text) for span in head)
        yield from hanging(head, event.text, paper.width, paper.symbols, indent=indent)
