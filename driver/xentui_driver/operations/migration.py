"""Migration: checks first, leaves the command alone while it runs, and finds out afterwards where the guest is."""

from collections.abc import Sequence

from xentui_driver.model.dataclass import replace
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import Domain, DomainRef
from xentui_driver.model.errors import InvalidInput, MigrationFailed, MigrationRefused, XenError
from xentui_driver.model.outcome import Outcome
from xentui_driver.operations import departures, whereabouts
from xentui_driver.operations.departure_book import DepartureBook, noted
from xentui_driver.operations.migration_checks import (
    check_domains,
    check_guest,
    check_node,
    check_paths,
    migration_info,
    needed_paths,
)
from xentui_driver.operations.whereabouts import Here, There, Whereabouts
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.cause import telling_lines
from xentui_driver.toolstack.known_messages import migration_reason, reading_error, says_moved
from xentui_driver.toolstack.listing import read_listing
from xentui_driver.toolstack.neighbour import Neighbour
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.xl import Report, Xl, label

_NOTHING_DONE = "Nothing was done: the guest keeps running here."


def migrate(
    xl: Xl, ref: DomainRef, host: str, *, book: DepartureBook, definitions: tuple[str, ...] = (), report: Report
) -> Outcome:
    """Live-migrate a guest to another host by `xl migrate` over ssh.

    `definitions` are the paths of its own, which stay here. The departure is noted first, so that it is known whatever
    happens to this process, and settled afterwards.
    """
    commands.checked_host(host)
    domain = xl.find_alive(ref, "Migrating")
    report(f"asking {host} over ssh")
    _check(xl, domain, host)
    argv = commands.migrate(domain.domid, host)
    report(f"migrating to {host}; nothing that happens to this console ends it")
    leaving = departures.leaving(domain, xl, host, definitions)
    with book.left_by(leaving) as unnoted:
        operation = xl.transport.start(argv)
    completed = xl.follow(operation, xl.limits.migrate_s, report)
    found = whereabouts.find(xl, domain.ref, host)
    has_moved = completed.exit_status == 0 and says_moved(completed)
    unnoted += noted(lambda: settle(xl, book, found, definitions=definitions, is_certain=has_moved))
    if has_moved and found.there is There.RUNS:
        left = () if found.here is Here.GONE else (f"It {found.here_words}.",)
        summary = f"{domain.name} {found.there_words}; it {found.here_words}."
        return Outcome(summary, commands.shown(argv), (*left, *unnoted))
    raise MigrationFailed(
        f"xl moved {label(domain)} to {host}, but it does not show as running there."
        if has_moved
        else f"{label(domain)} was not migrated to {host}: {migration_reason(completed)}.",
        argv=argv,
        exit_status=completed.exit_status,
        detail=telling_lines(completed.stdout),
        state_now=" ".join((f"It {found.here_words}, and {found.there_words}.", *unnoted)),
        next_step=found.next_step,
    )


def settle(
    xl: Xl,
    book: DepartureBook,
    found: Whereabouts,
    *,
    definitions: tuple[str, ...] = (),
    has_begun: bool = True,
    is_certain: bool = False,
) -> None:
    """Bring the note about a guest that was to leave in line with where it was found.

    Raises XenError. A note of another migration stays, unless this one is seen to have come later. A process that was
    interrupted before `has_begun` may have noted the departure already, but no note is made of it now.
    """
    known = book.of(found.ref.uuid, found.ref.name)
    own = known if known is not None and _is_of(known, found) else None
    if found.never_left:
        if own is not None:
            book.forget(own)
    elif (has_begun or own is not None) and (is_certain or found.there is There.RUNS or known is None):
        left = own or departures.leaving(found.ref, xl, found.host, definitions)
        book.note(replace(left, is_certain=is_certain or found.there is There.RUNS))


def _is_of(departure: Departure, found: Whereabouts) -> bool:
    """Whether the note was made for the very migration in question."""
    return (departure.host, departure.domid) == (found.host, found.ref.domid)


def _check(xl: Xl, domain: Domain, host: str) -> None:
    """Check the guest, and that over there ssh, xl, memory, disks and bridges are ready, and its name is free."""
    if host == xl.transport.host_name:
        raise InvalidInput(f"{host} is this host.", state_now=_NOTHING_DONE, next_step="Give another host.")
    info = migration_info(xl, domain.ref)
    check_guest(info)
    neighbour = Neighbour(xl.transport, host)
    try:
        completed = neighbour.run(commands.info(), timeout_s=xl.limits.ssh_s)
        if completed.exit_status != 0:
            raise reading_error(completed)
        node = parse_info(completed.stdout)
        others = read_listing(neighbour, xl.limits.ssh_s).domains
        missing = _missing_there(neighbour, needed_paths(info), xl.limits.ssh_s)
    except XenError as error:
        raise MigrationRefused(
            f"{host} can't take {label(domain)}: {error.summary}",
            detail=error.detail,
            state_now=_NOTHING_DONE,
            next_step=f"Try `ssh -o BatchMode=yes {host} xl info` here; it must work without a password.",
        ) from error
    check_domains(info, others, host)
    check_node(info, node, host)
    check_paths(info, missing, host)


def _missing_there(neighbour: Neighbour, paths: Sequence[str], timeout_s: float) -> tuple[str, ...]:
    if not paths:
        return ()
    there = neighbour.run(commands.list_paths(paths), timeout_s=timeout_s).stdout.split("\n")
    return tuple(path for path in paths if path not in there)
