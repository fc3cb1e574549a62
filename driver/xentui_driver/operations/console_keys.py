"""Sends a guest what no console carries: a magic key, a break on its serial line, a non-maskable interrupt."""

from xentui_driver.model.domain import Domain, DomainRef, DomainState
from xentui_driver.model.errors import CommandFailed, DomainChanged, GuestIgnoredRequest, InvalidInput
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.sysrq import SYSRQ_KEYS
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.known_messages import change_error, complaints
from xentui_driver.toolstack.way_out import WAYS
from xentui_driver.toolstack.xl import Report, Xl, label, state_words
from xentui_driver.transport.protocol import Completed

_NOTHING = "Nothing was done."
_LOOK_EVERY_S = 0.2


def send_sysrq(xl: Xl, ref: DomainRef, name: str, *, report: Report) -> Outcome:
    """`xl sysrq`; the guest's kernel has taken the key when it has emptied it (Linux, drivers/xen/manage.c)."""
    if name not in SYSRQ_KEYS:
        raise InvalidInput(
            f"There is no sysrq key {name!r}.", state_now=_NOTHING, next_step=f"Choose one of {', '.join(SYSRQ_KEYS)}."
        )
    key = SYSRQ_KEYS[name]
    domain = _running(xl, ref, "take a sysrq key")
    argv = commands.sysrq(domain.domid, key.letter)
    completed = _sent(xl, argv, f"Sysrq {name} was not sent to {label(domain)}", report)
    if not _is_taken(xl, domain, report):
        raise GuestIgnoredRequest(
            f"{label(domain)} has not taken sysrq {name} after {xl.limits.sysrq_s:.0f} s.",
            argv=argv,
            state_now="The key waits: a kernel that begins to listen acts on it then.",
            next_step="Its kernel must be Linux with Xen's drivers, and kernel.sysrq must allow the key.",
        )
    words = f"{label(domain)} has taken sysrq {name}: its kernel is to {key.what}."
    return Outcome(words, commands.shown(argv), complaints(completed))


def send_nmi(xl: Xl, ref: DomainRef, *, report: Report) -> Outcome:
    """`xl trigger nmi`; what the guest makes of it only its console shows."""
    domain = _running(xl, ref, "take an NMI")
    argv = commands.trigger_nmi(domain.domid)
    _sent(xl, argv, f"No NMI was sent to {label(domain)}", report)
    return Outcome(f"An NMI was sent to {label(domain)}.", commands.shown(argv))


def send_break(xl: Xl, ref: DomainRef, *, report: Report) -> Outcome:
    """A break on the first serial line, which only a device model makes."""
    domain = _running(xl, ref, "take a break")
    terminal = xl.transport.run(
        commands.read_store(f"/local/domain/{domain.domid}/serial/0/tty"), timeout_s=xl.limits.read_s
    )
    if terminal.exit_status != 0 or not terminal.stdout.strip():
        raise CommandFailed(
            f"{label(domain)} has no serial line: a break is sent on one.",
            state_now=_NOTHING,
            next_step='Only an HVM guest with `serial="pty"` in its definition has one; a Linux guest takes sysrq too.',
        )
    argv = commands.send_break(domain.domid)
    completed = _sent(xl, argv, f"No break was sent to {label(domain)}", report)
    if refused := completed.stdout.strip():  # the device model says nothing where it does as it is told
        raise change_error(completed, f"No break was sent to {label(domain)}: {refused}", state_now=_NOTHING)
    return Outcome(f"A break was sent on the serial line of {label(domain)}.", commands.shown(argv))


def _running(xl: Xl, ref: DomainRef, what: str) -> Domain:
    domain = xl.find_guest(ref, "Sending")
    if domain.state is not DomainState.RUNNING:
        raise DomainChanged(
            f"{label(domain)} can't {what}: it is {state_words(domain)}.",
            state_now=_NOTHING,
            next_step=WAYS[domain.state],
        )
    return domain


def _sent(xl: Xl, argv: commands.Argv, what: str, report: Report) -> Completed:
    """Raises XenError; `xl trigger` exits with 0 whatever happens, so what it says counts too (xl_vmcontrol.c)."""
    completed = xl.change(argv, xl.limits.change_s, report)
    if completed.exit_status != 0 or complaints(completed):
        raise change_error(completed, what, state_now=_NOTHING)
    return completed


def _is_taken(xl: Xl, domain: Domain, report: Report) -> bool:
    argv = commands.read_store(f"/local/domain/{domain.domid}/control/sysrq")
    begun_s = xl.clock.monotonic_s()
    while xl.transport.run(argv, timeout_s=xl.limits.read_s).stdout.strip():
        passed_s = xl.clock.monotonic_s() - begun_s
        if passed_s >= xl.limits.sysrq_s:
            return False
        report(f"sent, waiting for the guest's kernel to take it: {passed_s:.0f} s")
        xl.clock.wait(_LOOK_EVERY_S, xl.wake)
    return True
