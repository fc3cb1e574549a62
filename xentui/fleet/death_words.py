"""What is said of a guest's end, row by row: the cause and the next step first, the evidence below."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum

from xentui.fleet.find_death import FoundDeath
from xentui.fleet.kept.deaths import DeathRecord
from xentui_driver.host.death.causes import failed_start
from xentui_driver.host.death.death import Cause, Death
from xentui_driver.host.death.evidence import Ending, Evidence, Excerpt, Place
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.lazy_pattern import lazy_pattern

Advice = Callable[[str], str]
"""Words an advice for its reader: with keys, or with commands."""
FigureWords = Callable[[Mapping[str, float | None]], str]


class RowKind(Enum):
    """How a row is shown."""

    HEADLINE = "headline"
    CAUSE = "cause"
    NEXT = "next"
    FACT = "fact"
    HEADING = "heading"
    QUOTE = "quote"
    """A line of a log, as it was."""


@dataclass(frozen=True, slots=True)
class DeathRow:
    """A label and what it says."""

    kind: RowKind
    label: str
    words: str


_ENDED = {
    Ending.POWERED_OFF: "has powered off",
    Ending.REBOOTED: "has rebooted",
    Ending.SUSPENDED: "is suspended",
    Ending.CRASHED: "has crashed",
    Ending.WATCHDOG: "was ended by its watchdog",
    Ending.DESTROYED: "was destroyed",
    Ending.GONE: "is gone from this host",
}
_MOST_EARLIER = 5
_LINES_BEFORE_SIGN = 4
_BEGINS_TROUBLE = lazy_pattern(r"\bBUG: |\bkernel BUG at |\bOops: |\[ cut here \]|general protection fault")
"""The first line of a kernel's report that ends in a panic (Linux, lib/bug.c, arch/x86/mm/fault.c)."""
_PLACES = {
    Place.TOOLSTACK: "what xl said",
    Place.MONITOR: "its xl monitor",
    Place.BOOTLOADER: "its bootloader",
    Place.DEVICE_MODEL: "its device model",
    Place.HOTPLUG: "hotplug scripts",
    Place.CONSOLE: "its console",
    Place.XEN: "Xen",
}


def death_rows(found: FoundDeath, advice: Advice, figure_words: FigureWords) -> Iterator[DeathRow]:
    """All of it; times are those of this machine's time zone."""
    death = found.last.death
    evidence = death.evidence
    yield DeathRow(RowKind.HEADLINE, "", headline(death))
    for number, cause in enumerate(death.causes):
        yield DeathRow(RowKind.CAUSE, "cause" if number == 0 else "or", cause.words)
        if number == 0:
            yield DeathRow(RowKind.NEXT, "next", advice(cause.next_step))
        if cause.line and number == 0:
            yield DeathRow(RowKind.FACT, "sign", cause.line)
    yield from _facts(found.last, figure_words)
    yield from _listed("before", (_earlier_words(each.death) for each in found.earlier[:_MOST_EARLIER]))
    yield from _listed("console", () if evidence.lines(Place.CONSOLE) else map(advice, evidence.unkept))
    for excerpt in telling_first(evidence.excerpts, death.cause):
        yield DeathRow(RowKind.HEADING, "", f"{_PLACES[excerpt.place]}: {excerpt.origin}")
        for line in excerpt.lines:
            yield DeathRow(RowKind.QUOTE, "", line)


def telling_first(excerpts: Sequence[Excerpt], cause: Cause) -> Sequence[Excerpt]:
    """The excerpt with the sign first, from a few lines before it on; what was said before that comes last."""
    place = cause.place if cause.line else None
    with_sign = next((each for each in excerpts if each.place is place and cause.line in each.lines), None)
    if with_sign is None:
        return excerpts
    lines = with_sign.lines
    at = len(lines) - 1 - lines[::-1].index(cause.line)
    troubles = (n for n in range(at) if _BEGINS_TROUBLE.search(lines[n]))
    begin = max(0, min([*troubles, at - _LINES_BEFORE_SIGN]))
    before = [replace(with_sign, origin=f"{with_sign.origin}, before that", lines=lines[:begin])] if begin else []
    others = (each for each in excerpts if each is not with_sign)
    return (replace(with_sign, lines=lines[begin:]), *others, *before)


def headline(death: Death) -> str:
    """What has happened, in a sentence."""
    return f"{death.evidence.name or '(no name)'} {_happened(death.evidence)}."


def _happened(evidence: Evidence) -> str:
    id = "" if evidence.domid is None else f" (id {evidence.domid})"
    if failed_start(evidence) is not None:
        return "could not be started"
    if evidence.ending is None:
        return f"runs{id}" if evidence.is_running else f"doesn't run{id}"
    ended = _ENDED[evidence.ending]
    if not evidence.is_running:
        restarts = "one restart" if evidence.restarts == 1 else f"{evidence.restarts} restarts"
        looped = f", after {restarts}" if evidence.restarts else ""
        return f"{ended}{id}{looped}"
    times = "once" if evidence.restarts == 1 else f"{evidence.restarts} times"
    return f"runs again; its monitor has restarted it {times}, the last time because it {ended}{id}"


def _facts(record: DeathRecord, figure_words: FigureWords) -> Iterator[DeathRow]:
    evidence = record.death.evidence
    if evidence.ended_s is not None:
        yield DeathRow(RowKind.FACT, "ended", moment(evidence.ended_s))
    if evidence.ending is not None:
        yield DeathRow(RowKind.FACT, "reason", evidence.ending.value)
    if numbers := figure_words(record.figures):
        at = f" ({moment(record.figures_s)})" if record.figures_s is not None else ""
        yield DeathRow(RowKind.FACT, "numbers", f"{numbers}{at}")
    done = (f"{moment(each.at_s)} {each.who}: {each.title}, {each.verdict.value}" for each in evidence.touches[::-1])
    yield from _listed("done", done)


def _listed(label: str, texts: Iterable[str]) -> Iterator[DeathRow]:
    """The label in front of the first."""
    for text in texts:
        yield DeathRow(RowKind.FACT, label, text)
        label = ""


def _earlier_words(death: Death) -> str:
    evidence = death.evidence
    ended_s = evidence.ended_s if evidence.ended_s is not None else death.taken_s
    return f"{moment(ended_s)} {headline(death)} {death.cause.words}"


def moment(epoch_s: float) -> str:
    """A day and a time; empty for what is no time."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(epoch_s))
    except (ValueError, OverflowError, OSError):
        return ""
