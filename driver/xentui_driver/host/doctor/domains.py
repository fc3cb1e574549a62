"""Checks the domains: what is left over from some, and whether each guest has its monitor."""

from collections.abc import Iterator

from xentui_driver.host.doctor.facts import Facts
from xentui_driver.host.doctor.finding import Finding, bad, good, unknown, warning
from xentui_driver.model.domain import ALIVE_STATES, Domain, DomainRole
from xentui_driver.model.errors import XenError
from xentui_driver.model.memory_size import memory_words
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.monitor_log import FOLDER, is_xl, monitor_pids
from xentui_driver.toolstack.xl import Xl, label, state_words
from xentui_driver.transport.protocol import FileReader


def check_domains(facts: Facts, xl: Xl) -> Iterator[Finding]:
    listing = facts.listing
    if isinstance(listing, XenError):
        for check in ("domains", "leftovers", "monitors"):
            yield unknown(check, f"The domains can't be listed: {listing.summary}", listing.next_step)
        return
    yield _listed(listing)
    yield from _leftovers(listing)
    yield from _monitors(listing, xl)


def _listed(listing: Listing) -> Finding:
    if listing.unreadable:
        row = listing.unreadable[0]
        return warning(
            "domains",
            f"Lines of `xl list` that can't be read: {len(listing.unreadable)}, the first is line {row.line_number}.",
            "A guest's name may contain a line break: check `xenstore-ls -f /local/domain`.",
        )
    if not any(domain.role is DomainRole.DOM0 and domain.name not in ("", "(null)") for domain in listing.domains):
        return warning(
            "domains",
            "Domain-0 has no name: xen-init-dom0 has not run.",
            "Check `systemctl status xen-init-dom0` (or xen.service).",
        )
    return good("domains", f"Domains found: {len(listing.domains)}.")


def _leftovers(listing: Listing) -> Iterator[Finding]:
    found = [finding for domain in listing.domains if (finding := _leftover(domain)) is not None]
    yield from found
    if not found:
        yield good("leftovers", "Nothing is left over from a migration or a destroyed guest.")


def _leftover(domain: Domain) -> Finding | None:
    holds = f"it holds {memory_words(domain.memory_kib)}"
    if domain.role is DomainRole.NAMELESS:
        return warning(
            "leftovers",
            f"Domain {domain.domid} no longer has a name, and {holds}.",
            "If it is still there in a minute, another domain or dom0 has its pages mapped: check its backends.",
        )
    if domain.role is DomainRole.INCOMING:
        return warning(
            "leftovers",
            f"{label(domain)} came with a migration and is {state_words(domain)}; {holds}.",
            "If no migration is running and the guest runs on its source, discard this copy (do: discard).",
        )
    if domain.role is DomainRole.MIGRATED_AWAY:
        return warning(
            "leftovers",
            f"{label(domain)} was handed over in a migration and is still here, {state_words(domain)}; {holds}.",
            "If the guest runs on the target, force off this copy (do: destroy). Never unpause it: the guest would "
            "run twice.",
        )
    return None


def _monitors(listing: Listing, xl: Xl) -> Iterator[Finding]:
    files = xl.transport
    guests = [domain for domain in listing.domains if domain.role is DomainRole.GUEST]
    lost = _unwatched(guests, files)
    if lost:
        # A guest that was being built, or that has ended since the listing, rightly has no monitor.
        still_there = {domain.ref for domain in xl.listing().domains}
        lost = _unwatched([domain for domain in lost if domain.ref in still_there], files)
    if lost is None:
        yield unknown("monitors", f"{FOLDER} can't be read, so the guests' monitors can't be checked.")
        return
    yield from (_without_monitor(domain) for domain in lost)
    if not lost:
        yield good("monitors", f"Every guest has a monitor. Guests: {len(guests)}.")


def _without_monitor(domain: Domain) -> Finding:
    if domain.state in ALIVE_STATES:
        return bad(
            "monitors",
            f"{label(domain)} has no monitor: nothing cleans up after it when it ends, or starts it again when it "
            "reboots.",
            "Shut it down when convenient (do: stop), force off what is left of it (do: destroy), and start it (do: "
            "start): then it has a monitor again.",
        )
    return warning(
        "monitors",
        f"{label(domain)} is {state_words(domain)}, and nothing removes it: it holds "
        f"{memory_words(domain.memory_kib)}.",
        "Its definition may say so (on_crash), or its monitor is gone. Look at it, then force it off (do: destroy).",
    )


def _unwatched(guests: list[Domain], files: FileReader) -> list[Domain] | None:
    """None when that can't be found out."""
    pids = monitor_pids(files, guests)
    if pids is None:
        return None
    return [domain for domain in guests if not _is_watched(pids.get(domain.domid), files)]


def _is_watched(pid: int | None, files: FileReader) -> bool:
    """Checks that it still is that process: its number may belong to another one by now."""
    return pid is not None and is_xl(files, pid)
