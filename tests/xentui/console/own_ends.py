"""Guests that end by themselves."""

from tests.xentui.console.driving import Console
from xentui_driver.simulator import requests


def ended_by_itself(c: Console, name: str, reason: int) -> None:
    """The guest ends with that reason code, and its monitor has seen it."""
    with c.world.at_now() as now_s:
        host = c.world.host("dom0a")
        domain = host.named(name)
        assert domain is not None
        requests.shut_down(c.world, host, domain, reason, now_s)
    c.clock.wait(1.0)
