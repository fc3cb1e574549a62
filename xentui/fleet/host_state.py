"""The state of one host: the newest readings of its sources, and what follows from all readings so far."""

import operator
from collections.abc import Mapping

from xentui.fleet.history import History
from xentui.fleet.leaving import with_last_names
from xentui.fleet.past import Past
from xentui.fleet.restarts import Restarted, Restarts
from xentui_driver.host.between_domains import Instances
from xentui_driver.host.logs.consoles_read import ConsolesRead, with_said
from xentui_driver.host.pairs import Pairing
from xentui_driver.host.snapshots import merged, shown, snapshot_of, without_maxima
from xentui_driver.host.sources import DefinitionsRead, DomainsRead, Known, NodeRead, Reading, SourceName
from xentui_driver.model.counters import Counted
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.errors import OutputTooLarge, ParseError, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Subject
from xentui_driver.model.memory_fit import MemoryFit, memory_fit
from xentui_driver.model.rates import DeviceRates, Rates
from xentui_driver.model.snapshot import Snapshot
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.store_facts import StoreFacts

MANY = 1_000
"""Of more domains the first picture shows the rows at once: what else is read of so many takes seconds."""
PATIENCE_S = 3.0
"""How late a reading may be, in seconds, before the screen says so, or shows the rest without it."""


@dataclass(frozen=True, slots=True)
class Staleness:
    """The age of what is shown, and the reason, when it is older than it should be."""

    age_s: float
    reason: str
    lack: str = "no answer"
    """What the screen says while there is no snapshot at all."""
    is_frozen: bool = False
    """The operator wants it so."""


@dataclass(frozen=True, slots=True)
class HostState:
    """The state of one host; each reading makes a new one, and a failed reading loses nothing of the others."""

    host: str
    started_s: float
    """When the console began to read."""
    monitor_s: float = Limits().monitor_s
    """The time from a guest's shutdown until its monitor has acted, in seconds."""
    snapshot: Snapshot | None = None
    """None until the listing is complete, and every other source has been read or is too late."""
    restarts: Restarts | None = None
    """As of the listing in the snapshot."""
    readings: Mapping[SourceName, Reading] = field(default_factory=dict)
    """The newest reading of each source, successful or not."""
    _domains: DomainsRead | None = None
    _node: NodeRead = field(default_factory=NodeRead)
    _definitions: DefinitionsRead = field(default_factory=DefinitionsRead)
    _consoles: ConsolesRead = field(default_factory=ConsolesRead)
    """The last successful values of these sources; a failure leaves them unchanged."""
    _history: History = field(default_factory=History)
    _rows: Instances = ()
    """One for each guest, as the last listing, the definitions and the history make them."""
    _pairing: Pairing | None = None
    """What belongs together in the last listing."""
    _heard: tuple[ConsolesRead, StoreFacts] | None = None
    """What the rows say of their consoles follows from these."""
    _listed_s: float | None = None
    """When the first listing was complete."""
    _silent_since_s: Mapping[SourceName, float] = field(default_factory=dict)
    """The time since which a source has missed the listings without an answer."""

    @property
    def pieces(self) -> list[object]:
        """All that it consists of, for who lets go of it; itself last, so that nothing else goes with it."""
        return [*self._rows, *self._history.pieces, self]

    @property
    def failure(self) -> XenError | None:
        """Why there is no new listing, and so no new snapshot."""
        return self.error_of(SourceName.LISTING)

    @property
    def listed_since_s(self) -> float:
        """When Xen began to be asked for the last listing, on the driver's monotonic clock."""
        return self._domains.began_s if self._domains is not None else self.started_s

    @property
    def cpu_use(self) -> CpuUse:
        """Of the whole host, as of the last listing."""
        return self._history.host.cpu

    @property
    def rates(self) -> Rates:
        """Of all domains of the host together, as of the last listing."""
        return self._history.host.rates

    @property
    def listing_problems(self) -> tuple[str, ...]:
        """Why the last listing may lack a domain, or show one under an old name."""
        return self._domains.listing.problems if self._domains is not None else ()

    @property
    def why_uncounted(self) -> str:
        """Why nothing is known of disks and networks; empty where they are counted, or about to be."""
        return self._problem_of(SourceName.COUNTERS)

    @property
    def lacks_definitions(self) -> bool:
        """Whether the rows are shown before any definition was read: guests that don't run are still missing."""
        return self.snapshot is not None and SourceName.DEFINITIONS not in self.readings

    def past_of(self, instance: Instance) -> Past:
        """Its figures of the last day; where it has no domain, those of its last one."""
        domain = instance.domain
        if domain is None:
            return self._history.past_of_gone(instance.uuid)
        return self._history.past((domain.uuid, domain.domid))

    def past_of_guest(self, guest: Subject) -> Past:
        """The same of a guest that may be gone meanwhile."""
        known = self._history.past((guest.uuid or "", guest.domid)) if guest.domid is not None else Past()
        return known if known.recent() else self._history.past_of_gone(guest.uuid)

    @property
    def host_past(self) -> Past:
        """The figures of all domains together, of the last day."""
        return self._history.host_past

    @property
    def history(self) -> History:
        """Of all readings so far."""
        return self._history

    def with_history(self, history: History) -> "HostState":
        """With another one that has the same readings, and more from before them."""
        return replace(self, _history=history)

    def devices_of(self, instance: Instance) -> DeviceRates:
        """What passes through each of its disks and networks."""
        domain = instance.domain
        return self._history.devices((domain.uuid, domain.domid)) if domain is not None else DeviceRates()

    def memory_fit(self, need_kib: int | None) -> MemoryFit | None:
        """Whether that much memory is free on the host, as it was last read; None where nothing is known."""
        snapshot = self.snapshot
        if need_kib is None or snapshot is None:
            return None
        free_kib = snapshot.memory.free_kib if snapshot.memory is not None else snapshot.node.memory_free_kib
        domains = (each.domain for each in snapshot.instances if each.domain is not None)
        said = self._node.said
        return memory_fit(need_kib, free_kib, domains, snapshot.node, said.used_kib if said is not None else {})

    @property
    def restarted(self) -> tuple[Restarted, ...]:
        """The guests that have a new domain since the previous listing."""
        return self.restarts.restarted if self.restarts is not None else ()

    @property
    def known(self) -> Known:
        """What the next reading of a source needs to know."""
        expected = self.restarts.expected if self.restarts is not None else None
        return Known(expected, node=self._node, consoles=self._consoles)

    def error_of(self, source: SourceName) -> XenError | None:
        """Why the source's last reading has no value; None when it has one."""
        reading = self.readings.get(source)
        return reading.error if reading is not None else None

    def new_error(self, reading: Reading) -> XenError | None:
        """Why the reading has failed; None where it has not, or where that is known.

        It is known from the same source, or from another one that has failed so since the last listing.
        """
        error = reading.error
        if error is None:
            return None
        listed_s = self._domains.ended_s if self._domains is not None else self.started_s
        failed = (each for each in self.readings.values() if each.error is not None)
        recent = (each for each in failed if each.source is reading.source or each.taken_s >= listed_s)
        return None if any(each.error.summary == error.summary for each in recent if each.error) else error

    def failed_since(self, before: "HostState") -> tuple[Reading, ...]:
        """The failed readings that weren't known in that earlier state."""
        newest = (each for source, each in self.readings.items() if each is not before.readings.get(source))
        return tuple(each for each in newest if each.error is not None)

    def new_errors(self, before: "HostState") -> tuple[XenError, ...]:
        """Why sources have failed since that earlier state, each reason once, and without those that were known."""
        found = (error for each in self.failed_since(before) if (error := before.new_error(each)) is not None)
        return tuple({error.summary: error for error in found}.values())

    def has_rows_of(self, before: "HostState") -> bool:
        """Whether both have the very same rows, and listings with the same problems: what is beside them may differ."""
        snapshot, was = self.snapshot, before.snapshot
        has_same = snapshot is not None and was is not None and snapshot.instances is was.instances
        return has_same and self.listing_problems == before.listing_problems

    def with_reading(self, reading: Reading) -> "HostState":
        """The state after one more reading of this host."""
        source = reading.source
        silent_since_s = {each: at_s for each, at_s in self._silent_since_s.items() if each is not source}
        state = replace(self, readings={**self.readings, source: reading}, _silent_since_s=silent_since_s)
        match reading.value:
            case DomainsRead() as read:
                return state._with_domains(read)
            case NodeRead() as read:
                state = replace(state, _node=read)
                state = state if read.store == self._node.store else state._with_rows()
            case DefinitionsRead() as read if read != self._definitions:
                state = replace(state, _definitions=read)._with_rows()
            case ConsolesRead() as read if read != self._consoles:
                state = replace(state, _consoles=read)._with_rows()
            case Counted() as counted if (history := self._history.with_counters(counted)) is not self._history:
                state = replace(state, _history=history)._with_rows()
            case None if source is SourceName.COUNTERS and self.error_of(source) is None:
                state = replace(state, _history=state._history.without_counters())._with_rows()
        is_new = state._rows is not self._rows or state._node != self._node or state._definitions != self._definitions
        is_known = source in self.readings and state._problem_of(source) == self._problem_of(source)
        return state if source is SourceName.LISTING or (is_known and not is_new) else state._with_others()

    def without_waiting(self, now_s: float) -> "HostState":
        """The state with a first snapshot, if the listing is complete and another source takes too long."""
        is_late = self._listed_s is not None and now_s - self._listed_s > PATIENCE_S
        return self._made_new() if is_late and self.snapshot is None else self

    def staleness(self, now_s: float, *, waiting_s: float, interval_s: float, frozen: bool) -> Staleness | None:
        """The age of the snapshot; None while it is as fresh as the operator may expect."""
        age_s = now_s - (self.snapshot.taken_s if self.snapshot is not None else self.started_s)
        if self.failure is not None:
            return Staleness(age_s, self.failure.summary, _lack(self.failure))
        if waiting_s > PATIENCE_S:
            return Staleness(age_s, f"xl has not answered for {waiting_s:.0f} s")
        if frozen and age_s > interval_s + PATIENCE_S:
            return Staleness(age_s, "polling is frozen", is_frozen=True)
        return None

    def instance(self, key: str) -> Instance | None:
        if self.snapshot is None:
            return None
        return next((i for i in self.snapshot.instances if i.key == key), None)

    def _with_domains(self, read: DomainsRead) -> "HostState":
        before = self._domains
        read = with_last_names(read, before)
        silent_since_s = dict(self._silent_since_s)
        if before is not None:
            missed = (each for each in _BESIDE_LISTING if self._has_missed(each, before))
            silent_since_s = dict.fromkeys(missed, before.began_s) | silent_since_s
        listed_s = read.ended_s if self._listed_s is None else self._listed_s
        state = replace(self, _domains=read, _listed_s=listed_s, _silent_since_s=silent_since_s)
        history = self._history.without_counters() if state._problem_of(SourceName.COUNTERS) else self._history
        history = history.with_domains(read.listing.domains, read.began_s, read.ended_s, read.counted)
        state = replace(state, _history=history)._with_rows()
        return state._made_new() if self.restarts is not None else state._with_others().without_waiting(read.ended_s)

    def _has_missed(self, source: SourceName, listing: DomainsRead) -> bool:
        reading = self.readings.get(source)
        if reading is None:
            return source in _OTHERS  # not every host has counters
        return reading.taken_s < listing.began_s

    def _with_others(self) -> "HostState":
        """The state with a snapshot made again from the same listing; the first one once every source has answered.

        Of many domains it waits for no other source.
        """
        if self.restarts is not None:
            return self._pictured(self.restarts)
        if self._domains is None:
            return self
        is_whole = all(source in self.readings for source in _OTHERS)
        return self._made_new() if is_whole or len(self._domains.listing.domains) > MANY else self

    def _made_new(self) -> "HostState":
        """The state with a snapshot made from a new listing."""
        read = self._listing_read()
        if self.restarts is None:
            restarts = Restarts.at_first(self._rows, read, self.monitor_s)
        else:
            restarts = self.restarts.after(self._rows, read, self.monitor_s)
        return replace(self, restarts=restarts)._pictured(restarts)

    def _pictured(self, restarts: Restarts) -> "HostState":
        problems = {source: problem for source in _BESIDE_LISTING if (problem := self._problem_of(source))}
        # Its figures are from another moment than those of the domains, and nobody would see that they are old.
        node = NodeRead() if SourceName.NODE in problems else self._node
        rows = shown(self._rows, restarts.awaited, restarts.abandoned)
        if SourceName.NODE in problems:
            rows = without_maxima(rows)
        read = self._listing_read()
        snapshot = snapshot_of(self.host, rows, read, node, self._definitions, tuple(problems.values()))
        return replace(self, snapshot=snapshot)

    def _with_rows(self) -> "HostState":
        if self._domains is None:
            return self
        usages, store = self._history.usages(), self._node.store
        domains, definitions, before = self._domains, self._definitions, self._rows
        rows, pairing = merged(self.host, domains, definitions, usages, store, before, self._pairing)
        heard = (self._consoles, store)
        kept = before if heard == self._heard else ()
        rows = with_said(rows, self._consoles, store.built_s, kept)
        is_as_before = len(rows) == len(before) and all(map(operator.is_, rows, before))
        return replace(self, _rows=before if is_as_before else rows, _pairing=pairing, _heard=heard)

    def _listing_read(self) -> DomainsRead:
        assert self._domains is not None, "only a listing makes a snapshot"
        return self._domains

    def _problem_of(self, source: SourceName) -> str:
        """Why there is no new reading of a source other than the listing; empty when there is one."""
        error, read = self.error_of(source), self._domains
        if error is not None:
            return error.summary
        since_s = self._silent_since_s.get(source)
        if since_s is None or read is None or read.ended_s - since_s <= PATIENCE_S:
            return ""
        return f"{_SILENT[source]} for {read.ended_s - since_s:.0f} s"


_OTHERS = (SourceName.NODE, SourceName.DEFINITIONS)
"""Those that the first frame waits for."""
_BESIDE_LISTING = (*_OTHERS, SourceName.COUNTERS)
_SILENT = {
    SourceName.NODE: "xl info has not answered",
    SourceName.DEFINITIONS: "the definitions have not been read",
    SourceName.COUNTERS: "CPU, disks and networks have not been counted",
}


def _lack(failure: XenError) -> str:
    """The words for a missing answer: a host whose answer can't be understood has answered."""
    return "no readable answer" if isinstance(failure, ParseError | OutputTooLarge) else "no answer"
