"""What the receiving half of a migration does when the sending xl is killed (migrate_receive, xl_migrate.c)."""

from collections.abc import Sequence

from xentui_driver.simulator import lifecycle, migration
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.world import SimulatedXen


def end_receivers(xen: SimulatedXen, source: SimulatedHost, argv: Sequence[str]) -> None:
    """The stream ends: without the permission to start the guest its half is destroyed, with it the guest goes on."""
    if tuple(argv[:2]) != ("xl", "migrate"):
        return
    with xen.at_now() as now_s:
        sent = _sent(source, argv[-2])
        if sent is None:
            return
        permitted = (sent.name or "").endswith(migration.MIGRATED_AWAY_SUFFIX)
        for name in xen.host_names:
            target = xen.host(name)
            for domain in target.in_order():
                if domain.uuid == sent.uuid and _is_incoming(domain):
                    _end(xen, target, domain, now_s, permitted=permitted)


def _sent(source: SimulatedHost, word: str) -> SimulatedDomain | None:
    if word.isdecimal():
        return source.domains.get(int(word))
    return source.named(word) or source.named(f"{word}{migration.MIGRATED_AWAY_SUFFIX}")


def _is_incoming(domain: SimulatedDomain) -> bool:
    return (domain.name or "").endswith(migration.INCOMING_SUFFIX)


def _end(xen: SimulatedXen, target: SimulatedHost, domain: SimulatedDomain, now_s: float, *, permitted: bool) -> None:
    if permitted:
        migration.arrive(xen, target, domain, paused=False, now_s=now_s)
    else:
        lifecycle.destroy(xen, target, domain, now_s)
