"""Moves a guest's balloon when its target changes."""

from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.settings import SLACK_KIB


def set_target(host: SimulatedHost, domain: SimulatedDomain, target_kib: int, now_s: float) -> None:
    """Set memory/target of xenstore; the guest's balloon follows as far as it can."""
    domain.change(now_s)
    domain.target_kib = target_kib
    host.fire_watches()
    domain.aim_memory(_goal_kib(host, domain, now_s))
    domain.follow()


def obtainable_kib(host: SimulatedHost, given_kib: int, now_s: float) -> int:
    """The most that a guest gets whose pages arrive from a file or another host: what it holds there doesn't count."""
    return min(given_kib + SLACK_KIB, host.claimable_kib(now_s))


def try_again(host: SimulatedHost, now_s: float) -> None:
    """Let balloons that had to stop short of their target go on, once memory has become free."""
    for domain in host.domains.values():
        if domain.up and not domain.dying and domain.memory_kib(now_s) < domain.target_kib:
            set_target(host, domain, domain.target_kib, now_s)


def _goal_kib(host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> int:
    held_kib = domain.memory_kib(now_s)
    if not domain.guest.pv_drivers:
        return held_kib
    goal_kib = max(domain.target_kib, domain.guest.balloon_floor_kib)
    if Fault.BALLOON_SHORT in host.faults:
        goal_kib = (held_kib + domain.target_kib) // 2
    if goal_kib <= held_kib:
        return max(goal_kib, 0)
    # Linux takes no more than the maximum that it was started with, whatever `xl mem-max` says since.
    goal_kib = max(held_kib, min(goal_kib, domain.settings.static_max_kib))
    own_reserve_kib = domain.reserved_kib(now_s) - held_kib
    return min(goal_kib, held_kib + host.claimable_kib(now_s) + own_reserve_kib)
