"""The past of a guest or of a host as the charts show it, with what has happened meanwhile."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter

from xentui.fleet.past import Figures, Past
from xentui.fleet.timeline import Stretch, timeline
from xentui_driver.model.clock import Clock
from xentui_driver.model.job import Job, Verdict
from xentui_driver.model.severity import Severity
from xentui_driver.model.units import MIB_KIB
from xentui_widgets import units
from xentui_widgets.charts import Point, binary_scale, decimal_scale
from xentui_widgets.event_log import Event
from xentui_widgets.history_lines import Band, Figure, Mark, Recorded
from xentui_widgets.job_words import verdict_word

_FRESH_S = 5.0
"""The newest reading is taken for what is now, unless it is older."""
_ONE_CPU, _SLOW = 100.0, 10_000.0
"""What a chart shows at least: on a smaller scale it would make mountains of nothing."""
_SEVERITIES: dict[Verdict, Severity] = {Verdict.FAILED: "error", Verdict.UNKNOWN: "warning"}


def recorded(past: Past, clock: Clock, jobs: Iterable[Job], events: Iterable[Event]) -> Recorded:
    """`clock` is the one of the past; jobs and events have their times since the epoch."""
    known = timeline(past)
    now_s = clock.monotonic_s()
    newest_s = known[-1].ends_s if known else now_s
    offset_s = clock.epoch_s() - now_s
    return Recorded(
        _figures(known),
        tuple(sorted(_marks(jobs, events, offset_s))),
        newest_s if now_s - newest_s <= _FRESH_S else now_s,
        offset_s,
    )


def _figures(known: tuple[Stretch, ...]) -> tuple[Figure, ...]:
    cpu = Band("", _points(known, attrgetter("cpu_percent")))
    memory = Band("", _points(known, attrgetter("memory_kib")))
    received = Band("in", _points(known, attrgetter("received_bytes_per_s")))
    sent = Band("out", _points(known, attrgetter("sent_bytes_per_s")))
    read = Band("read", _points(known, attrgetter("read_bytes_per_s")))
    written = Band("write", _points(known, attrgetter("written_bytes_per_s")))
    return (
        Figure("CPU", (cpu,), _percent, _short_percent, lambda most: decimal_scale(most, _ONE_CPU)),
        Figure("Memory", (memory,), _memory, _short_memory, lambda most: binary_scale(most, MIB_KIB)),
        Figure("Network", (received, sent), _rate, units.rate_words, lambda most: decimal_scale(most, _SLOW)),
        Figure("Disks", (read, written), _rate, units.rate_words, lambda most: decimal_scale(most, _SLOW)),
    )


def _points(known: Iterable[Stretch], figure: Callable[[Figures], float | None]) -> tuple[Point, ...]:
    """None where the figure isn't known."""
    found = []
    for each in known:
        least, mean, most = figure(each.least), figure(each.mean), figure(each.most)
        if least is not None and mean is not None and most is not None:
            found.append(Point(each.begins_s, each.ends_s, least, mean, most))
    return tuple(found)


def _marks(jobs: Iterable[Job], events: Iterable[Event], offset_s: float) -> Iterator[Mark]:
    """A job is marked where it began; an event of a job tells the same, and is left out."""
    for job in jobs:
        severity = _SEVERITIES.get(job.verdict, "information")
        yield Mark(job.record.submitted_s - offset_s, severity, f"{job.record.title}: {verdict_word(job)}")
    for event in events:
        if event.at_s is not None and event.job is None:
            yield Mark(event.at_s - offset_s, event.severity, event.text)


def _percent(percent: float) -> str:
    return f"{units.cpu_words(percent)} %"


def _short_percent(percent: float) -> str:
    return f"{percent:.0f}%" if percent < 10_000 else f"{percent / 1000:.0f}k%"


def _memory(kib: float) -> str:
    return units.memory_words(int(kib))


def _short_memory(kib: float) -> str:
    mib = kib / MIB_KIB
    return f"{mib:g}M" if mib < 1024 else f"{mib / 1024:g}G"


def _rate(bytes_per_s: float) -> str:
    return f"{units.rate_words(bytes_per_s)}/s"
