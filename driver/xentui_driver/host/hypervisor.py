"""Hypervisor: everything that one Xen host can be asked and told; the whole driver behind one name.

What a poll, a list and most jobs have no use for is imported where it is asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from xentui_driver import operations
from xentui_driver.definitions.usual_folders import DEFINITIONS_FOLDER, STASH_FOLDER
from xentui_driver.model.clock import Clock, SystemClock
from xentui_driver.model.counters import Identity
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DOM0_DOMID, Domain, DomainMemory, DomainRef
from xentui_driver.model.errors import ConsoleBusy, GuestSaved, MovedAway, XenError
from xentui_driver.model.identity import identifies
from xentui_driver.model.instance import Instance
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.text import harmless
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.xl import Report, Xl, never, silent, standing_words
from xentui_driver.transport.protocol import FilePart, Transport

if TYPE_CHECKING:
    from xentui_driver.definitions.disk_users import DiskUser
    from xentui_driver.definitions.dry_run import DryRun
    from xentui_driver.definitions.folder import DefinitionFolder
    from xentui_driver.definitions.store import DefinitionStore
    from xentui_driver.definitions.xl_config.config import Value
    from xentui_driver.host.console import Vnc
    from xentui_driver.host.console_end import ConsoleEnd
    from xentui_driver.host.console_terminals import ConsoleType
    from xentui_driver.host.counters.session import CounterSession
    from xentui_driver.host.death.death import Death
    from xentui_driver.host.death.evidence import Touch
    from xentui_driver.host.describe import Description
    from xentui_driver.host.doctor.finding import Finding
    from xentui_driver.host.ended import Became
    from xentui_driver.host.last_end import LastEnd
    from xentui_driver.host.logs.follow_log import LogNews, LogPlace
    from xentui_driver.host.logs.log_source import FoundLog, LogKind, LogSource
    from xentui_driver.host.news import News
    from xentui_driver.host.sources import DefinitionsRead, Source
    from xentui_driver.model.console_keeping import ConsoleKeeping
    from xentui_driver.model.definition import Definition
    from xentui_driver.model.departure import Departure
    from xentui_driver.model.job import Subject
    from xentui_driver.model.layout import HostLayout
    from xentui_driver.model.node import NodeInfo
    from xentui_driver.model.snapshot import Snapshot
    from xentui_driver.operations.departure_book import DepartureBook
    from xentui_driver.operations.handover import MigrationInfo, MigrationStatus
    from xentui_driver.operations.vcpus import DomainVcpus
    from xentui_driver.operations.whereabouts import Whereabouts


class Hypervisor:
    """One host. Every method blocks, and may be called from several threads at once.

    A guest is given by its DomainRef and looked up again at the moment of acting: what reaches xl is the domid found
    then. Every method raises XenError when something goes wrong on the host.
    """

    def __init__(
        self,
        transport: Transport,
        clock: Clock | None = None,
        *,
        definitions_folder: str = DEFINITIONS_FOLDER,
        stash_folder: str = STASH_FOLDER,
        limits: Limits | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> None:
        """`cancelled` tells an operation that waits for a guest whether the operator has stopped waiting."""
        self.transport = transport
        self.clock = clock or SystemClock()
        self.limits = limits or Limits()
        self._leaving = threading.Event()
        self._counters: CounterSession | None = None
        self._xl = Xl(transport, self.clock, self.limits, self._leaving, cancelled)
        self.definitions_folder = definitions_folder.rstrip("/") or "/"
        self.stash_folder = stash_folder.rstrip("/")

    @property
    def host_name(self) -> str:
        return self.transport.host_name

    @cached_property
    def store(self) -> DefinitionStore:
        """The store that reads and changes its definitions."""
        from xentui_driver.definitions.store import DefinitionStore

        return DefinitionStore(self.transport, self.clock, self.definitions_folder, stash_folder=self.stash_folder)

    @cached_property
    def _definitions(self) -> DefinitionFolder:
        from xentui_driver.definitions.folder import DefinitionFolder

        return DefinitionFolder(self.transport, self.definitions_folder)

    @cached_property
    def _departures(self) -> DepartureBook:
        from xentui_driver.operations.departure_book import DepartureBook

        return DepartureBook(self.transport, self.clock, self.definitions_folder)

    def _read_definitions(self) -> DefinitionsRead:
        from xentui_driver.host.sources import read_definitions

        return read_definitions(self._definitions, self._departures)

    @property
    def counters(self) -> CounterSession:
        """What counts for every domain; started when it is first read."""
        if self._counters is None:
            from xentui_driver.host.counters.session import CounterSession

            self._counters = CounterSession(self._xl, self.news.tell)
        return self._counters

    @cached_property
    def news(self) -> News:
        """Told when its domains may not be what they were, as far as a sampler is at work and xenstore answers it."""
        from xentui_driver.host.news import News

        return News()

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that a poller reads, each on its own."""
        from xentui_driver.host.sources import sources_of

        return sources_of(self._xl, self._read_definitions, lambda: self._counters, lambda: self.counters, self.news)

    def snapshot(self, *, topology: bool = False) -> Snapshot:
        """The whole host at one moment, for a single look.

        Nothing of it is remembered, so CPU use isn't known. With `topology` the node has its sockets and NUMA nodes
        too, which no poll needs.
        """
        from xentui_driver.host.snapshots import first_snapshot
        from xentui_driver.host.sources import Known, NodeRead, read_domains, read_node

        domains = read_domains(self._xl, Known())
        node = NodeRead()
        problems: tuple[str, ...] = ()
        try:
            node = read_node(self._xl, Known(domains=domains), topology=topology)
        except XenError as error:
            problems = (error.summary,)
        definitions = self._read_definitions()
        return first_snapshot(self.host_name, domains, node, definitions, problems)

    def sweep(self) -> None:
        """Remove the drafts of definitions that killed consoles left: they may hold passwords."""
        self.transport.sweep(self.definitions_folder)

    def note_returns(self, snapshot: Snapshot) -> None:
        """Note that guests which are here again are no longer away. What can't be noted now can be noted later."""
        self._departures.note_returns(self._xl, snapshot)

    def has_left(self, departure: Departure, what: str, way: str) -> MovedAway | GuestSaved:
        """The error that says why a guest that has left isn't built here, with how it stands where it went.

        `what` begins the sentence: "web was not started". `way` is how to build it here nevertheless, from
        `departures.WAY_TO_START` or `way_to_restore`.
        """
        return operations.departures.has_left(self._xl, departure, what, way)

    def node_info(self, *, topology: bool = False) -> NodeInfo:
        """`xl info`; with `topology` its sockets and NUMA nodes too."""
        from xentui_driver.toolstack.parse.xl_info import parse_info

        return parse_info(self._xl.read(commands.info(topology=topology)))

    def memory_of(self, ref: DomainRef) -> DomainMemory:
        """Actual, target, maximum and video memory of one domain, and what it says that it uses, as they are now."""
        domain = self._xl.find(ref)
        memory = self._xl.domain_memory(domain)
        if domain.domid == DOM0_DOMID:
            return memory
        video_kib, used_kib = self._xl.video_memory_kib(domain), self._xl.used_memory_kib(domain)
        return replace(memory, video_kib=video_kib, used_kib=used_kib)

    def said_use_of(self, domains: Sequence[Domain]) -> Mapping[Identity, int]:
        """What the largest of these guests say that they use of their memory, in KiB: those that have an agent.

        Raises TransportClosed.
        """
        from xentui_driver.toolstack.said_use import MOST_ASKED, read_said_use

        return read_said_use(self._xl, domains, most_commands=MOST_ASKED).used_kib

    def vcpus_of(self, ref: DomainRef) -> DomainVcpus:
        return operations.vcpus.read_vcpus(self._xl, ref)

    def layout(self) -> HostLayout:
        """Where its CPUs and memory are, and which vCPUs run where, as they are now."""
        from xentui_driver.host.layout import read_layout

        return read_layout(self._xl)

    def describe(self, instance: Instance) -> Description:
        """The guest as it runs beside its definition and its autostart link."""
        from xentui_driver.host.describe import describe

        return describe(self._xl, self.store, instance)

    def doctor(self) -> tuple[Finding, ...]:
        """Every check of the host, each cause separately; never raises."""
        from xentui_driver.host.doctor.examine import examine

        return examine(self._xl, self.definitions_folder)

    def dry_run(self, text: str, path: str) -> DryRun:
        """What xl understands of `text` as the definition at `path`; nothing is built or changed."""
        from xentui_driver.definitions.dry_run import dry_run

        return dry_run(self._xl, text, path)

    def start(
        self,
        definition: Definition,
        *,
        paused: bool = False,
        despite: Departure | None = None,
        report: Report = silent,
    ) -> Outcome:
        """Build a guest from its definition and let it run, or leave it paused.

        Raises MovedAway for a guest that has moved to another host and GuestSaved for one that is in a file, unless
        `despite` is that very departure.
        """
        self._refuse_second(definition, despite)
        outcome = operations.lifecycle.start(self._xl, definition, paused=paused, report=report)
        return self._back(definition.uuid, definition.listed_name, outcome, definition)

    def _refuse_second(self, definition: Definition, despite: Departure | None) -> None:
        found = operations.departures.of_definition(self._departures.all(), definition)
        way = operations.departures.WAY_TO_START
        operations.departures.refuse(self._xl, found, despite, f"{definition.name} was not started", way)

    def _back(self, uuid: str | None, name: str, outcome: Outcome, definition: Definition | None = None) -> Outcome:
        """Note that the guest is here again; returns warnings."""
        return replace(outcome, warnings=(*outcome.warnings, *self._departures.came_back(uuid, name, definition)))

    def start_watched(
        self,
        definition: Definition,
        *,
        built: Callable[[DomainRef], None],
        is_unwatched: Callable[[], bool],
        despite: Departure | None = None,
        report: Report = silent,
    ) -> Outcome:
        """Build a guest, pass its domain to `built`, and let it run once a client has its console open.

        It runs too when nobody will watch it, as `is_unwatched` says, and when no client has come in time. Raises
        MovedAway and GuestSaved as `start` does.
        """
        self._refuse_second(definition, despite)

        def is_watched(ref: DomainRef) -> bool:
            return is_unwatched() or self.is_attached(ref)

        started = operations.lifecycle.start_watched(
            self._xl, definition, built=built, is_watched=is_watched, report=report
        )
        return self._back(definition.uuid, definition.listed_name, started, definition)

    def stop(
        self, ref: DomainRef, *, acpi: bool = False, timeout_s: float | None = None, report: Report = silent
    ) -> Outcome:
        """Ask the guest to shut down and wait until it has; nothing is forced on it.

        With `acpi` a guest without PV drivers has its power button pressed instead.
        """
        self._departures.note_return(self._xl, ref)
        return operations.lifecycle.stop(self._xl, ref, acpi=acpi, timeout_s=timeout_s, report=report)

    def await_stop(self, ref: DomainRef, *, timeout_s: float | None = None, report: Report = silent) -> Outcome:
        """Wait again for a guest that was asked to shut down earlier."""
        return operations.lifecycle.await_stop(self._xl, ref, timeout_s=timeout_s, report=report)

    def destroy(self, ref: DomainRef, *, report: Report = silent) -> Outcome:
        """Pull the plug."""
        self._departures.note_return(self._xl, ref)
        return operations.lifecycle.destroy(self._xl, ref, report=report, before=self._departures.note_copy)

    def discard(self, ref: DomainRef, *, report: Report = silent) -> Outcome:
        """Destroy the copy of a guest that a migration has left here before it ran."""
        return operations.handover.discard(self._xl, ref, report=report)

    def reboot(self, ref: DomainRef, *, timeout_s: float | None = None, report: Report = silent) -> Outcome:
        """Ask the guest to reboot and wait until its next domain runs."""
        self._departures.note_return(self._xl, ref)
        return operations.reboot.reboot(self._xl, ref, timeout_s=timeout_s, report=report)

    def reset(self, ref: DomainRef, definition: Definition | None, *, report: Report = silent) -> Outcome:
        """Pull the plug and start it again from its definition."""
        self._departures.note_return(self._xl, ref)
        return operations.reset.reset(self._xl, ref, definition, report=report)

    def pause(self, ref: DomainRef, *, report: Report = silent) -> Outcome:
        return operations.pause.pause(self._xl, ref, report=report)

    def unpause(self, ref: DomainRef, *, report: Report = silent) -> Outcome:
        return operations.pause.unpause(self._xl, ref, report=report)

    def balloon(self, ref: DomainRef, target_kib: int, *, report: Report = silent) -> Outcome:
        """Set the memory target, in KiB, and wait for the guest to follow."""
        return operations.balloon.balloon(self._xl, ref, target_kib, report=report)

    def set_maximum_memory(self, ref: DomainRef, maximum_kib: int, *, report: Report = silent) -> Outcome:
        """Set the most memory, in KiB, that the guest can be ballooned to."""
        return operations.balloon.set_maximum(self._xl, ref, maximum_kib, report=report)

    def set_vcpus(self, ref: DomainRef, count: int, *, ignore_host: bool = False, report: Report = silent) -> Outcome:
        """Set how many vCPUs are online and wait for the guest to follow.

        With `ignore_host` also more of them than the host has physical CPUs.
        """
        return operations.vcpus.set_vcpus(self._xl, ref, count, ignore_host=ignore_host, report=report)

    def send_sysrq(self, ref: DomainRef, name: str, *, report: Report = silent) -> Outcome:
        """Send a magic key, one of `SYSRQ_KEYS`, and wait until the guest's kernel has taken it.

        Raises InvalidInput, GuestIgnoredRequest.
        """
        return operations.console_keys.send_sysrq(self._xl, ref, name, report=report)

    def send_nmi(self, ref: DomainRef, *, report: Report = silent) -> Outcome:
        """Send the guest a non-maskable interrupt."""
        return operations.console_keys.send_nmi(self._xl, ref, report=report)

    def send_break(self, ref: DomainRef, *, report: Report = silent) -> Outcome:
        """Send a break on the guest's first serial line. Raises CommandFailed when it has none."""
        return operations.console_keys.send_break(self._xl, ref, report=report)

    def rename(self, instance: Instance, name: str, *, report: Report = silent) -> Outcome:
        """Give domain and definition another name."""
        outcome = operations.renaming.rename(self._xl, self.store, instance, name, report=report)
        departure, definition = instance.departure, instance.definition
        if departure is not None and definition is not None and not identifies(definition.uuid):
            with suppress(XenError):  # the note may be kept by name: it has to follow
                self._departures.note(replace(departure, name=name))
                self._departures.forget(departure)
        return outcome

    def save(
        self,
        ref: DomainRef,
        path: str,
        *,
        keep_running: bool = False,
        definitions: tuple[str, ...] = (),
        report: Report = silent,
    ) -> Outcome:
        """Write the guest's whole state to a new file on the host; without `keep_running` the domain ends.

        The paths of its `definitions` are noted, as for `migrate`. Raises MemoryAboveTarget, before anything is done,
        for a guest that could not be restored.
        """
        self._departures.note_return(self._xl, ref)
        return operations.saving.save(
            self._xl,
            ref,
            path,
            keep_running=keep_running,
            book=self._departures,
            definitions=definitions,
            report=report,
        )

    def settle_save(self, ref: DomainRef, path: str, *, keep_running: bool, definitions: tuple[str, ...] = ()) -> None:
        """Look for a guest whose save nobody saw end, and note whether it is in that file. Raises XenError."""
        leaving = replace(operations.departures.leaving(ref, self._xl, "", definitions), path=path)
        operations.saving.settle(self._xl, self._departures, leaving, keep_running=keep_running)

    def restore(
        self, path: str, *, paused: bool = False, despite: Departure | None = None, report: Report = silent
    ) -> Outcome:
        """Build a guest from a file that `save` wrote.

        Raises MovedAway for a guest that has moved to another host and SaveOutdated for one whose disks are no longer
        as the file needs them, unless `despite` is the very note that says so (`why_not_restored`).
        """
        return operations.saving.restore(
            self._xl, path, paused=paused, book=self._departures, despite=despite, report=report
        )

    def why_not_restored(self, path: str) -> Departure | None:
        """The note by which a save file isn't restored: its guest has moved to another host, or has run since."""
        return operations.saving.why_not_restored(self._xl, self._departures, path)

    def saved_guest(self, path: str) -> Subject | None:
        """The guest in a save file; None where the file doesn't say. Raises XenError."""
        return operations.saving.saved_guest(self._xl, self._departures, path)

    def refuse_restore(self, path: str) -> None:
        """Raises MovedAway or SaveOutdated as `restore` does."""
        operations.saving.refuse_restore(self._xl, self.why_not_restored(path), None, path)

    def saved_memory_kib(self, path: str) -> int | None:
        """What a restore of that save file takes of the host's memory; None where the file doesn't say."""
        from xentui_driver.definitions.memory_need import restore_memory_kib

        saved, _ = operations.saving.read_saved(self._xl, path)
        return restore_memory_kib(saved.config)

    def change_definition(self, path: str, changes: Mapping[str, Value | None]) -> Outcome:
        """Change settings of a definition in place."""
        from xentui_driver.definitions.xl_config.difference import changes_said

        steps = definition_steps(path, changes)
        before, after = self.store.change(path, changes)
        if before == after:
            return Outcome(f"{path} already says so.")
        return Outcome(changes_said(f"{path} was changed", before, after), steps)

    def remove(self, definition: Definition, *, report: Report = silent) -> Outcome:
        """Put aside the definition of a guest that isn't running."""
        outcome = operations.removal.remove(self._xl, self.store, definition, report=report)
        if not identifies(definition.uuid):  # otherwise a new definition with that UUID would count as that guest
            with suppress(XenError):
                self._departures.forget_guest(None, definition.listed_name, definition)
        return outcome

    def set_autostart(self, definition: Definition, *, on: bool) -> Outcome:
        """Make a guest start with the host, or no longer."""
        from xentui_driver.definitions.autostart import lost_sight_of

        steps = self.store.set_autostart(definition.path, on=on)
        warnings = lost_sight_of(definition) if steps and not on else ()
        return Outcome(
            f"{definition.name} {'now starts' if on else 'no longer starts'} with the host.", steps, warnings
        )

    def powercycle(self, typed_host_name: str, *, report: Report = silent) -> None:
        """Reboot the node at once; guarded by its name."""
        operations.powercycle.powercycle(self._xl, typed_host_name, report=report)

    def keeping_consoles(self) -> ConsoleKeeping:
        """How xenconsoled is made to keep what guests print; nothing is changed.

        Raises CommandFailed where it does so already, or where it isn't known how it is started.
        """
        return operations.keep_consoles.plan(self._xl)

    def keep_consoles(self, keeping: ConsoleKeeping, *, report: Report = silent) -> Outcome:
        """Change its settings and restart it. Raises CommandFailed, with how the file and xenconsoled are then."""
        return operations.keep_consoles.keep_consoles(self._xl, keeping, report=report)

    def migrate(
        self, ref: DomainRef, host: str, *, definitions: tuple[str, ...] = (), report: Report = silent
    ) -> Outcome:
        """Move a running guest to another host that this one reaches by ssh.

        The paths of its `definitions` are noted: they identify it later where they state no UUID.
        """
        book = self._departures
        return operations.migration.migrate(self._xl, ref, host, book=book, definitions=definitions, report=report)

    def standing(self, uuid: str | None, name: str, domid: int | None = None) -> str:
        """A guest's state now, in words; it is looked up by UUID, or by name where it has no UUID yet.

        A domain other than `domid` has been built since: how many vCPUs it has isn't seen before it has booted.
        """
        domains = self._xl.listing().domains
        found = [d for d in domains if (d.uuid == uuid if identifies(uuid) else bool(name) and d.name == name)]
        return "; ".join(standing_words(domain, is_booting=domain.domid != domid) for domain in found) or "not running"

    def whereabouts(self, ref: DomainRef, host: str) -> Whereabouts:
        """Where a guest is whose migration was begun: looked up on both hosts."""
        return operations.whereabouts.find(self._xl, ref, host)

    def settle_migration(
        self, ref: DomainRef, host: str, *, has_begun: bool, definitions: tuple[str, ...] = ()
    ) -> Whereabouts:
        """Look on both hosts for a guest whose migration nobody saw end, and note whether it has left.

        It can't have left if its command, as far as is known, had not begun.
        """
        found = self.whereabouts(ref, host)
        operations.migration.settle(self._xl, self._departures, found, definitions=definitions, has_begun=has_begun)
        return found

    def migration_info(self, ref: DomainRef) -> MigrationInfo:
        """On the source: what the target must know about the guest."""
        return operations.handover.migration_info(self._xl, ref)

    def accept_migration(self, info: MigrationInfo) -> None:
        """On the target: raises MigrationRefused when it can't take the guest."""
        operations.handover.accept_migration(self._xl, info)

    def migration_status(self, uuid: str) -> MigrationStatus:
        """On either host: where the guest is in its move."""
        return operations.handover.migration_status(self._xl, uuid)

    def finalize_migration_source(self, uuid: str, *, success: bool, report: Report = silent) -> Outcome:
        """On the source, afterwards: remove a copy that was handed over, or give it its name back."""
        outcome = operations.handover.finalize_source(
            self._xl, uuid, success=success, report=report, before=self._departures.note_copy
        )
        return outcome if success else self._back(uuid, "", outcome)

    def finalize_migration_target(self, uuid: str, *, success: bool, report: Report = silent) -> Outcome:
        return operations.handover.finalize_target(self._xl, uuid, success=success, report=report)

    def console_argv(self, ref: DomainRef, type: ConsoleType | None = None, key: str = "") -> tuple[str, ...]:
        """The command that attaches this process's terminal to the guest's console of that type, or its default one.

        `key` leaves it, which `leaving_key` has told; the usual one unless given.
        """
        from xentui_driver.host import console
        from xentui_driver.host.console_escape import USUAL

        return self.transport.terminal_argv(console.console_argv(self._xl, ref, type, key or USUAL))

    def leaving_key(self, wanted: str) -> str:
        """The key that leaves a console here: the wanted one, such as `ctrl+t`, where xl knows how, else `ctrl+]`."""
        from xentui_driver.host.console_escape import leaving_key

        return leaving_key(self._xl, wanted)

    def console_types(self, ref: DomainRef) -> tuple[ConsoleType, ...]:
        """The types of console that the guest has."""
        from xentui_driver.host.console_terminals import console_types

        return console_types(self._xl, self._xl.find(ref).domid)

    def is_attached(self, ref: DomainRef) -> bool:
        """Whether a client has the guest's console open: what the guest prints from now on is seen, each byte of it."""
        from xentui_driver.host.console_holder import is_attached

        return is_attached(self.transport, ref.domid)

    def who_holds(self, error: ConsoleBusy, ref: DomainRef) -> ConsoleBusy:
        """A refusal of the console's client, completed with who is attached, where that can be found out."""
        from xentui_driver.host import console

        return console.named_holder(self._xl, error, ref)

    def disk_users(self, instances: Sequence[Instance]) -> tuple[DiskUser, ...]:
        """Which of the host's guests has which disk, by the definitions of `instances` and by what runs."""
        from xentui_driver.host.disk_users import disk_users

        return disk_users(self._xl, instances)

    def last_end_of(self, instance: Instance) -> LastEnd | None:
        """When and why the guest has ended, as far as the log of its monitor tells; None for one that runs."""
        from xentui_driver.host.last_end import last_end

        return last_end(self._xl, instance)

    def why(self, subject: Subject, touches: Sequence[Touch] = ()) -> Death:
        """Why a guest has ended, or doesn't start: the likely causes, and the evidence for them.

        It is looked up by UUID, or by name where it has none, and need not exist any more. `touches` are the
        operations on it that are known, the oldest first.
        """
        from xentui_driver.host.death.gathering import death_of

        return death_of(self._xl, subject, touches)

    def what_became_of(self, ref: DomainRef) -> Became:
        """How a domain that was seen before has ended, and what came after it; or that it still exists."""
        from xentui_driver.host.ended import what_became_of

        return what_became_of(self._xl, ref)

    def logs_of(
        self, name: str, *, ref: DomainRef | None = None, kinds: Collection[LogKind] | None = None
    ) -> tuple[FoundLog, ...]:
        """Every log that tells something of the guest of that name, whether it can be read and why not; or some kinds.

        The guest need not exist any more; where it has a domain, `ref`, that may have been built with another name.
        The logs of the host itself come last.
        """
        from xentui_driver.host.logs.find_logs import guest_logs

        return guest_logs(self._xl, name, kinds, ref=ref)

    def last_printed(self, ref: DomainRef, count: int) -> tuple[str, ...]:
        """The last lines that the guest has printed, at most so many, as safe text; none where no log is kept."""
        from xentui_driver.host.logs.last_printed import last_printed

        return last_printed(self._xl, ref, count)

    def host_logs(self) -> tuple[FoundLog, ...]:
        """The logs of the host itself: of its hotplug scripts, and of Xen."""
        from xentui_driver.host.logs.find_logs import host_logs

        return host_logs(self._xl)

    def read_log(self, source: LogSource, *, offset: int, limit_bytes: int) -> FilePart:
        """At most so many bytes of a log from `offset` on; a negative one counts from its end.

        Raises FileMissing where it is gone, FileUnreadable.
        """
        from xentui_driver.host.logs.read_log import read_log

        return read_log(self._xl, source, offset=offset, limit_bytes=limit_bytes)

    def log_tail(self, source: LogSource, limit_bytes: int) -> FilePart:
        """The last bytes of a log, at most so many. Raises as `read_log` does."""
        return self.read_log(source, offset=-limit_bytes, limit_bytes=limit_bytes)

    def follow_log(self, source: LogSource, place: LogPlace, *, limit_bytes: int) -> LogNews:
        """What was written to a log after `place`, at most so many bytes, whatever has become of its file meanwhile.

        Raises FileUnreadable where it can't be read any more; a file that is gone is no error but news.
        """
        from xentui_driver.host.logs.follow_log import follow_log

        return follow_log(self._xl, source, place, limit_bytes=limit_bytes)

    def await_next(self, ref: DomainRef, is_left: Callable[[], bool]) -> Became:
        """Wait for the next domain of a guest that has ended: until there is one, or there won't be, or it `is_left`.

        The next domain may still be paused. Raises XenError.
        """
        from xentui_driver.host.ended import await_next

        return await_next(self._xl, ref, is_left)

    def console_end(self, ref: DomainRef, was: Became, exit_status: int) -> ConsoleEnd:
        """How its console has ended whose client has that exit status; `was` is what had become of the guest before."""
        from xentui_driver.host.console_end import console_end

        return console_end(self._xl, ref, was, exit_status)

    def vnc_of(self, ref: DomainRef) -> Vnc | None:
        """The address of the guest's screen for a VNC viewer; None for a guest without one."""
        from xentui_driver.host import console

        return console.vnc_of(self._xl, ref)

    def close(self) -> None:
        """End every wait and every reading command at once; operations that were started go on."""
        self._leaving.set()
        self.transport.close()
        if self._counters is not None:
            self._counters.close()


def definition_steps(path: str, changes: Mapping[str, Value | None]) -> tuple[str, ...]:
    """The changes of a definition, a line for each setting, for dialogs and --dry-run. Raises InvalidInput."""
    return tuple(harmless(f"{path}: {_change_words(key, value)}") for key, value in changes.items())


def _change_words(key: str, value: Value | None) -> str:
    from xentui_driver.definitions.xl_config.passwords import without_passwords
    from xentui_driver.definitions.xl_config.writer import assignment

    if value is None:
        return f"{key} removed"
    return " ".join(line.strip() for line in assignment(key, without_passwords(key, value)).split("\n"))
