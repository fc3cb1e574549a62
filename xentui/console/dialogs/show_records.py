"""Opens the audit and the events, and leads from a line of them to its job or its guest."""

import os
from collections.abc import Callable, Iterable, Sequence

from xentui.console.audit_rows import AuditKey, AuditRow, audit_kind, audit_rows
from xentui.console.dialogs.stage import Stage
from xentui.console.event_rows import EventRow, event_kind
from xentui.console.screens.records import RecordsScreen
from xentui.console.threads import in_thread
from xentui_driver.jobs.audit.newest import NewestEntries, newest_entries
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.model.job import JobKey
from xentui_widgets.event_log import Event, EventKey

READING = "Reading the audit ..."
NOTHING_DONE = "No changes recorded yet. What you or others change here will be listed."
NOTHING_HAPPENED = "No events since this console was opened."


Events = Callable[[], Sequence[tuple[EventKey, Event]]]
Signature = tuple[tuple[int, ...], ...]
"""Another one when a file has changed; empty before any was looked at."""


class ShowRecords:
    """Reads the audit in a thread, once at a time, and again when it has changed."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._is_reading = False
        self._read_as: Signature = ()
        """How the audit was when it was read."""

    def audit(self) -> None:
        def refresh() -> None:
            if not self._is_reading:
                self._is_reading = True
                self._stage.work(self._read, screen)

        screen: RecordsScreen[AuditRow, AuditKey] = RecordsScreen(
            audit_kind(self._stage.symbols, shows_hosts=not self._stage.fleet.is_one),
            self._stage.symbols,
            self._stage.keys,
            open_row=self._open_entry,
            refresh=refresh,
            empty=READING,
        )
        self._read_as = ()
        self._stage.app.push_screen(screen)

    def events(self, events: Events) -> None:
        """`events` has them oldest first, each with what identifies it."""

        def refresh() -> None:
            rows = [EventRow(event, key) for key, event in reversed(events())]
            screen.show(rows, empty=NOTHING_HAPPENED)

        screen: RecordsScreen[EventRow, EventKey] = RecordsScreen(
            event_kind(self._stage.symbols),
            self._stage.symbols,
            self._stage.keys,
            open_row=self._open_event,
            refresh=refresh,
            empty=NOTHING_HAPPENED,
        )
        self._stage.app.push_screen(screen)

    async def _read(self, screen: RecordsScreen[AuditRow, AuditKey]) -> None:
        paths = tuple(dict.fromkeys(host.jobs.workplace.audit_file for host in self._stage.fleet.hosts))
        before = self._read_as
        try:
            now, read = await in_thread(lambda: _read_unless(before, paths))
        finally:
            self._is_reading = False
        if now == before or not screen.is_attached:
            return
        self._read_as = now
        entries = [entry for found in read for entry in found.entries]
        problems = [problem for found in read for problem in found.problems]
        rows = audit_rows(entries, self._stage.fleet.clock.epoch_s())
        older = "older entries: xentui audit" if any(found.has_more for found in read) else ""
        note = ", ".join(filter(None, (f"incomplete: {'; '.join(problems)}" if problems else "", older)))
        screen.show(rows, empty="\n".join(problems) or NOTHING_DONE, note=note)

    def _open_entry(self, row: AuditRow) -> None:
        entry = row.entry
        found = (
            host.jobs.workplace.host
            for host in self._stage.fleet.hosts
            if entry.job is not None and host.jobs.workplace.host.name == entry.host
        )
        host = next(found, None)
        if host is None or entry.job is None or not self._stage.app.show_job(JobKey(host, entry.job)):
            which = f"Job {entry.job} is no longer kept" if entry.job else "No job was kept for it"
            self._say(f"{which}: this is all that is known.")

    def _open_event(self, row: EventRow) -> None:
        event = row.event
        if event.job is not None and self._stage.app.show_job(event.job):
            return
        if event.death is not None:
            self._stage.app.show_death(event.death)
            return
        if event.row is None or not self._stage.app.show_guest(event.row):
            self._say("No job or guest to open: this is all that is known.")

    def _say(self, text: str) -> None:
        self._stage.app.answer("", text, "information")


def _read_unless(before: Signature, paths: Sequence[str]) -> tuple[Signature, list[NewestEntries]]:
    """Read the audits unless they are as they were. Blocks."""
    now = _signature(paths)
    return now, ([] if now == before else [_newest(path) for path in paths])


def _signature(paths: Iterable[str]) -> Signature:
    found: list[tuple[int, ...]] = []
    for path in paths:
        try:
            status = os.stat(path)
        except OSError as error:
            found.append((error.errno or 0,))
        else:
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(found)


def _newest(path: str) -> NewestEntries:
    """Blocks."""
    try:
        return newest_entries(path)
    except FileUnreadable as error:
        return NewestEntries(problems=(error.summary,))
