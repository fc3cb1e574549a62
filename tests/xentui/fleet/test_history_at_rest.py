"""What a history leaves out for guests at rest is what a plain one, which keeps everything of everybody, has too."""

from collections.abc import Iterable
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tests.instances import running
from xentui.fleet.counted_rates import counted_cpu_percent, counted_rates
from xentui.fleet.history import History
from xentui.fleet.past import MINUTE_S, MINUTES_S, PackedSummary, Past
from xentui.fleet.rates import CpuReading, cpu_percent, extended
from xentui.fleet.record import figures_of
from xentui.fleet.trail import TrailSoFar
from xentui_driver.model.counters import Counted, DomainCounters, Identity, NetworkCounters
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import Domain
from xentui_driver.model.rates import NO_RATES, Rates, total_rates

GUESTS = 4


class Step(NamedTuple):
    """A reading: what has happened since the last one."""

    pause_s: float
    worked: frozenset[int]
    """The guests that used CPU and their network."""
    ballooned: frozenset[int]
    absent: frozenset[int]
    restarted: frozenset[int]
    is_counted: bool


FEW = st.just(frozenset[int]()) | st.frozensets(st.integers(1, GUESTS), max_size=2)
PAUSES = st.sampled_from((0.5, 2.0, 2.0, 2.0, 12.0, 50.0, 200.0, 1000.0))
IS_COUNTED = st.sampled_from((True, True, True, False))
STEPS = st.lists(st.builds(Step, PAUSES, FEW, FEW, FEW, FEW, IS_COUNTED), max_size=40)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the plain history has of a domain."""

    readings: tuple[CpuReading, ...] = ()
    trail: TrailSoFar = TrailSoFar()
    percent: float | None = None
    rates: Rates = NO_RATES
    past: Past = Past()


class Plain:
    """Works everything out at each reading."""

    def __init__(self) -> None:
        self.kept: dict[Identity, Kept] = {}
        self.gone: dict[str, Past] = {}
        self.counted: Counted | None = None
        self.host_past = Past()

    def read(self, domains: list[Domain], at_s: float, counted: Counted | None) -> None:
        listed = {(each.uuid, each.domid): each for each in domains}
        self.gone |= {identity[0]: kept.past for identity, kept in self.kept.items() if identity not in listed}
        last_s = self.host_past.last_s
        is_kept = last_s is None or at_s - last_s >= 1.5
        before = self.counted
        found = {}
        for identity, domain in listed.items():
            was = self.kept.get(identity) or Kept(past=self.gone.pop(domain.uuid, Past()))
            readings = extended(was.readings, CpuReading(at_s, at_s, domain.cpu_time_s, domain.vcpus))
            percent, rates = cpu_percent(readings), NO_RATES
            if counted is not None and before is not None:
                then, now = before.domains.get(identity), counted.domains[identity]
                over_s = counted.taken_s - before.taken_s
                exact = counted_cpu_percent(then, now, over_s, max(each.vcpus for each in readings))
                percent = percent if exact is None else round(exact, 1)
                rates = counted_rates(then, now, over_s)
            figures = figures_of(percent, domain.memory_kib, rates)
            past = was.past.with_figures(at_s, figures) if is_kept else was.past
            found[identity] = Kept(readings, was.trail.with_figure(at_s, percent), percent, rates, past)
        self.kept, self.counted = found, counted
        known = [each.percent for each in found.values() if each.percent is not None]
        host = figures_of(sum(known) if known else None, sum(each.memory_kib for each in domains), self.rates)
        self.host_past = self.host_past.with_figures(at_s, host)

    @property
    def rates(self) -> Rates:
        return total_rates(each.rates for each in self.kept.values())


class World:
    """A few guests, and what is read of them."""

    def __init__(self) -> None:
        self.at_s = 1000.0
        self.next_domid = GUESTS + 1
        self.domains = {each: domain(each) for each in range(1, GUESTS + 1)}
        self.counters = {number: counters(1) for number in self.domains}

    @property
    def hours_ago_s(self) -> float:
        """As long ago as minutes are kept, nearly."""
        return self.at_s - MINUTES_S + 2 * MINUTE_S

    def after(self, step: Step) -> tuple[list[Domain], Counted | None]:
        self.at_s += step.pause_s
        for number, domain in self.domains.items():
            if number in step.restarted:
                domain = replace(domain, domid=self.next_domid, cpu_time_s=0.0)
                self.next_domid += 1
                self.counters[number] = counters(0)
            if number in step.worked:
                domain = replace(domain, cpu_time_s=round(domain.cpu_time_s + 0.2, 1))
                self.counters[number] = counters(round(domain.cpu_time_s * 10))
            if number in step.ballooned:
                domain = replace(domain, memory_kib=domain.memory_kib + 4096)
            self.domains[number] = domain
        there = {number: domain for number, domain in self.domains.items() if number not in step.absent}
        counted = {(each.uuid, each.domid): self.counters[number] for number, each in there.items()}
        return list(there.values()), Counted(self.at_s, counted) if step.is_counted else None


def domain(number: int) -> Domain:
    made = running("web", number).domain
    assert made is not None
    return replace(made, uuid=f"{number:08}-0000-4000-8000-000000000001", cpu_time_s=1.0)


def counters(tenths: int) -> DomainCounters:
    return DomainCounters(tenths * 10**8, networks={"0": NetworkCounters(tenths * 1000, tenths, tenths, tenths)})


def told(past: Past) -> tuple[object, ...]:
    return past.recent(), past.minutes(), past.six_minutes()


def summaries(found: Iterable[tuple[Identity, PackedSummary]], of: Identity) -> list[PackedSummary]:
    return [summary for identity, summary in found if identity == of]


@given(STEPS)
def test_a_history_says_what_a_plain_one_says(steps: list[Step]) -> None:
    world, plain, history = World(), Plain(), History()
    for step in steps:
        domains, counted = world.after(step)
        plain.read(domains, world.at_s, counted)
        if counted is None:
            history = history.without_counters()
        history = history.with_domains(domains, world.at_s, world.at_s, counted)
        usages = history.usages()
        assert list(usages) == list(plain.kept)
        for identity, kept in plain.kept.items():
            assert (usages[identity].cpu.percent, usages[identity].rates) == (kept.percent, kept.rates)
            assert usages[identity].cpu.trail == kept.trail.figures
        assert tuple(history.readings) == tuple(kept.readings for kept in plain.kept.values())
        assert history.host.rates == plain.rates
    for identity, kept in plain.kept.items():
        assert told(history.past(identity)) == told(kept.past)
        assert summaries(history.minutes_since(world.hours_ago_s), identity) == [
            *kept.past.minutes_since(world.hours_ago_s)
        ]
        assert summaries(history.six_minutes_since(0.0), identity) == [*kept.past.six_minutes_since(0.0)]
    for uuid, past in plain.gone.items():
        assert told(history.past_of_gone(uuid)) == told(past)
    assert told(history.host_past) == told(plain.host_past)


def test_a_guest_at_rest_keeps_its_record_and_an_older_history_stays_as_it_was() -> None:
    still, history = counters(1), History()
    for at_s in (0.0, 2.0, 4.0):
        history = history.with_domains(
            [domain(1), domain(2)], at_s, at_s, Counted(at_s, {key(1): still, key(2): still})
        )
    older, records = history, history._records
    before = told(older.past(key(2)))
    work = {key(1): still, key(2): counters(3)}
    history = history.with_domains([domain(1), domain(2)], 6.0, 6.0, Counted(6.0, work))
    assert history._records[key(1)] is records[key(1)]
    assert history._records[key(2)] is not records[key(2)]
    assert [each.at_s for each in history.past(key(1)).recent()] == [0.0, 2.0, 4.0, 6.0]
    assert told(older.past(key(2))) == before


def key(number: int) -> Identity:
    return domain(number).uuid, number
