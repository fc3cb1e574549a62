"""The halves of a migration as operations of one host each, with a real check behind every one.

`xl migrate` does all of it by itself; these tell beforehand whether it can work, and clear up afterwards.
"""

from collections.abc import Callable
from enum import Enum

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import MIGRATED_AWAY_SUFFIX, Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import CommandFailed, DomainChanged, NoSuchDomain, StillRunning
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.xen_versions import version_of, versions_safe
from xentui_driver.operations.migration_checks import MigrationInfo, accept_migration, migration_info
from xentui_driver.operations.receivers import receivers
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.known_messages import change_error
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.xl import Report, Xl, label, state_words

__all__ = [
    "MigrationInfo",
    "MigrationState",
    "MigrationStatus",
    "accept_migration",
    "finalize_source",
    "finalize_target",
    "migration_info",
    "migration_status",
    "versions_safe",
]

_NOTHING_DONE = "Nothing was done."
_LOOK_AT_BOTH = "Check both hosts: the guest must not run twice on the same disks."
_CAN_RESUME = (4, 20)
"""The version in which `xl resume` is new (xl_cmdtable.c)."""


class MigrationState(Enum):
    """Where a guest is in its move, as one host sees it."""

    NOT_HERE = "not here"
    HERE = "here"
    ARRIVING = "arriving"
    HANDED_OVER = "handed over"


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """What one host sees of a migration."""

    state: MigrationState
    ref: DomainRef | None
    words: str


def migration_status(xl: Xl, uuid: str) -> MigrationStatus:
    """The state of a migration on either host, at any time. Raises XenError."""
    domain = _domain_of(xl.listing(), uuid)
    if domain is None:
        return MigrationStatus(MigrationState.NOT_HERE, None, "The guest is not on this host.")
    states = {
        DomainRole.INCOMING: MigrationState.ARRIVING,
        DomainRole.MIGRATED_AWAY: MigrationState.HANDED_OVER,
    }
    state = states.get(domain.role, MigrationState.HERE)
    return MigrationStatus(state, domain.ref, f"{label(domain)} is {state_words(domain)}.")


def finalize_source(
    xl: Xl,
    uuid: str,
    *,
    success: bool,
    report: Report,
    before: Callable[[Domain], tuple[str, ...]] = lambda _domain: (),
) -> Outcome:
    """On the source, afterwards: destroys a copy that was handed over, or gives it its name back.

    `before` is called with a copy right before it is destroyed, and returns warnings for the outcome.
    """
    domain = _domain_of(xl.listing(), uuid)
    return _after_success_here(xl, domain, report, before) if success else _after_failure_here(xl, domain, report)


def finalize_target(xl: Xl, uuid: str, *, success: bool, report: Report) -> Outcome:
    """On the target, afterwards: after a failure destroys a paused `--incoming` copy, and nothing else.

    The CPU time of a guest proves nothing: one that has idled since it arrived may have used none. Raises DomainChanged
    while a guest is being received, as `discard` does.
    """
    domain = _domain_of(xl.listing(), uuid)
    return _after_success_there(domain) if success else _after_failure_there(xl, domain, report)


def discard(xl: Xl, ref: DomainRef, *, report: Report) -> Outcome:
    """Destroy an `--incoming` copy that a migration left: it never ran, and no receiver fills it any more.

    Raises DomainChanged while any guest is being received: the receiver's process doesn't show whose copy it is.
    """
    domain = xl.find_guest(ref, "Discarding")
    if domain.role is not DomainRole.INCOMING or not _is_paused(domain):
        raise DomainChanged(
            f"{label(domain)} isn't a copy left by a migration: it is {state_words(domain)}.",
            state_now=_NOTHING_DONE,
        )
    _refuse_while_receiving(xl, domain, "discarded")
    argv = _destroy(xl, domain, report)
    return Outcome(f"{label(domain)}, which never ran here, was discarded.", commands.shown(argv))


def _refuse_while_receiving(xl: Xl, domain: Domain, done: str) -> None:
    """Raises DomainChanged while a receiver may still be filling that copy."""
    pids = receivers(xl.transport)
    if pids:
        raise DomainChanged(
            f"{label(domain)} was not {done}: a guest is being received here (xl migrate-receive, process "
            f"{', '.join(map(str, pids))}).",
            state_now=_NOTHING_DONE,
            next_step="Wait for the migration to end. If its source is lost, end that process first.",
        )


def _after_success_here(
    xl: Xl, domain: Domain | None, report: Report, before: Callable[[Domain], tuple[str, ...]]
) -> Outcome:
    kept = "Its definition and autostart link on this host stay: started here, the guest would run twice."
    if domain is None:
        return Outcome("Nothing of the guest is left on this host.", (), (kept,))
    if domain.role is not DomainRole.MIGRATED_AWAY or not _is_suspended(domain):
        raise DomainChanged(
            f"{label(domain)} is {state_words(domain)} here: it was not handed over.",
            state_now=_NOTHING_DONE,
            next_step=_LOOK_AT_BOTH,
        )
    noted = before(domain)
    argv = _destroy(xl, domain, report)
    summary = f"{label(domain)}, which was handed over, was forced off."
    return Outcome(summary, commands.shown(argv), (kept, *noted))


def _after_failure_here(xl: Xl, domain: Domain | None, report: Report) -> Outcome:
    if domain is None:
        raise NoSuchDomain("The guest is not on this host.", state_now=_NOTHING_DONE, next_step="Look at the target.")
    done: list[commands.Argv] = []
    if domain.role is DomainRole.MIGRATED_AWAY:
        argv = commands.rename(domain.domid, domain.name.removesuffix(MIGRATED_AWAY_SUFFIX))
        domain = _renamed(xl, domain, argv, report)
        done.append(argv)
    if _is_suspended(domain):
        argv = commands.resume(domain.domid)
        domain = _resumed(xl, domain, argv, report)
        done.append(argv)
    if domain.state is not DomainState.RUNNING:
        raise CommandFailed(
            f"{label(domain)} is back, but it is {state_words(domain)}.",
            state_now=f"It is {state_words(domain)}.",
            next_step="If it should run, unpause it (do: unpause), or force it off (do: destroy) and start it from "
            "its definition (do: start).",
        )
    return Outcome(f"{label(domain)} runs on this host.", commands.shown(*done), ref=domain.ref)


def _after_success_there(domain: Domain | None) -> Outcome:
    if domain is None:
        raise NoSuchDomain("The guest is not on this host.", state_now=_NOTHING_DONE, next_step="Look at the source.")
    if domain.role is not DomainRole.GUEST or domain.state is not DomainState.RUNNING:
        raise DomainChanged(
            f"{label(domain)} has not arrived completely: it is {state_words(domain)}.",
            state_now=_NOTHING_DONE,
            next_step=_LOOK_AT_BOTH,
        )
    unknown = "No definition came with the guest: once it has ended, starting it here again needs one."
    return Outcome(f"{label(domain)} runs on this host.", (), (unknown,), domain.ref)


def _after_failure_there(xl: Xl, domain: Domain | None, report: Report) -> Outcome:
    if domain is None:
        return Outcome("Nothing of the guest is left on this host.")
    if domain.role is not DomainRole.INCOMING or not _is_paused(domain):
        raise DomainChanged(
            f"{label(domain)} isn't a leftover: it is {state_words(domain)} on this host.",
            state_now=_NOTHING_DONE,
            next_step=_LOOK_AT_BOTH,
        )
    _refuse_while_receiving(xl, domain, "destroyed")
    argv = _destroy(xl, domain, report)
    return Outcome(f"{label(domain)}, which never ran here, was forced off.", commands.shown(argv))


def _domain_of(listing: Listing, uuid: str) -> Domain | None:
    """Finds the half of a migration first, then the guest itself: one host may have both."""
    halves = (DomainRole.INCOMING, DomainRole.MIGRATED_AWAY)
    return next(iter(sorted(listing.by_uuid(uuid), key=lambda domain: domain.role not in halves)), None)


def _is_suspended(domain: Domain) -> bool:
    """By Xen's own state characters: the state of a half of a migration follows from its name."""
    return domain.raw_state[3:] == "ss-"


def _is_paused(domain: Domain) -> bool:
    return domain.raw_state[2:] == "p---"


def _destroy(xl: Xl, domain: Domain, report: Report) -> commands.Argv:
    """Looks once more at the moment of acting: what was a leftover may run by now."""
    now = xl.find_guest(domain.ref, "Clearing up")
    if now.role is not domain.role or not (_is_suspended(now) or _is_paused(now)):
        raise DomainChanged(f"{label(now)} is {state_words(now)} now.", state_now=_NOTHING_DONE)
    argv = commands.destroy(domain.domid)
    completed = xl.change(argv, xl.limits.change_s, report)
    gone = xl.look_until(
        lambda listing: listing.same(domain.ref) is None,
        xl.limits.vanish_s,
        lambda passed_s: report(f"forced off, waiting for its memory to be freed: {passed_s:.0f} s"),
    )
    if gone is not None:
        return argv
    state_now = f"It is {state_words(xl.find(domain.ref))}."
    if completed.exit_status != 0:
        raise change_error(completed, f"{label(domain)} was not forced off", state_now=state_now)
    raise StillRunning(
        f"{label(domain)} was forced off, but still exists.",
        argv=argv,
        detail=completed.stdout,
        state_now=state_now,
        next_step="Another domain or dom0 may have its pages mapped: check its backends and `xl dmesg`.",
    )


def _renamed(xl: Xl, domain: Domain, argv: commands.Argv, report: Report) -> Domain:
    completed = xl.change(argv, xl.limits.change_s, report)
    now = xl.find(domain.ref)
    if now.role is DomainRole.MIGRATED_AWAY:
        raise change_error(
            completed, f"{label(domain)} did not get its name back", state_now=f"It is {state_words(now)}."
        )
    return now


def _resumed(xl: Xl, domain: Domain, argv: commands.Argv, report: Report) -> Domain:
    """Let a guest that was suspended for its migration go on where it was."""
    version = version_of(parse_info(xl.read(commands.info())).xen_version)
    if version is None or version < _CAN_RESUME:
        raise CommandFailed(
            f"{label(domain)} has its name back, but is still suspended: this xl has no `resume` (new in 4.20).",
            argv=argv,
            state_now="It holds its memory and does not run.",
            next_step="Make sure that the guest does not run on the target. Then force it off here (do: destroy) "
            "and start it from its definition (do: start); to the guest this is a power failure.",
        )
    completed = xl.change(argv, xl.limits.change_s, report)
    now = xl.find(domain.ref)
    if _is_suspended(now):  # xl resume always reports success
        raise change_error(completed, f"{label(domain)} was not resumed", state_now=f"It is {state_words(now)}.")
    return now
