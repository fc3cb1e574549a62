"""Sets how many vCPUs are online, and checks that the guest has followed."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import Domain, DomainRef, DomainState
from xentui_driver.model.errors import CommandFailed, DomainChanged, GuestIgnoredRequest, InvalidInput
from xentui_driver.model.outcome import Outcome
from xentui_driver.operations.lifecycle import how_it_stands
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.known_messages import change_error, complaints
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.parse.xl_vcpu_list import count_vcpus
from xentui_driver.toolstack.way_out import WAYS
from xentui_driver.toolstack.xl import Report, Xl, label, state_words

_OVERCOMMITTING = "overcommmitting"  # xl's own spelling (xl_vcpu.c)
_NOTHING = "Nothing was done."


@dataclass(frozen=True, slots=True)
class DomainVcpus:
    """How many vCPUs a domain has."""

    online: int
    maximum: int | None
    """The number it was built with; None where it isn't known."""


def read_vcpus(xl: Xl, ref: DomainRef) -> DomainVcpus:
    """Raises XenError."""
    domain = xl.find(ref)
    return DomainVcpus(domain.vcpus, _maximum(xl, domain))


def set_vcpus(xl: Xl, ref: DomainRef, count: int, *, ignore_host: bool = False, report: Report) -> Outcome:
    """`xl vcpu-set`; waits until the guest has brought them online or offline.

    With `ignore_host` also more of them than the host has physical CPUs.
    """
    domain = xl.find(ref)
    if domain.state is not DomainState.RUNNING:
        raise DomainChanged(
            f"{label(domain)} can't change its vCPUs: it is {state_words(domain)}.",
            state_now=_NOTHING,
            next_step=WAYS[domain.state],
        )
    maximum = _maximum(xl, domain)
    _check(domain, count, maximum)
    argv = commands.set_vcpus(domain.domid, count, ignore_host=ignore_host)
    completed = xl.change(argv, xl.limits.change_s, report)
    what = f"The vCPUs of {label(domain)} were not changed"
    if completed.exit_status != 0 and _OVERCOMMITTING in completed.stdout + completed.stderr:
        raise CommandFailed(
            f"{what}: {count} are more than the host's physical CPUs.",
            argv=argv,
            exit_status=completed.exit_status,
            detail=completed.stdout + completed.stderr,
            state_now=f"It has {domain.vcpus} online.",
            next_step=f"They would compete for CPUs. If you want that anyway, run: {_anyway(domain, count)}",
        )
    if completed.exit_status != 0:
        raise change_error(completed, what, state_now=f"It has {domain.vcpus} online.")
    _wait(xl, domain, count, argv, report)
    of_all = f" of {maximum}" if maximum is not None else ""
    had = f"; it had {domain.vcpus}" if domain.vcpus != count else ""
    summary = f"{label(domain)} has {count}{of_all} vCPUs online{had}."
    return Outcome(summary, commands.shown(argv), complaints(completed))


def _anyway(domain: Domain, count: int) -> str:
    return " ".join(commands.shown(commands.set_vcpus(domain.domid, count, ignore_host=True)))


def _maximum(xl: Xl, domain: Domain) -> int | None:
    """xenstore has a key for each; without these, as for many a dom0, xl counts them."""
    argv = commands.list_store(f"/local/domain/{domain.domid}/cpu")
    completed = xl.transport.run(argv, timeout_s=xl.limits.read_s)
    numbers = [word for word in completed.stdout.split() if word.isascii() and word.isdigit()]
    if completed.exit_status == 0 and numbers:
        return len(numbers)
    try:
        return count_vcpus(xl.read(commands.list_vcpus(domain.domid)), domain.domid)
    except CommandFailed:
        return None


def _check(domain: Domain, count: int, maximum: int | None) -> None:
    if count < 1:
        raise InvalidInput(f"{label(domain)} needs at least 1 vCPU, not {count}.", state_now=_NOTHING)
    if maximum is not None and count > maximum:
        raise InvalidInput(
            f"{label(domain)} was built with {maximum} vCPUs: 1 to {maximum} can be online, not {count}.",
            state_now=_NOTHING,
            next_step="The maximum is fixed at start: raise maxvcpus in its definition and restart it.",
        )


def _wait(xl: Xl, domain: Domain, count: int, argv: commands.Argv, report: Report) -> None:
    """Wait until that many are online. Raises GuestIgnoredRequest, DomainChanged."""
    online = domain.vcpus

    def is_decided(listing: Listing) -> bool:
        nonlocal online
        now = listing.same(domain.ref)
        online = now.vcpus if now is not None else 0
        return online in (0, count)

    def waiting(_passed_s: float) -> None:
        report(f"{online} vCPUs online, {count} wanted")

    decided = xl.look_until(is_decided, xl.limits.hotplug_s, waiting)
    if decided is None:
        raise GuestIgnoredRequest(
            f"{label(domain)} was asked for {count} online vCPUs, but has {online}.",
            argv=argv,
            state_now=f"{how_it_stands(xl, domain.ref)} The request stays set.",
            next_step=_advice(online, count),
        )
    if not online:
        raise DomainChanged(f"{label(domain)} has ended meanwhile.", argv=argv, state_now=how_it_stands(xl, domain.ref))


def _advice(online: int, count: int) -> str:
    if online < count:
        # Linux only registers a new CPU (drivers/xen/cpu_hotplug.c); udev or a person brings it online.
        return (
            "A Linux guest has to bring a new CPU online itself: with a udev rule, or `echo 1 > "
            f"/sys/devices/system/cpu/cpu{online}/online` inside it. After a reboot it uses all vCPUs it may have."
        )
    return "Its kernel may be too busy, or not support CPU hotplug: look inside the guest."
