"""Starts, stops and destroys guests: each checked by a look at the domain."""

from collections.abc import Callable

from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import (
    CommandFailed,
    DomainChanged,
    GuestIgnoredRequest,
    NameInUse,
    NoGuestDrivers,
    NoSuchDomain,
    StillRunning,
    XenError,
)
from xentui_driver.model.identity import guest_name, same_guest
from xentui_driver.model.memory_size import memory_words
from xentui_driver.model.outcome import Outcome
from xentui_driver.operations.memory_shortage import with_memory_fit
from xentui_driver.operations.pause import unpause
from xentui_driver.operations.rebuilds import refuse_while_rebooting
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.known_messages import change_error, complaints
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.monitor_log import read_monitor_log
from xentui_driver.toolstack.remains import Wanted, not_built
from xentui_driver.toolstack.stub_domains import whose
from xentui_driver.toolstack.xl import Report, Xl, label, require_alive, state_words
from xentui_driver.transport.protocol import Completed

_ACPI_SENT = "sending ACPI power button event"
_ANSWER_S = 60
"""How long xl itself waits for a guest to acknowledge a request (libxl_domain.c)."""


def start(xl: Xl, definition: Definition, *, paused: bool, report: Report) -> Outcome:
    """`xl create`; the guest runs, or an error says what exists of it now."""
    argv = commands.create(definition.path, paused=paused)
    before = xl.listing()
    _refuse_second_start(before, definition)
    refuse_while_rebooting(xl, definition.listed_name)
    completed = xl.change(argv, xl.limits.create_s, report)
    wanted = Wanted(before, definition.uuid, definition.listed_name)
    if completed.exit_status != 0:
        error = not_built(xl, wanted, completed, f"{definition.name} was not started", report=report)
        raise with_memory_fit(xl, error, definition.start_memory_kib)
    new = wanted.built(xl.listing())
    if not new:
        raise CommandFailed(
            f"{definition.name} was started, but no domain has that name.",
            argv=argv,
            detail=completed.stdout,
            state_now="It may have ended at once.",
            next_step=f"Read {read_monitor_log(xl, definition.name).path}, or start it with its console attached "
            "(do: start_attached) to see the whole boot.",
        )
    if new[0].state is DomainState.PAUSED and not paused:
        raise CommandFailed(
            f"{label(new[0])} was built, but not unpaused.",  # xl ignores a failure of its last step
            argv=argv,
            detail=completed.stdout,
            state_now="It is paused and has not run yet.",
            next_step="Unpause it (do: unpause).",
        )
    return Outcome(
        f"{label(new[0])} {'is built and paused' if paused else 'has started'}.",
        commands.shown(argv),
        complaints(completed),
        ref=new[0].ref,
    )


def start_watched(
    xl: Xl,
    definition: Definition,
    *,
    built: Callable[[DomainRef], None],
    is_watched: Callable[[DomainRef], bool],
    report: Report,
) -> Outcome:
    """Build it paused, and unpause it once its console is attached; if none comes, it boots unwatched."""
    started = start(xl, definition, paused=True, report=report)
    assert started.ref is not None, "a start tells its domain"
    built(started.ref)
    report("built, waiting for its console")
    begun_s = xl.clock.monotonic_s()
    while not is_watched(started.ref) and xl.clock.monotonic_s() - begun_s < xl.limits.console_s:
        xl.clock.wait(0.1, xl.wake)
    unpaused = unpause(xl, started.ref, report=report)
    return Outcome(
        f"{label(started.ref)} has started.",
        started.steps + unpaused.steps,
        started.warnings + unpaused.warnings,
        started.ref,
    )


def _refuse_second_start(listing: Listing, definition: Definition) -> None:
    for domain in listing.domains:
        # The halves of a migration count too: the guest arrives, or has left and may come back.
        same_name = bool(domain.name) and definition.listed_name in (domain.name, guest_name(domain.name))
        if same_name or same_guest(definition.uuid, domain.uuid):
            raise NameInUse(
                f"{definition.name} was not started: {label(domain)} already exists, {state_words(domain)}.",
                state_now="Nothing was done.",
            )


def destroy(
    xl: Xl, ref: DomainRef, *, report: Report, before: Callable[[Domain], tuple[str, ...]] = lambda _domain: ()
) -> Outcome:
    """Destroy the domain, and check that it is gone whatever xl said.

    `before` is called with the domain right before it is destroyed, and returns warnings for the outcome.
    """
    domain = xl.find_guest(ref, "Destroying")
    _refuse_arriving(domain)
    noted = before(domain)
    argv = commands.destroy(domain.domid)
    completed = xl.change(argv, xl.limits.change_s, report)

    def waiting(passed_s: float) -> None:
        report(f"forced off, waiting for its memory to be freed: {passed_s:.0f} s")

    vanish_s = xl.limits.vanish_s if completed.exit_status == 0 else 0.0
    listing = xl.look_until(lambda listing: not _is_there(listing, domain), vanish_s, waiting)
    if listing is not None:
        again = [d for d in listing.by_uuid(domain.uuid) if d.role is not DomainRole.MIGRATED_AWAY]
        warnings = (f"It has been started again: {label(again[0])}.",) if again else ()
        told = (*complaints(completed), *warnings, *noted, *filter(None, (whose(domain),)))
        return Outcome(f"{label(domain)} was forced off.", commands.shown(argv), told)
    now = xl.find(domain.ref)
    if completed.exit_status != 0:
        raise change_error(completed, f"{label(domain)} was not forced off", state_now=f"It is {state_words(now)}.")
    raise StillRunning(
        f"{label(domain)} was forced off, but Xen still holds {memory_words(now.memory_kib)} of its memory.",
        argv=argv,
        detail=completed.stdout,
        state_now=f"It is {state_words(now)}.",
        next_step="Another domain or dom0 may have its pages mapped: check its backends and `xl dmesg`.",
    )


def _refuse_arriving(domain: Domain) -> None:
    if domain.role is DomainRole.INCOMING and domain.state is DomainState.MIGRATING:
        raise DomainChanged(
            f"{label(domain)} was not forced off: it is arriving in a migration.",
            state_now="Nothing was done.",
            next_step="Wait for the migration to end. If it has ended, discard the copy that it left (do: discard).",
        )


def stop(xl: Xl, ref: DomainRef, *, acpi: bool, timeout_s: float | None = None, report: Report) -> Outcome:
    """Ask the guest to shut down and wait for that; never destroys anything."""
    domain = xl.find_guest(ref, "Stopping")
    if domain.state is DomainState.SHUTDOWN:
        return Outcome(f"{label(domain)} has already shut down; forcing it off frees its memory.")
    require_alive(domain, "Stopping")
    argv = commands.shutdown(domain.domid, acpi=acpi)
    report("request sent, waiting for the guest to answer")
    completed = xl.change(
        argv,
        xl.limits.request_s,
        report,
        lambda passed_s: report(f"{hearing(xl, domain).words}, {passed_s:.0f} of {_ANSWER_S} s"),
    )
    if completed.exit_status != 0:
        raise _not_stopped(xl, domain, completed)
    if _ACPI_SENT in completed.stdout + completed.stderr:
        heard = "its power button was pressed"
    else:  # xl itself has already waited for that
        heard = replace(hearing(xl, domain), acknowledged=True).words
    return _stopped_in_time(xl, domain, argv, heard, timeout_s, report)


def await_stop(xl: Xl, ref: DomainRef, *, timeout_s: float | None = None, report: Report) -> Outcome:
    """Wait for a guest that was already asked to shut down; it isn't asked again."""
    try:
        domain = xl.find_guest(ref, "Waiting for its shutdown")
    except NoSuchDomain:  # it was faster than the operator
        return Outcome(f"{ref.name} has shut down and is gone.")
    return _stopped_in_time(xl, domain, (), hearing(xl, domain).words, timeout_s, report)


def _stopped_in_time(
    xl: Xl, domain: Domain, argv: commands.Argv, heard: str, timeout_s: float | None, report: Report
) -> Outcome:
    limit_s = timeout_s if timeout_s is not None else xl.limits.stop_s
    ended = xl.look_until(
        lambda listing: _has_ended(listing, domain),
        limit_s,
        lambda passed_s: report(f"{heard}, shutting down: {passed_s:.0f} of {limit_s:.0f} s"),
    )
    if ended is None:
        raise GuestIgnoredRequest(
            f"{label(domain)} has not shut down after {limit_s:.0f} s: {heard}.",
            argv=argv,
            state_now=how_it_stands(xl, domain.ref),
        )
    # Its monitor removes it at once, unless the definition keeps it or there is no monitor.
    cleared = xl.look_until(
        lambda listing: not _is_there(listing, domain),
        xl.limits.clear_s,
        lambda passed_s: report(f"shut down, waiting for its memory to be freed: {passed_s:.0f} s"),
    )
    return _stopped(cleared or xl.listing(), domain, argv)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What xenstore says about a guest and a request to shut down; None where it says nothing."""

    acknowledged: bool | None
    """Whether the guest has read the request, which it removes then (control/shutdown, xen/include/public/io)."""
    announced: bool | None
    """Whether its PV drivers have announced that they handle such requests; after a live migration none do."""

    @property
    def words(self) -> str:
        heard = {True: "guest acknowledged", False: "guest hasn't answered", None: "request sent"}[self.acknowledged]
        drivers = {True: " (PV drivers seen)", False: " (no PV drivers seen)", None: ""}[self.announced]
        return heard + drivers


def hearing(xl: Xl, domain: Domain) -> Hearing:
    """Whether the guest has read its control/shutdown, and whether it is known to watch it."""
    control = f"/local/domain/{domain.domid}/control"
    argv = commands.read_store(f"{control}/shutdown", f"{control}/feature-poweroff")
    try:
        completed = xl.transport.run(argv, timeout_s=xl.limits.read_s)
    except XenError:
        return Hearing(None, None)
    values = completed.stdout.split("\n")[:-1]
    return Hearing(
        acknowledged=not values[0] if values else None,
        announced=values[1] == "1" if len(values) > 1 else None,
    )


def _not_stopped(xl: Xl, domain: Domain, completed: Completed) -> XenError:
    error = change_error(completed, f"{label(domain)} was not stopped", state_now=how_it_stands(xl, domain.ref))
    if isinstance(error, NoGuestDrivers):
        error.next_step = (
            "Press its power button instead (do: stop_acpi), stop it from inside (do: console), or force it off "
            "(do: destroy)."
        )
    return error


def _is_there(listing: Listing, domain: Domain) -> bool:
    return listing.same(domain.ref) is not None


def _has_ended(listing: Listing, domain: Domain) -> bool:
    same = listing.same(domain.ref)
    # A dying domain may be followed by a restart: wait for what happens.
    return same is None or same.state in (DomainState.SHUTDOWN, DomainState.CRASHED)


def _stopped(listing: Listing, domain: Domain, argv: commands.Argv) -> Outcome:
    here = listing.successors(domain.ref)
    if not here:
        return Outcome(f"{domain.name} has shut down and is gone.", commands.shown(argv))
    now = here[0]
    if now.domid != domain.domid:
        raise CommandFailed(
            f"{domain.name} has shut down, but was started again at once.",
            argv=argv,
            state_now=f"{label(now)} is {state_words(now)}.",
            next_step='Its definition has on_poweroff="restart", or somebody started it.',
        )
    if now.state is DomainState.CRASHED:
        raise CommandFailed(
            f"{label(domain)} crashed while it shut down.",
            argv=argv,
            state_now=f"It is {state_words(now)} and keeps its memory.",
            next_step="Force it off to free the memory (do: destroy).",
        )
    kept = (
        "The domain is still there, as its definition says, or because its monitor is gone: forcing it off frees "
        "its memory."
    )
    return Outcome(f"{label(domain)} has shut down.", commands.shown(argv), (kept,))


def how_it_stands(xl: Xl, ref: DomainRef) -> str:
    """A sentence about the domain at this moment, also when it is gone."""
    try:
        domain = xl.find(ref)
    except NoSuchDomain:
        return "It no longer exists."
    except DomainChanged as changed:
        return changed.summary
    return f"It is {state_words(domain)}."
