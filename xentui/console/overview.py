"""What the main screen shows: the fleet as it is known now, filtered, with the events and the keys that apply."""

import time
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from xentui.console.choice import ALL_DONE, Choice
from xentui.console.commands.command import Command
from xentui.console.commands.key_items import key_items
from xentui.console.commands.registry import UNMARK
from xentui.console.doing import doing_of
from xentui.console.screens.main import NO_PROBLEM, NO_PROBLEM_FITS, NOTHING_FITS, MainScreen
from xentui.console.wording import way_to
from xentui.fleet.failures import failure_sentence
from xentui.fleet.filters import Filter, divided
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.host_state import Staleness
from xentui.fleet.needs import Need, asks_why, needs, ranks_of
from xentui.fleet.past_minutes import disk_bytes_per_s, most_by_minute, network_bytes_per_s
from xentui.fleet.pollers import Pollers
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.jobs.actions import RENAME
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job
from xentui_driver.model.kept import Last
from xentui_driver.model.row_key import RowKey
from xentui_widgets.counting import counted, total_words
from xentui_widgets.details import TrafficMinutes
from xentui_widgets.event_log import KEPT, Event, EventKey
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.job_words import badge
from xentui_widgets.key_bar import KeyItem
from xentui_widgets.need_line import NeedWords
from xentui_widgets.states import STATES
from xentui_widgets.title_line import Fitting, Part
from xentui_widgets.units import some_of

_KIND = attrgetter("kind")


class _Noted(NamedTuple):
    """An event in its place among all of them."""

    at_s: float
    """Since when it is there, in seconds since the epoch."""
    key: EventKey
    event: Event


class Overview:
    """Keeps the filter and the events, and gives the main screen what to show."""

    def __init__(
        self,
        screen: MainScreen,
        fleet: Fleet,
        pollers: Pollers,
        choice: Choice,
        commands: Sequence[Command],
        keys: KeyMap,
        chosen: Filter,
    ) -> None:
        """`chosen` is the filter to begin with."""
        self._screen = screen
        self._fleet = fleet
        self._pollers = pollers
        self._choice = choice
        self._commands = commands
        self._keys = keys
        self._filter, self._filtered_s = chosen, fleet.clock.epoch_s()
        """With the time since which it holds."""
        self._problems_only = False
        self._last_keys: Last[list[KeyItem]] = Last()
        self._needs: tuple[Need, ...] = ()
        self._told_stale: frozenset[str] = frozenset()
        """The hosts that are among them."""
        self.refused_keys = ""
        """What the status line says of keys that were not taken."""
        self._events: deque[_Noted] = deque(maxlen=KEPT)
        self._events_so_far = 0

    def filter_by(self, chosen: Filter) -> None:
        if chosen.text != self._filter.text:
            self._filter, self._filtered_s = chosen, self._fleet.clock.epoch_s()
            self.show_all(is_chosen=True)

    def show_everything(self, *, is_chosen: bool = True) -> None:
        """Neither a filter nor problems only; `is_chosen` unless that is so without the operator."""
        self._filter, self._problems_only = Filter(), False
        self.show_all(is_chosen=is_chosen)

    @property
    def filter_text(self) -> str:
        return self._filter.text

    @property
    def hides_any(self) -> bool:
        """Whether the operator has chosen not to see every guest."""
        return bool(self._filter.text) or self._problems_only

    def toggle_problems(self) -> None:
        """Show only what someone should look at, or everything again."""
        self._problems_only = not self._problems_only
        self.show_all(is_chosen=True)

    def add_event(self, event: Event) -> None:
        """One more line in the events; of now, unless it has a time."""
        now_s = self._fleet.clock.epoch_s()
        when = event.time_text or _clock_text(now_s)
        self._events_so_far += 1
        shown = replace(event, time_text=when, host=self._shown_host(event.host), at_s=now_s)
        self._events.append(_Noted(now_s, (self._events_so_far, ""), shown))
        self._show_events()

    def events_about(self, host: str, names: Collection[str]) -> tuple[Event, ...]:
        """What has happened to what is called so on that host, the newest first."""
        shown_host = self._shown_host(host)
        return tuple(each for each in reversed(self.events) if each.who in names and each.host == shown_host)

    def events_on(self, host: str) -> tuple[Event, ...]:
        """What has happened on that host, to it and to its guests, oldest first."""
        shown_host = self._shown_host(host)
        return tuple(each for each in self.events if each.host == shown_host or each.who == host)

    @property
    def events(self) -> tuple[Event, ...]:
        """What has happened, oldest first."""
        return tuple(noted.event for noted in self._events)

    @property
    def keyed_events(self) -> tuple[tuple[EventKey, Event], ...]:
        """What has happened and what is under way, oldest first; each with what identifies it."""
        ordered = sorted((*self._events, *self._live_events()), key=lambda noted: noted.at_s)
        return tuple((noted.key, noted.event) for noted in ordered)

    def show_all(self, *, is_chosen: bool = False) -> None:
        """Show everything as it is known now; `is_chosen` when the operator wants to see others than before."""
        if not self._screen.is_attached:
            return
        old_hosts, now_s = self.old_hosts, self._fleet.clock.epoch_s()
        self._show_needs()
        ranks = ranks_of(self._needs)
        among = ranks.keys() if self._problems_only else None
        visible, hidden = divided(self._fleet.instances, self._filter, among, self._renamed())
        self._screen.show_instances(
            visible,
            hidden,
            is_chosen=is_chosen,
            old_hosts=old_hosts,
            dimmed=len(old_hosts) == len(self._fleet.hosts),
            doing={row: doing_of(job, now_s) for row, job in self._fleet.doing().items()},
            known=any(state.snapshot is not None for state in self._fleet.states.values()),
            why_hidden=self._why_hidden,
            needs=ranks,
            flagged=frozenset(need.row for need in self._needs if need.row and need.failed),
        )
        self.show_beside_rows()
        self._show_events()

    def _renamed(self) -> frozenset[RowKey]:
        """The rows of guests that the operator has renamed under this filter: it was meant for their old names."""
        if not self._filter.tests:
            return frozenset()
        jobs = (job for job in self._fleet.jobs if self._is_own_rename(job))
        return frozenset(each.row_key for job in jobs if (each := self._fleet.instance_of(job)) is not None)

    def _is_own_rename(self, job: Job) -> bool:
        is_since = job.record.operation == RENAME.id and job.record.submitted_s >= self._filtered_s
        return is_since and job.record.who == self._fleet.owner(job).jobs.who

    def show_beside_rows(self) -> None:
        """Show all that no row has: the rows are still those that are shown."""
        self.show_host()
        self.show_current()

    def show_host(self) -> None:
        """Show the host of the row under the cursor, and how old every host's rows are."""
        host, all_stale = self._choice.current_host, self._stale
        stale = all_stale.get(host.name)
        state = self._fleet.states[host.name]
        self._screen.host_bar.show(
            state.snapshot,
            cpu=state.cpu_use,
            rates=state.rates,
            stale_s=stale.age_s if stale else None,
            reason=self._reason(stale) if stale else "",
            lack=stale.lack if stale else "",
            interval_s=self._pollers.interval_s,
            frozen=self._pollers.frozen,
            simulated=host.is_simulated,
            clock_text=_clock_text(self._fleet.clock.epoch_s()),
            label=host.settings.label,
            label_style=f"label {host.settings.label_colour}",
            read_only=host.settings.read_only,
            host_name=host.name,
        )
        self._screen.show_old(frozenset(all_stale), dimmed=len(all_stale) == len(self._fleet.hosts))
        if _unfrozen(all_stale) != self._told_stale:  # a host that hangs sends no reading
            self._show_needs()

    def show_current(self) -> None:
        """Show the row under the cursor, and what can be done with it."""
        current = self._choice.current
        job = self._fleet.job_on(current) if current is not None else None
        self._screen.details.show(
            current,
            doing=doing_of(job, self._fleet.clock.epoch_s()) if job is not None else None,
            failed=self._failed_with(current),
            minutes=lambda: self._traffic_minutes(current),
        )
        self._screen.show_title(*self._title_parts())
        self._screen.show_keys(self._key_items(), self._status())

    def _failed_with(self, instance: Instance | None) -> str:
        """What has failed with the guest, and why; empty when nothing has."""
        job = self._failed_job(instance)
        return failure_sentence(job) if job is not None else ""

    def _failed_job(self, instance: Instance | None) -> Job | None:
        key = instance.row_key if instance is not None else None
        return next((need.failed for need in self._needs if need.row == key and need.failed is not None), None)

    def _traffic_minutes(self, instance: Instance | None) -> TrafficMinutes:
        if instance is None:
            return TrafficMinutes()
        past = self._fleet.states[instance.host].past_of(instance)
        return TrafficMinutes(*(most_by_minute(past, figure) for figure in (network_bytes_per_s, disk_bytes_per_s)))

    def follow_cursor(self) -> None:
        """The cursor is on another row, which may be one of another host."""
        if not self._fleet.is_one:
            self.show_host()
        self.show_current()

    @property
    def old_hosts(self) -> frozenset[str]:
        """The hosts whose last reading is older than it should be."""
        return frozenset(self._stale)

    @property
    def _stale(self) -> Mapping[str, Staleness]:
        """How old they are, and why."""
        found = ((host.name, self.staleness(host)) for host in self._fleet.hosts)
        return {name: stale for name, stale in found if stale is not None}

    def _show_needs(self) -> None:
        self._told_stale = _unfrozen(self._stale)
        self._needs = needs(self._fleet, self._told_stale)
        has_rows = any(need.row is not None for need in self._needs)
        key = self._keys.shown("problems") if has_rows else ""
        does = "shows all guests" if self._problems_only else "shows them"
        self._screen.need_line.show([self._shown_need(need) for need in self._needs], key, does)

    def _show_events(self) -> None:
        self._screen.show_events([event for _, event in self.keyed_events])

    def _live_events(self) -> Iterator[_Noted]:
        for job in self._fleet.under_way:
            if job.has_begun or not job.id:
                owner, record = self._fleet.owner(job), job.record
                yield _Noted(
                    record.submitted_s,
                    (0, f"{record.host.name} {job.id or record.submitted_s}"),
                    Event(
                        _clock_text(record.submitted_s),
                        record.subject.name,
                        job.words,
                        command="; ".join(record.steps),
                        host=self._shown_host(owner.name),
                        job=job.key if job.id else None,
                        row=instance.row_key if (instance := self._fleet.instance_of(job)) else None,
                        is_under_way=True,
                    ),
                )

    @property
    def _why_hidden(self) -> str:
        if not self._problems_only:
            return NOTHING_FITS
        return NO_PROBLEM_FITS if self._filter.text else NO_PROBLEM

    def _shown_host(self, host: str) -> str:
        return "" if self._fleet.is_one else host

    def _shown_need(self, need: Need) -> NeedWords:
        style = STATES[need.state].style if need.state in _OWN_COLOUR else "warning"
        return NeedWords(self._fleet.named(need.host, need.name) if need.row else need.name, need.why, style)

    def _title_parts(self) -> tuple[Part, ...]:
        instances, rows = self._fleet.instances, self._screen.table.rows
        kinds, is_whole = Counter(map(_KIND, instances)), len(rows) == len(instances)
        shown = kinds if is_whole else Counter(map(_KIND, rows))
        parts = (
            total_words(shown, kinds),
            Fitting(counted(kinds)) if is_whole else "",
            "definitions not read yet" if self._lacks_definitions else "",
            self._filter_words(rows),
            "problems only" if self._problems_only else "",
            f"sorted by {order}" if (order := self._screen.table.unseen_order) else "",
            f"{away} marked out of view" if (away := self._screen.table.marks_out_of_view) else "",
            f"stale: {some_of(sorted(old))}" if not self._fleet.is_one and (old := self.old_hosts) else "",
        )
        return tuple(part for part in parts if part)

    def _filter_words(self, rows: Sequence[Instance]) -> str:
        if not self._filter.text:
            return ""
        kept = self._renamed()
        renamed = sum(not self._filter.accepts(row) for row in rows if row.row_key in kept)
        return f"filter: {self._filter.text}" + (f" and {renamed} renamed" if renamed else "")

    @property
    def _lacks_definitions(self) -> bool:
        return any(state.lacks_definitions for state in self._fleet.states.values())

    def _status(self) -> str:
        table = self._screen.table
        marked = f"{len(table.marked)} marked" if table.marked else ""
        jobs = badge(self._fleet.under_way, self._fleet.clock.epoch_s())
        uncounted = "no rates: doctor" if self._fleet.states[self._choice.current_host.name].why_uncounted else ""
        parts = (self.refused_keys, _doubted(table), marked, jobs, uncounted)
        return ", ".join(part for part in parts if part)

    def _key_items(self) -> list[KeyItem]:
        choice = self._choice
        failed = self._failed_job(choice.current)
        made_of = (choice.current, choice.targets, self._screen.table.marked, self._fleet.at_work, failed)
        return self._last_keys.of(self._made_key_items, *made_of)

    def _made_key_items(self) -> list[KeyItem]:
        """What takes the marks away comes first, while there are any."""
        marked = bool(self._screen.table.marked)
        commands = sorted(self._commands, key=lambda command: command is not UNMARK)
        shown = [command for command in commands if marked or command is not UNMARK]
        current = self._choice.current
        asked = not marked and current is not None and asks_why(current, self._failed_job(current))
        return key_items(shown, self._keys, self._choice.can_run, self._choice.label_of, asks_why=asked)

    def _reason(self, stale: Staleness) -> str:
        if not stale.is_frozen:
            return stale.reason
        return f"{stale.reason}; {way_to('freeze', self._keys)} resumes"

    def staleness(self, host: Host) -> Staleness | None:
        """How old is what is shown of it; None while that is as fresh as the operator may expect."""
        return self._fleet.states[host.name].staleness(
            host.hypervisor.clock.monotonic_s(),
            waiting_s=self._pollers.waiting_s(host.name),
            interval_s=self._pollers.interval_s,
            frozen=self._pollers.frozen,
        )


_OWN_COLOUR = frozenset({DomainState.CRASHED, DomainState.BROKEN, DomainState.UNKNOWN})


def _unfrozen(stale: Mapping[str, Staleness]) -> frozenset[str]:
    """The hosts that nobody has frozen."""
    return frozenset(name for name, each in stale.items() if not each.is_frozen)


def _doubted(table: InstanceTable) -> str:
    """Why the next action asks first, in a few words; its question says more."""
    if not table.doubt:
        return ""
    if table.doubt == ALL_DONE:
        return "no guest is marked now"
    return "cursor moved by itself" if table.doubt == table.cursor_doubt else "marks changed by themselves"


def _clock_text(epoch_s: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(epoch_s))
