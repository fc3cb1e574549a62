"""The two halves of a migrating guest, as the hypervisors of both hosts see them (xl_migrate.c)."""

from xentui_driver.model.dataclass import replace
from xentui_driver.simulator import lifecycle, memory, monitor, requests
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.host import MIB_KIB, SimulatedHost
from xentui_driver.simulator.settings import REASON_SUSPEND, BuildSettings
from xentui_driver.simulator.world import SimulatedXen

INCOMING_SUFFIX = "--incoming"
MIGRATED_AWAY_SUFFIX = "--migratedaway"

_ROUNDS = 5
"""Memory that the guest has changed meanwhile is copied again, so often at most (xg_sr_save.c)."""


def copy_s(xen: SimulatedXen, domain: SimulatedDomain, now_s: float) -> float:
    """How long copying the guest's memory takes, with the parts that it changes meanwhile."""
    share = domain.guest.dirty_share if domain.guest.busy_cpus else 0.0
    rounds = sum(share**number for number in range(_ROUNDS))
    return domain.memory_kib(now_s) / MIB_KIB / xen.link_mib_s * rounds


def settings_there(source: SimulatedDomain) -> BuildSettings:
    """What the receiver builds: the guest as it is now, under a name of its own for the time being."""
    return replace(
        source.settings,
        name=f"{source.name}{INCOMING_SUFFIX}",
        uuid=source.uuid,
        memory_kib=source.given_kib,
        maximum_kib=source.maximum_kib,
        vcpus=source.wanted_vcpus,
        maximum_vcpus=source.settings.built_vcpus,
    )


def receive(
    xen: SimulatedXen,
    target: SimulatedHost,
    source: SimulatedDomain,
    settings: BuildSettings,
    duration_s: float,
    now_s: float,
) -> SimulatedDomain:
    """The guest's new domain: paused, and filled page by page."""
    incoming = lifecycle.build(xen, target, settings, now_s)
    incoming.guest = source.guest
    incoming.target_kib = source.target_kib
    incoming.plan = None
    incoming.set_memory(0)
    held_kib = source.memory_kib(now_s)
    obtainable_kib = memory.obtainable_kib(target, settings.memory_kib, now_s)
    incoming.move_memory(min(held_kib, obtainable_kib), held_kib / max(duration_s, 0.1))
    return incoming


def suspend(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    """It stops for the last of its memory."""
    requests.shut_down(xen, host, domain, REASON_SUSPEND, now_s)


def send_away(host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    """The sender's last step before it lets the target start the guest."""
    domain.change(now_s)
    domain.name = f"{domain.name}{MIGRATED_AWAY_SUFFIX}"
    host.fire_watches()
    domain.follow()


def arrive(xen: SimulatedXen, target: SimulatedHost, incoming: SimulatedDomain, *, paused: bool, now_s: float) -> None:
    """The guest goes on where it was, under its own name, its CPU time near nothing."""
    monitor.watch(xen, target, incoming)  # its log keeps the name that the domain had when it came
    incoming.change(now_s)
    incoming.set_memory(incoming.memory_goal_kib)
    incoming.name = (incoming.name or "").removesuffix(INCOMING_SUFFIX)
    target.fire_watches()
    incoming.up = True
    incoming.online_vcpus = incoming.settings.vcpus
    if not paused:
        lifecycle.unpause(xen, incoming, now_s)
    memory.set_target(target, incoming, incoming.target_kib, now_s)
    incoming.settings = replace(incoming.settings, name=incoming.name)


def take_back(host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    """Resume at the source, under the old name; the guest has no monitor any more."""
    domain.change(now_s)
    domain.name = (domain.name or "").removesuffix(MIGRATED_AWAY_SUFFIX)
    host.fire_watches()
    domain.shutdown_reason = None
    domain.request = ""
    domain.follow()
