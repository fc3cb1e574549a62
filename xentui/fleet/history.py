"""The earlier readings of each guest of a host, kept while they are useful."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from xentui.fleet.counted_rates import device_rates
from xentui.fleet.frames import NEVER_S, Frames, Place
from xentui.fleet.past import NO_PAST, SIX_MINUTES_S, PackedSummary, Past
from xentui.fleet.rate_begins import rates_begin
from xentui.fleet.rates import CpuReading, Moments, with_moment
from xentui.fleet.record import NOT_COUNTED, Record, figures_of
from xentui.fleet.summing import packed_figures
from xentui.fleet.trail import TrailSoFar, step_of
from xentui_driver.model.counters import Counted, Identity
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.domain import Domain
from xentui_driver.model.identity import identifies
from xentui_driver.model.rates import NO_USAGE, DeviceRates, Rates, Traffic, Usage, total_rates

_MOST_GONE = 64
_SHORTEST_S = 0.2
"""Over less time than this a rate would be mostly the error of its two moments."""


@dataclass(frozen=True, slots=True)
class History:
    """A bounded record for each domain of the last listing; none for a domain that is gone."""

    _records: Mapping[Identity, Record] = field(default_factory=dict)
    _moments: Moments = ()
    """Of the last listings: the record of a domain at rest stays as it is, and doesn't have them."""
    _frames: Frames = Frames()
    _earlier: Mapping[Identity, Past] = field(default_factory=dict)
    """What had been read of a domain's guest before the domain's own figures went into the frames."""
    _trail: TrailSoFar = TrailSoFar()
    _host_past: Past = Past()
    _gone: Mapping[str, Past] = field(default_factory=dict)
    """The past of guests that have no domain now, by their UUIDs; those that left last."""
    _counted: Counted | None = None
    """The counters that the rates end with."""
    _counted_before: Counted | None = None
    """Those that they begin with."""
    host: Usage = NO_USAGE
    """What all domains use together, Domain-0 among them; one that has just started doesn't count yet.

    Summed once a reading: the screen asks for it every second.
    """

    def with_counters(self, counted: Counted) -> "History":
        """The rates are those since the counters before; only domains of the last listing have any."""
        if not self._is_newer(counted):
            return self
        begin, moments = rates_begin(self._counted_before, self._counted, counted), self._moments
        records = {
            identity: record.with_counted(record.counted_between(identity, begin, counted, moments), moments)
            for identity, record in self._records.items()
        }
        host = _together(records.values(), self._trail)
        return replace(self, _records=records, _counted=counted, _counted_before=begin, host=host)

    def without_counters(self) -> "History":
        """Nothing is known of disks and networks, and CPU use only by the listings, until counters come again."""
        if self._counted is None:
            return self
        moments = self._moments
        records = {identity: record.with_counted(NOT_COUNTED, moments) for identity, record in self._records.items()}
        host = _together(records.values(), self._trail)
        return replace(self, _records=records, _counted=None, _counted_before=None, host=host)

    def with_domains(
        self, domains: Iterable[Domain], began_s: float, ended_s: float, counted: Counted | None = None
    ) -> "History":
        """The listing was asked for at `began_s` and complete at `ended_s`, seconds on one clock.

        `counted` are the counters that came with it.
        """
        newer = counted if counted is not None and self._is_newer(counted) else None
        begin = rates_begin(self._counted_before, self._counted, newer) if newer is not None else None
        listed = {(domain.uuid, domain.domid): domain for domain in domains}
        taken_s, left = (began_s + ended_s) / 2, self._left(listed)
        resting = self._resting(listed, taken_s, begin, newer)
        awake, places = dict[Identity, Record](), self._frames.new_places()
        for identity, domain in listed.items():
            if identity not in resting:
                before = self._records.get(identity) or Record(domain, Place(next(places), NEVER_S))
                counts = before.counted
                if newer is not None:
                    counts = before.counted_between(identity, begin, newer, self._moments)
                awake[identity] = before.with_reading(domain, self._moments, (began_s, ended_s), counts)
        gone, earlier = self._gone_with(left), self._earlier_without(left)
        for identity in [identity for identity, record in awake.items() if record.place.since_s == NEVER_S]:
            before_it = (
                gone.pop(identity[0], NO_PAST) if identity not in self._records else earlier.get(identity, NO_PAST)
            )
            awake[identity], earlier[identity] = self._joined(awake[identity], before_it, taken_s)
        records = {identity: awake.get(identity) or resting[identity] for identity in listed}
        if newer is not None and begin is not None:
            host = _together(awake.values(), self._trail, _still(resting.values(), newer.taken_s - begin.taken_s))
        else:
            host = _together(records.values(), self._trail)
        percent = host.cpu.percent
        trail = self._trail.with_figure(taken_s, percent)
        host = Usage(CpuUse(percent, trail.figures), host.rates)
        memory_kib = sum([domain.memory_kib for domain in listed.values()])
        told = {record.place.number: packed_figures(record.figures()) for record in awake.values()}
        return History(
            records,
            with_moment(self._moments, began_s, ended_s),
            self._frames.with_reading(taken_s, told, [record.place.number for record in left.values()]),
            self._young(earlier, taken_s),
            trail,
            self._host_past.with_figures(taken_s, figures_of(percent, memory_kib, host.rates)),
            gone,
            self._counted if newer is None else newer,
            self._counted_before if newer is None else begin,
            host,
        )

    @property
    def pieces(self) -> Iterable[object]:
        """What it has for each domain."""
        return self._records.values()

    @property
    def readings(self) -> Iterable[tuple[CpuReading, ...]]:
        """Those of each domain."""
        return (record.readings_until(self._moments) for record in self._records.values())

    def usages(self) -> Mapping[Identity, Usage]:
        """What each domain uses."""
        return {identity: record.usage for identity, record in self._records.items()}

    def devices(self, identity: Identity) -> DeviceRates:
        """Of a domain; worked out when somebody looks at it."""
        before, after = self._counted_before, self._counted
        if after is None:
            return DeviceRates()
        then = before.domains.get(identity) if before is not None else None
        over_s = after.taken_s - before.taken_s if before is not None else 0.0
        return device_rates(then, after.domains.get(identity), over_s)

    def past(self, identity: Identity) -> Past:
        """The figures of a domain, and of the earlier domains of its guest; made when somebody asks for it."""
        record = self._records.get(identity)
        if record is None:
            return NO_PAST
        return self._earlier.get(identity, NO_PAST).then(self._frames.past(record.place))

    def minutes_since(self, at_s: float) -> Iterator[tuple[Identity, PackedSummary]]:
        """Of each domain of the last listing, those that began then or later."""
        for identity, past in self._earlier.items():
            yield from ((identity, each) for each in past.minutes_since(at_s))
        yield from self._frames.minutes_since(at_s, self._places)

    def six_minutes_since(self, at_s: float) -> Iterator[tuple[Identity, PackedSummary]]:
        """Of each domain of the last listing, those that began then or later."""
        for identity, past in self._earlier.items():
            yield from ((identity, each) for each in past.six_minutes_since(at_s))
        yield from self._frames.six_minutes_since(at_s, self._places)

    def with_earlier(self, host: Past, guests: Callable[[Identity], Past], gone: Mapping[str, Past]) -> "History":
        """With what an earlier console has read of the host, of each domain, and of guests without one."""
        earlier = dict(self._earlier)
        for identity in self._records:
            own = earlier.get(identity, NO_PAST)
            earlier[identity] = guests(identity).summaries_before(self.past(identity).began_s).then(own)
        both = dict(list((dict(gone) | dict(self._gone)).items())[-_MOST_GONE:])
        return replace(self, _earlier=earlier, _host_past=self._host_past.with_earlier(host), _gone=both)

    def past_of_gone(self, uuid: str | None) -> Past:
        """The figures of a guest that has no domain now."""
        return self._gone.get(uuid or "", NO_PAST)

    @property
    def host_past(self) -> Past:
        """The figures of all domains together."""
        return self._host_past

    @property
    def _places(self) -> Collection[tuple[Identity, Place]]:
        return [(identity, record.place) for identity, record in self._records.items()]

    def _is_newer(self, counted: Counted) -> bool:
        """Whether they say something new, which the same ones don't; a clock that was set back begins again."""
        return self._counted is None or not 0 <= counted.taken_s - self._counted.taken_s < _SHORTEST_S

    def _resting(
        self, listed: Mapping[Identity, Domain], taken_s: float, begin: Counted | None, newer: Counted | None
    ) -> Mapping[Identity, Record]:
        """The records that stay as they are, by what was listed then, and by the counters between the two."""
        if not self._moments or taken_s <= sum(self._moments[-1]) / 2:
            return {}
        step, records = step_of(taken_s), self._records
        if newer is None:
            return {
                identity: record
                for identity, domain in listed.items()
                if (record := records.get(identity)) is not None and record.rests(domain, step)
            }
        if begin is None or newer.taken_s <= begin.taken_s:
            return {}
        then, now = begin.domains, newer.domains
        return {
            identity: record
            for identity, domain in listed.items()
            if (record := records.get(identity)) is not None
            and now.get(identity) is record.counted.still is then.get(identity)
            and record.rests(domain, step)
        }

    def _left(self, listed: Mapping[Identity, Domain]) -> Mapping[Identity, Record]:
        """Those that are gone when these are there."""
        if self._records.keys() <= listed.keys():
            return {}
        return {identity: record for identity, record in self._records.items() if identity not in listed}

    def _gone_with(self, left: Mapping[Identity, Record]) -> dict[str, Past]:
        """The past of those that are gone, with that of these; a UUID that many have says nothing."""
        leaving = {identity[0]: self.past(identity) for identity in left if identifies(identity[0])}
        return dict(list((dict(self._gone) | leaving).items())[-_MOST_GONE:])

    def _earlier_without(self, left: Mapping[Identity, Record]) -> dict[Identity, Past]:
        return {identity: past for identity, past in self._earlier.items() if identity not in left}

    def _joined(self, record: Record, earlier: Past, at_s: float) -> tuple[Record, Past]:
        """The domain of a guest whose past goes on with it, and that past.

        What was read of both in the same six minutes is summed up together: until these are over, the figures of the
        domain go to the past of its guest, and from then on to its place.
        """
        last_s = earlier.last_s
        if not self._frames.keeps(at_s):
            return record, earlier
        if last_s is None or last_s // SIX_MINUTES_S != at_s // SIX_MINUTES_S:
            return record.in_place_since(at_s), earlier.thinned(at_s)
        return record, earlier.with_figures(at_s, record.figures())

    def _young(self, earlier: Mapping[Identity, Past], at_s: float) -> Mapping[Identity, Past]:
        """Each six minutes without what is too old by then."""
        last_s = self._host_past.last_s
        if last_s is not None and last_s // SIX_MINUTES_S == at_s // SIX_MINUTES_S:
            return earlier
        young = ((identity, past.without_old(at_s)) for identity, past in earlier.items())
        return {identity: past for identity, past in young if past.began_s is not None}


def _together(records: Collection[Record], trail: TrailSoFar, still: Rates | None = None) -> Usage:
    """What these use, and some more whose rates together are `still`, and who use no CPU; None without any."""
    known = [record.usage.cpu.percent for record in records if record.usage.cpu.percent is not None]
    percent = sum(known, 0.0) if known or still is not None else None
    rates = [record.counted.rates for record in records]
    return Usage(CpuUse(percent, trail.figures), total_rates(rates if still is None else [*rates, still]))


def _still(records: Collection[Record], over_s: float) -> Rates | None:
    """The rates together of records whose counters have stayed the same; None without any."""
    if not records:
        return None
    networks = (each.counted.rates.network for each in records)
    disks = (each.counted.rates.disk for each in records)
    return Rates(_any_still(networks, over_s), _any_still(disks, over_s))


def _any_still(traffics: Iterable[Traffic | None], over_s: float) -> Traffic | None:
    """Each that is known is zero."""
    known = next((each for each in traffics if each is not None), None)
    return None if known is None else replace(known, over_s=round(over_s, 1))
