"""A guest's next step, which waits while the guest is paused."""

import math
from collections.abc import Callable

from xentui_driver.simulator.domain import Plan, SimulatedDomain
from xentui_driver.simulator.world import SimulatedXen


def plan(
    xen: SimulatedXen, domain: SimulatedDomain, delay_s: float, step: Callable[[float], None], now_s: float
) -> None:
    """Let the guest take `step` after so much time in which it runs; replaces an earlier plan."""
    domain.plan = Plan(delay_s, step)
    resume(xen, domain, now_s)


def halt(domain: SimulatedDomain, now_s: float) -> None:
    """Stop the guest's own time."""
    waiting = domain.plan
    if waiting is not None and waiting.due_s < math.inf:
        waiting.left_s = max(0.0, waiting.due_s - now_s)
        waiting.due_s = math.inf


def resume(xen: SimulatedXen, domain: SimulatedDomain, now_s: float) -> None:
    """Let the guest's own time go on, if it runs."""
    waiting = domain.plan
    if waiting is None or not domain.runs:
        return
    waiting.due_s = now_s + waiting.left_s

    def take_step(at_s: float) -> None:
        # A pause in between has taken the due time away or set a later one.
        if domain.plan is waiting and waiting.due_s <= at_s:
            domain.plan = None
            waiting.step(at_s)

    xen.schedule(waiting.due_s, take_step)
