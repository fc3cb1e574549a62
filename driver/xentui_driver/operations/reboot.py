"""Reboots a guest: succeeds only when a new domain of the same UUID is there, else fails with the reason."""

from xentui_driver.model.domain import Domain, DomainRef, DomainState
from xentui_driver.model.errors import GuestIgnoredRequest, NoGuestDrivers, RebootFailed, XenError
from xentui_driver.model.outcome import Outcome
from xentui_driver.operations.lifecycle import how_it_stands
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.cause import cause_of, errors_in, plain_words
from xentui_driver.toolstack.known_messages import change_error
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.monitor_log import read_monitor_log
from xentui_driver.toolstack.xl import Report, Xl, label, state_words
from xentui_driver.transport.protocol import Completed

_POWEROFF_CODE = 0
_CRASH_CODES = (3, 4)


def reboot(xl: Xl, ref: DomainRef, *, timeout_s: float | None = None, report: Report) -> Outcome:
    """Ask the guest to reboot, and wait for the new domain that its monitor builds."""
    domain = xl.find_alive(ref, "Rebooting")
    argv = commands.reboot(domain.domid)
    report("asked to reboot, waiting for the guest to answer")
    completed = xl.change(argv, xl.limits.request_s, report)
    if completed.exit_status != 0:
        raise _not_rebooted(xl, domain, completed)
    limit_s = timeout_s if timeout_s is not None else xl.limits.reboot_s
    start_s = xl.clock.monotonic_s()

    def waiting(passed_s: float) -> None:
        report(f"guest acknowledged, rebooting: {passed_s:.0f} of {limit_s:.0f} s")

    ended = xl.look_until(lambda listing: not _still_at_work(listing, domain), limit_s, waiting)
    if ended is None:
        raise GuestIgnoredRequest(
            f"{label(domain)} acknowledged the request, but has not rebooted after {limit_s:.0f} s.",
            argv=argv,
            state_now=how_it_stands(xl, domain.ref),
        )
    # From here on the monitor needs some seconds: destroy, sleep, build. A crash or poweroff shows in that time too.
    listing = xl.look_until(lambda listing: _is_decided(xl, listing, domain), xl.limits.monitor_s, waiting)
    back = _came_back(listing, domain) if listing is not None else None
    if back is None:
        raise _why_not(xl, domain, argv)
    return Outcome(
        f"{domain.name} is back as id {back.domid} after {xl.clock.monotonic_s() - start_s:.0f} s.",
        commands.shown(argv),
        ref=back.ref,
    )


def _not_rebooted(xl: Xl, domain: Domain, completed: Completed) -> XenError:
    error = change_error(completed, f"{label(domain)} was not rebooted", state_now=how_it_stands(xl, domain.ref))
    if isinstance(error, NoGuestDrivers):
        # `xl reboot -F` presses a reset button that Xen on x86 doesn't have (xen/arch/x86/domctl.c).
        error.next_step = "Reboot it from inside through its console (do: console), or reset it (do: reset)."
    return error


def _is_decided(xl: Xl, listing: Listing, domain: Domain) -> bool:
    if _came_back(listing, domain) is not None:
        return True
    if listing.successors(domain.ref):
        return False
    return read_monitor_log(xl, domain.name, domain.domid).has_given_up(domain.domid)


def _still_at_work(listing: Listing, domain: Domain) -> bool:
    same = listing.same(domain.ref)
    return same is not None and same.state in (DomainState.RUNNING, DomainState.PAUSED)


def _came_back(listing: Listing, domain: Domain) -> Domain | None:
    for now in listing.by_uuid(domain.uuid):
        if now.domid != domain.domid and now.state is DomainState.RUNNING:
            return now
    return None


def _why_not(xl: Xl, domain: Domain, argv: commands.Argv) -> RebootFailed:
    log = read_monitor_log(xl, domain.name, domain.domid)
    detail = "\n".join(log.end_of(domain.domid))
    here = xl.listing().successors(domain.ref)
    if here:
        return _left_over(here[0], argv, detail)
    code = log.shutdown_code(domain.domid)
    if code == _POWEROFF_CODE:
        summary = f"{domain.name} powered off instead of rebooting."
    elif code in _CRASH_CODES:
        summary = f"{domain.name} crashed instead of rebooting."
    elif code is None:
        summary = f"{domain.name} has ended, and nothing started it again."
    else:
        why = f": {plain_words(cause_of(detail))}" if errors_in(detail) else ""
        summary = f"{domain.name} shut down to reboot, but was not built again{why}."
    return RebootFailed(
        summary,
        argv=argv,
        detail=detail,
        state_now="It is not running.",
        next_step=f"Read {log.path}, then start it (do: start).",
    )


def _left_over(now: Domain, argv: commands.Argv, detail: str) -> RebootFailed:
    state_now = f"{label(now)} is {state_words(now)}."
    if now.state is DomainState.REBOOTING:
        return RebootFailed(
            f"{now.name} shut down to reboot, but its xl monitor is gone: nothing will start it again.",
            argv=argv,
            detail=detail,
            state_now=state_now,
            next_step="Force it off (do: destroy), then start it (do: start).",
        )
    word = {DomainState.CRASHED: "crashed", DomainState.SHUTDOWN: "powered off"}.get(now.state, "ended")
    return RebootFailed(
        f"{now.name} {word} instead of rebooting.",
        argv=argv,
        detail=detail,
        state_now=state_now,
        next_step="Look at its console log; force it off (do: destroy) to free its memory, then start it (do: start).",
    )
