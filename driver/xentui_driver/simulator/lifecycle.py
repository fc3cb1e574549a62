"""Builds, pauses, unpauses and destroys domains."""

from xentui_driver.simulator import console_log, memory, plans, requests, vcpus
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.host import GIB_KIB, SimulatedHost
from xentui_driver.simulator.settings import BuildSettings
from xentui_driver.simulator.world import SimulatedXen

_TEARDOWN_S = 0.3
_TEARDOWN_S_PER_GIB = 0.05


def build(xen: SimulatedXen, host: SimulatedHost, settings: BuildSettings, now_s: float) -> SimulatedDomain:
    """A new domain with its memory, paused and, until `finish`, without a vCPU."""
    guest = xen.guest(settings.name)
    domain = SimulatedDomain(host.new_domid(now_s), settings.uuid or xen.new_uuid(), settings, guest, now_s)
    domain.pauses = 1
    domain.online_vcpus = 0
    host.add(domain, now_s)
    plans.plan(xen, domain, guest.boot_s, lambda at_s: boot(xen, host, domain, at_s), now_s)
    return domain


def finish(xen: SimulatedXen, domain: SimulatedDomain, now_s: float, *, paused: bool) -> None:
    """Finish the build of the domain: its first vCPU can run."""
    if domain.dying:
        return
    domain.change(now_s)
    domain.online_vcpus = 1
    domain.follow()
    if not paused:
        unpause(xen, domain, now_s)


def boot(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    """Let its operating system be up from now on."""
    domain.change(now_s)
    domain.plan = None
    domain.up = True
    domain.announces = domain.guest.obeys and domain.guest.pv_drivers
    domain.online_vcpus = domain.wanted_vcpus if domain.guest.uses_vcpus else 1
    memory.set_target(host, domain, domain.target_kib, now_s)
    console_log.note_boot(host, domain, now_s)
    requests.consider(xen, host, domain, now_s)


def pause(domain: SimulatedDomain, now_s: float) -> None:
    domain.change(now_s)
    domain.pauses += 1
    plans.halt(domain, now_s)
    domain.follow()


def unpause(xen: SimulatedXen, domain: SimulatedDomain, now_s: float) -> None:
    domain.change(now_s)
    domain.pauses = max(0, domain.pauses - 1)
    plans.resume(xen, domain, now_s)
    domain.follow()
    vcpus.follow(domain, now_s)


def destroy(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    """Take the domain's name away at once and its memory over some time; then it is gone."""
    if domain.dying:
        return
    domain.change(now_s)
    domain.name = None
    host.fire_watches()
    domain.dying = True
    domain.pauses += 1
    domain.plan = None
    domain.follow()
    held_kib = domain.memory_kib(now_s)
    duration_s = _TEARDOWN_S + _TEARDOWN_S_PER_GIB * held_kib / GIB_KIB
    domain.move_memory(0, held_kib / duration_s)
    if domain.monitor is not None:
        xen.schedule(now_s, domain.monitor)
    xen.schedule(now_s + duration_s, lambda at_s: _gone(host, domain, at_s))


def is_gone(host: SimulatedHost, domain: SimulatedDomain) -> bool:
    """Whether nothing of it is left, except perhaps a row without a name."""
    return domain.zombie or host.domains.get(domain.domid) is not domain


def _gone(host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    if domain.guest.leaves_zombie:
        domain.change(now_s)
        domain.set_memory(0)
        domain.zombie = True
        domain.moving = False
    else:
        host.remove(domain, now_s)
    memory.try_again(host, now_s)
