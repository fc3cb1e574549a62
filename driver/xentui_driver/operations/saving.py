"""Saves a guest to a file and restores it from one; checks that the file is there, and the domain as it should be."""

import posixpath

from xentui_driver.definitions.memory_need import restore_memory_kib
from xentui_driver.model.dataclass import replace
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import ALIVE_STATES, Domain, DomainRef, DomainState
from xentui_driver.model.errors import (
    CommandFailed,
    FileExists,
    FileUnreadable,
    FileUnwritable,
    GuestIgnoredRequest,
    InvalidInput,
    MemoryAboveTarget,
    NameInUse,
    ParseError,
    StillRunning,
    XenError,
)
from xentui_driver.model.identity import guest_name, same_guest
from xentui_driver.model.job import Subject
from xentui_driver.model.memory_size import memory_words
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.text import harmless
from xentui_driver.operations import departures
from xentui_driver.operations.departure_book import DepartureBook, noted
from xentui_driver.operations.lifecycle import how_it_stands
from xentui_driver.operations.memory_grant import memory_grant
from xentui_driver.operations.memory_shortage import with_memory_fit
from xentui_driver.operations.restore_failure import above_its_target
from xentui_driver.operations.running_config import running_config
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.known_messages import change_error, complaints
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.monitor_log import read_monitor_log
from xentui_driver.toolstack.parse.save_file import HEADER_BYTES, SavedGuest, config_end_bytes, parse_save_file
from xentui_driver.toolstack.remains import Wanted, not_built
from xentui_driver.toolstack.save_folder import SAVE_FILE_EXAMPLE
from xentui_driver.toolstack.way_out import WAYS
from xentui_driver.toolstack.xl import Report, Xl, label, state_words
from xentui_driver.transport.protocol import Completed, FileEntry, Operation

_NOTHING = "Nothing was done."
_RUNS_ON = "Nothing was done: the guest keeps running."
_LARGEST_CONFIG_BYTES = 1 << 20
_UNNOTED = "Nobody will be warned: once the guest has run again, this file must not be restored."
_NO_MONITOR = (
    "Its xl monitor has ended: nothing cleans up after the guest when it shuts down, or starts it again "
    "when it reboots."
)


def save(
    xl: Xl,
    ref: DomainRef,
    path: str,
    *,
    keep_running: bool,
    book: DepartureBook,
    definitions: tuple[str, ...] = (),
    report: Report,
) -> Outcome:
    """`xl save`; refuses an existing file, which xl would truncate first (xl_saverestore.c).

    Without `keep_running` the domain ends once it is in the file. This is noted first, so that it is known whatever
    happens to this process, with the paths of its own `definitions`; and settled afterwards.
    """
    _check_path(path)
    if _entry(xl, path) is not None:
        raise FileExists(f"{harmless(path)} already exists and would be overwritten.", state_now=_NOTHING)
    domain = xl.find_alive(ref, "Saving")
    _refuse_what_cannot_be_restored(xl, domain)
    argv = commands.save(domain.domid, path, keep_running=keep_running)
    # xl would create a file with the guest's memory that all users of the dom0 can read.
    xl.transport.write_file(path, b"", replacing=None)
    leaving = departures.saving(domain, xl, path, definitions)
    operation, unnoted = _begun(xl, argv, leaving, None if keep_running else book)
    completed = xl.follow(operation, xl.limits.save_s, report)
    if completed.exit_status != 0:
        unnoted += noted(lambda: book.forget(leaving), "It may show as saved.")
        raise _not_saved(xl, domain, path, completed, unnoted)
    ended = xl.look_until(
        lambda listing: keep_running or _find(listing, domain) is None,
        xl.limits.vanish_s,
        lambda passed_s: report(f"saved, waiting for its memory to be freed: {passed_s:.0f} s"),
    )
    unnoted += noted(lambda: settle(xl, book, leaving, keep_running=keep_running), _UNNOTED)
    entry = _entry(xl, path)
    if entry is None or not entry.size_bytes:
        raise CommandFailed(
            f"{label(domain)} was saved, but {harmless(path)} is {'missing' if entry is None else 'empty'}.",
            argv=argv,
            detail=completed.stdout,
            state_now=how_it_stands(xl, domain.ref),
            next_step="Check the free space on the file's file system, then save the guest again (do: save).",
        )
    told = f"{label(domain)} was saved to {harmless(path)} ({_size(entry.size_bytes)})"
    if keep_running:
        return _kept(xl, domain, told, argv, unnoted)
    if ended is None:
        raise StillRunning(
            f"{told}, but Xen still holds the domain.",
            argv=argv,
            state_now=how_it_stands(xl, domain.ref),
            next_step="Force off what is left of it (do: destroy) before you restore it.",
        )
    return Outcome(f"{told} and has ended.", commands.shown(argv), (*complaints(completed), *unnoted))


def settle(xl: Xl, book: DepartureBook, leaving: Departure, *, keep_running: bool) -> None:
    """Bring the note about a guest that was to be saved in line with what is seen of it and of the file.

    Raises XenError. A note of another save stays as it is.
    """
    entry = _entry(xl, leaving.path)
    is_written = entry is not None and entry.size_bytes > 0
    domain = xl.listing().same(DomainRef(leaving.uuid, leaving.domid, leaving.name))
    written_s = entry.modified_s if entry is not None else 0.0
    if keep_running:
        if is_written and domain is not None:
            book.note(departures.in_file(domain.ref, xl, leaving.path, written_s))
        return
    known = book.of(leaving.uuid, leaving.name)
    if known is not None and (known.path, known.domid) != (leaving.path, leaving.domid):
        return
    if domain is None and is_written:
        book.note(replace(known or leaving, written_s=written_s, is_certain=True))
    elif known is not None and not known.is_certain and (domain is None or domain.state in ALIVE_STATES):
        book.forget(known)


def is_there(xl: Xl, path: str) -> bool | None:
    """Whether the host has that file; None where it can't be seen."""
    try:
        return _entry(xl, path) is not None
    except XenError:
        return None


def why_not_restored(xl: Xl, book: DepartureBook, path: str) -> Departure | None:
    """The note by which that file isn't restored: its guest is elsewhere, or its disks have moved on."""
    return _noted_against(book, *read_saved(xl, path), path)


def saved_guest(xl: Xl, book: DepartureBook, path: str) -> Subject | None:
    """The guest in the file, with its definition where that was noted; None where the file doesn't say.

    Raises as `read_saved`, and as `DepartureBook.all`.
    """
    saved, _ = read_saved(xl, path)
    if not saved.name or not saved.uuid:
        return None
    noted = book.of(saved.uuid, saved.name)
    return Subject(saved.name, saved.uuid, definition=next(iter(noted.definitions), None) if noted else None)


def _noted_against(book: DepartureBook, saved: SavedGuest, file: FileEntry, path: str) -> Departure | None:
    uuid, name = saved.uuid, saved.name or ""
    left = book.of(uuid, name)
    return left if left is not None and not left.path else book.outdating(uuid, name, path, file.modified_s)


def refuse_restore(xl: Xl, found: Departure | None, despite: Departure | None, path: str) -> None:
    """Raises MovedAway or SaveOutdated by that note, unless `despite` is the same."""
    if found is None or departures.is_known(found, despite):
        return
    if found.path:
        raise departures.save_outdated(found, path)
    raise departures.has_left(xl, found, f"{path} was not restored", departures.way_to_restore(path))


def restore(
    xl: Xl, path: str, *, paused: bool, book: DepartureBook, despite: Departure | None = None, report: Report
) -> Outcome:
    """`xl restore` of the file; refuses when a domain of its guest's name or UUID exists, and as `refuse_restore`.

    It is noted that the guest is here again, and that the file is old from now on.
    """
    saved, file = read_saved(xl, path)
    before = xl.listing()
    _refuse_second_start(before, saved, path)
    refuse_restore(xl, _noted_against(book, saved, file, path), despite, path)
    outcome = _restored(xl, path, saved, before, paused=paused, report=report)
    if outcome.ref is None:
        return outcome
    ref = outcome.ref
    old = departures.in_file(ref, xl, path, file.modified_s)
    unnoted = book.came_back(ref.uuid, ref.name)
    if not unnoted:
        unnoted = noted(lambda: book.note(old), _UNNOTED)
    return replace(outcome, warnings=(*outcome.warnings, *unnoted))


def _restored(xl: Xl, path: str, saved: SavedGuest, before: Listing, *, paused: bool, report: Report) -> Outcome:
    argv = commands.restore(path, paused=paused)
    completed = xl.change(argv, xl.limits.save_s, report)
    wanted = Wanted(before, saved.uuid, saved.name)
    if completed.exit_status != 0:
        what = f"{harmless(path)} was not restored"
        error = not_built(xl, wanted, completed, what, report=report, also="The file is unchanged.")
        raise above_its_target(xl, path, saved, error) or with_memory_fit(xl, error, restore_memory_kib(saved.config))
    new = wanted.built(xl.listing())
    if not new:
        raise CommandFailed(
            f"{harmless(path)} was restored, but there is no domain for it.",
            argv=argv,
            detail=completed.stdout,
            state_now="It may have ended at once. The file is unchanged.",
            next_step=f"Read {read_monitor_log(xl, saved.name or '').path}.",
        )
    domain = new[0]
    if domain.state is DomainState.PAUSED and not paused:
        raise CommandFailed(
            f"{label(domain)} was restored, but not unpaused.",  # xl ignores a failure of its last step
            argv=argv,
            detail=completed.stdout,
            state_now="It is paused.",
            next_step="Unpause it (do: unpause).",
        )
    again = (
        f"{harmless(path)} is still there. Don't restore it again: once the guest has written to its disks, "
        "that ruins them."
    )
    summary = f"{label(domain)} was restored{' and is paused' if paused else ''}."
    return Outcome(summary, commands.shown(argv), (*complaints(completed), again), ref=domain.ref)


def _begun(
    xl: Xl, argv: commands.Argv, leaving: Departure, book: DepartureBook | None
) -> tuple[Operation, tuple[str, ...]]:
    """The command, and warnings; with a book it is noted there first that the guest leaves."""
    try:
        if book is None:
            return xl.transport.start(argv), ()
        with book.left_by(leaving) as unnoted:
            return xl.transport.start(argv), unnoted
    except XenError:  # xl was not even started
        _left_file(xl, leaving.path)
        raise


def _refuse_what_cannot_be_restored(xl: Xl, domain: Domain) -> None:
    """xl itself saves such a guest, ends it, and fails only when it is to be restored. Raises MemoryAboveTarget."""
    grant = memory_grant(domain, running_config(xl, domain, nothing_done=_RUNS_ON))
    if not grant.is_enough:
        raise MemoryAboveTarget(
            f"{label(domain)} was not saved, because it could not be restored: {grant.words}.",
            state_now=_RUNS_ON,
            next_step=grant.way_out,
        )


def _check_path(path: str) -> None:
    if not path.startswith("/") or posixpath.normpath(path) != path or path == "/":
        raise InvalidInput(
            f"{harmless(path)!r} is not the absolute path of a file.",
            state_now=_NOTHING,
            next_step=f"Give the full path, such as {SAVE_FILE_EXAMPLE}.",
        )
    if harmless(path) != path:
        raise InvalidInput(f"{harmless(path)} contains control characters.", state_now=_NOTHING)


def _entry(xl: Xl, path: str) -> FileEntry | None:
    """The entry of that name, even a link to nowhere. Raises InvalidInput when there is no such folder."""
    folder, name = posixpath.split(path)
    try:
        entries = xl.transport.list_directory(folder)
    except FileUnreadable as error:
        raise InvalidInput(
            f"The folder {folder} can't be used: {error.summary}", state_now=_NOTHING, next_step="Create it first."
        ) from error
    return next((entry for entry in entries if entry.name == name), None)


def read_saved(xl: Xl, path: str) -> tuple[SavedGuest, FileEntry]:
    """The guest in the file, and the file. Raises InvalidInput when xl didn't write it."""
    _check_path(path)
    entry = _entry(xl, path)
    if entry is None or not entry.is_file:
        raise InvalidInput(
            f"There is no file {path}.",
            state_now=_NOTHING,
            next_step="Give the path of a file written by xl save.",
        )
    try:
        end_bytes = config_end_bytes(path, _first_bytes(xl, path, HEADER_BYTES))
        return parse_save_file(path, _first_bytes(xl, path, min(end_bytes, _LARGEST_CONFIG_BYTES))), entry
    except ParseError as error:
        raise InvalidInput(f"{path} can't be restored: {error.reason}.", state_now=_NOTHING) from error


def _first_bytes(xl: Xl, path: str, size_bytes: int) -> bytes:
    return xl.read(commands.read_beginning(path, size_bytes)).encode("utf-8", "surrogateescape")


def _refuse_second_start(listing: Listing, saved: SavedGuest, path: str) -> None:
    for domain in listing.domains:
        same_name = bool(saved.name) and guest_name(domain.name) == saved.name
        if same_name or same_guest(saved.uuid, domain.uuid):
            raise NameInUse(
                f"{path} was not restored: {label(domain)} already exists, {state_words(domain)}.",
                state_now=_NOTHING,
                next_step="Running the guest twice would ruin its disks: stop or rename the running one first.",
            )


def _find(listing: Listing, domain: Domain) -> Domain | None:
    return listing.same(domain.ref)


def _kept(xl: Xl, domain: Domain, told: str, argv: commands.Argv, unnoted: tuple[str, ...]) -> Outcome:
    now = xl.find(domain.ref)
    if now.state not in ALIVE_STATES:
        raise CommandFailed(
            f"{told}, but does not keep running.",
            argv=argv,
            state_now=f"It is {state_words(now)}.",
            next_step=WAYS[now.state],
        )
    return Outcome(f"{told} and keeps running.", commands.shown(argv), (*_monitor_warning(xl, domain), *unnoted))


def _monitor_warning(xl: Xl, domain: Domain) -> tuple[str, ...]:
    """Before Xen 4.20 a monitor ends when its domain is suspended, even if that will run on (xl_vmcontrol.c)."""
    gone = read_monitor_log(xl, domain.name, domain.domid).has_given_up(domain.domid)
    return (_NO_MONITOR,) if gone else ()


def _not_saved(xl: Xl, domain: Domain, path: str, completed: Completed, unnoted: tuple[str, ...]) -> XenError:
    """xl itself resumes the guest, and leaves the file; an empty file is removed here."""
    parts = [how_it_stands(xl, domain.ref), *_monitor_warning(xl, domain), *_left_file(xl, path), *unnoted]
    error = change_error(completed, f"{label(domain)} was not saved", state_now=" ".join(parts))
    if isinstance(error, GuestIgnoredRequest):
        error.next_step = "Only a guest whose kernel supports Xen can be saved; shut any other down (do: stop)."
    return error


def _left_file(xl: Xl, path: str) -> tuple[str, ...]:
    try:
        entry = _entry(xl, path)
        if entry is not None and not entry.size_bytes:
            xl.transport.remove_file(path)
            return ()
    except (InvalidInput, FileUnwritable):  # the folder is gone, or has become read-only
        return ()
    return (f"{path} is incomplete: remove it.",) if entry is not None else ()


def _size(size_bytes: int) -> str:
    return memory_words(size_bytes >> 10) if size_bytes >= 1 << 20 else f"{size_bytes} bytes"
