"""The guest whose screen is open, with everything that is known of it and what is read of it for that screen."""

from collections.abc import Callable, Collection, Hashable, Iterable

from xentui.console.choice import Choice
from xentui.console.guest.console_lines import TAIL_BYTES
from xentui.console.guest.followed import FollowedGuest
from xentui.console.guest.reader import AnyReader, Reader, Work
from xentui.console.guest.screen_lines import may_have_screen
from xentui.console.guest.tabs import Source
from xentui.console.guest.view import ConsoleTail, Described, GuestView
from xentui.fleet.failures import failure_sentence, failures
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.host_state import Staleness
from xentui_driver.definitions.xl_config.editing import edited
from xentui_driver.host.console import Vnc
from xentui_driver.host.describe import Description
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.last_end import LastEnd
from xentui_driver.host.logs.log_source import LogKind
from xentui_driver.jobs.actions import Request
from xentui_driver.jobs.actions.action import subject_of
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DomainMemory
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job
from xentui_driver.model.memory_fit import MemoryFit
from xentui_driver.model.redaction import without_passwords_in
from xentui_widgets.diff import difference
from xentui_widgets.event_log import Event
from xentui_widgets.units import age_words

GONE = "This guest is gone: below is how it was last seen."
NOT_READ = "The definitions of this host have not been read yet: whether the guest has one is not known."
EventsAbout = Callable[[str, Collection[str]], tuple[Event, ...]]
"""The events about what has one of these names on a host."""


class OpenedGuest:
    """Nothing here blocks but the two functions that the readers call in their threads."""

    def __init__(
        self,
        fleet: Fleet,
        opened: Instance,
        *,
        work: Work,
        events_about: EventsAbout,
        staleness: Callable[[Host], Staleness | None],
        arrived: Callable[[], object],
    ) -> None:
        """`arrived` is called when something was read."""
        self._fleet = fleet
        self._opened = opened
        self._events_about = events_about
        self._staleness = staleness
        self.host = fleet.of(opened)
        self.followed = FollowedGuest(fleet, opened)
        self.choice = Choice(self.followed, fleet)
        now_s = fleet.clock.epoch_s
        self._memory: Reader[DomainMemory | None] = Reader(self._read_memory, work=work, now_s=now_s, arrived=arrived)
        self._end: Reader[LastEnd | None] = Reader(self._read_end, work=work, now_s=now_s, arrived=arrived)
        self._vnc: Reader[Vnc | None] = Reader(self._read_vnc, work=work, now_s=now_s, arrived=arrived)
        self._console = Reader(self._read_console, work=work, now_s=now_s, arrived=arrived)
        self._described = Reader(self._describe, work=work, now_s=now_s, arrived=arrived)

    def view(self, source: Source | None = None) -> GuestView:
        """As everything is known now; `source` begins to be read, if it isn't known as of now."""
        instance = self.followed.last_seen
        jobs = self._jobs(instance)
        is_there = self.followed.current is not None
        stale = self._staleness(self.host)
        state = self._fleet.states[self.host.name]
        if source is Source.CONSOLE:  # what a guest that is gone has printed is still there
            self._console.keep_up(instance, state.snapshot.taken_s if state.snapshot is not None else None)
        elif source is not None and is_there:
            for reader in self._readers[source]:
                reader.keep_up(instance, _basis(source, instance, jobs))
        return GuestView(
            instance,
            tuple(self._notices(instance, stale, is_there=is_there)),
            self._fleet.job_on(instance) if is_there else None,
            jobs,
            self._events_about(instance.host, {instance.name, self._opened.name}),
            self._memory.known,
            self._end.known,
            self._vnc.known,
            self._described.known,
            may_change=is_there and not self.host.settings.read_only,
            stale_s=stale.age_s if stale is not None else None,
            is_there=is_there,
            past=state.past_of(instance),
            devices=state.devices_of(instance),
            fit=self._fit(instance) if is_there else None,
            console=self._console.known,
        )

    def read_again(self, source: Source | None) -> None:
        if source is not None and (instance := self.followed.current) is not None:
            for reader in self._readers[source]:
                reader.read_again(instance)

    @property
    def _readers(self) -> dict[Source, tuple[AnyReader, ...]]:
        return {
            Source.NOW: (self._memory, self._end, self._vnc),
            Source.DESCRIPTION: (self._described,),
            Source.CONSOLE: (self._console,),
        }

    def _jobs(self, instance: Instance) -> tuple[Job, ...]:
        own = subject_of(Request(instance)).keys
        return tuple(
            job
            for job in reversed(self._fleet.jobs)
            if job.record.subject.keys & own and self._fleet.owner(job) is self.host
        )

    def _notices(self, now: Instance, stale: Staleness | None, *, is_there: bool) -> list[str]:
        opened, found = self._opened, []
        if not is_there:
            found.append(GONE)
        if stale is not None:
            found.append(f"Stale {age_words(stale.age_s)}: {stale.reason}")
        if self._fleet.states[self.host.name].lacks_definitions:
            found.append(NOT_READ)
        if (failed := failures(self._fleet).get(now.row_key)) is not None and is_there:
            found.append(failure_sentence(failed))
        if None not in (opened.domid, now.domid) and opened.domid != now.domid:
            found.append(f"Restarted since this screen was opened: id {opened.domid} -> {now.domid}.")
        if now.name != opened.name:
            found.append(
                f"Renamed since this screen was opened: {opened.name or '(no name)'} -> {now.name or '(no name)'}."
            )
        return found

    def _fit(self, instance: Instance) -> MemoryFit | None:
        if instance.domain is not None or instance.definition is None:
            return None
        return self._fleet.states[self.host.name].memory_fit(instance.definition.start_memory_kib)

    def _read_memory(self, instance: Instance) -> DomainMemory | None:
        """Blocks."""
        return self.host.hypervisor.memory_of(instance.ref) if instance.ref is not None else None

    def _read_end(self, instance: Instance) -> LastEnd | None:
        """Blocks."""
        return self.host.hypervisor.last_end_of(instance)

    def _read_vnc(self, instance: Instance) -> Vnc | None:
        """Blocks."""
        return self.host.hypervisor.vnc_of(instance.ref) if may_have_screen(instance) and instance.ref else None

    def _read_console(self, instance: Instance) -> ConsoleTail:
        """Blocks."""
        (found,) = self.host.hypervisor.logs_of(instance.name, ref=instance.ref, kinds=(LogKind.CONSOLE,))
        if not found.is_readable:
            return ConsoleTail(found)
        return ConsoleTail(found, self.host.hypervisor.log_tail(found.source, TAIL_BYTES))

    def _describe(self, instance: Instance) -> Described:
        """Blocks."""
        hypervisor = self.host.hypervisor
        return _with_text(hypervisor, hypervisor.describe(instance))


def _basis(source: Source, instance: Instance, jobs: Iterable[Job]) -> Hashable:
    """What has to change for another reading to be worth it."""
    over = tuple(job.id for job in jobs if job.is_over)
    if source is Source.NOW:
        held_kib = instance.domain.memory_kib if instance.domain is not None else None
        return instance.ref, instance.state, held_kib, over
    return instance.ref, instance.definition, over


def _with_text(hypervisor: Hypervisor, description: Description) -> Described:
    """Blocks."""
    changes, definition = description.write_back, description.instance.definition
    if definition is None:
        return Described(description)
    try:
        text = hypervisor.store.read(definition.path).text
    except XenError as error:
        return Described(_with_problem(description, error))
    lines = tuple(_lines_of(without_passwords_in(text)))
    if not changes:
        return Described(description, lines)
    try:
        changed = edited(text, definition.path, changes)
    except XenError as error:
        return Described(_with_problem(description, error), lines)
    # Without the lines around them: one of those may be a password.
    return Described(description, lines, difference(text, changed, context_lines=0))


def _with_problem(description: Description, error: XenError) -> Description:
    return replace(description, problems=(*description.problems, error.summary))


def _lines_of(text: str) -> list[str]:
    """Not `splitlines()`: a form feed ends no line in a definition."""
    return text.removesuffix("\n").split("\n")
