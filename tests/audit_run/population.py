"""Guests of every state, so that a random operation meets each of them."""

from dataclasses import replace

from tests.dom0 import Dom0
from xentui_driver.simulator.guest import DEAF, OBEDIENT, GuestBehaviour

_SLOW = replace(OBEDIENT, shutdown_s=150.0)
_RUNNING = tuple(f"run{number:02}" for number in range(1, 17))
_PAUSED = ("paused1", "paused2", "paused3", "paused4")
_SLOW_ONES = ("slow1", "slow2", "slow3")
_DEAF_ONES = ("deaf1", "deaf2")
_CRASHED = ("crashed1", "crashed2")
_ORPHANS = ("orphan1", "orphan2")
_STOPPED = ("still1", "still2", "still3", "still4", "still5", "still6")
_HUGE_MIB = 100 * 1024


def populate(dom0: Dom0) -> None:
    """Forty definitions and domains."""
    _start(dom0, _RUNNING)
    _start(dom0, _PAUSED)
    for name in _PAUSED:
        dom0.run("xl", "pause", name)
    _start(dom0, _SLOW_ONES, _SLOW)
    _start(dom0, _DEAF_ONES, DEAF)
    _start(dom0, _CRASHED, ending="preserve")
    for name in _CRASHED:
        dom0.crash(name)
    _start(dom0, ("preserved",), ending="preserve")
    dom0.run("xl", "shutdown", "preserved")
    _start(dom0, _ORPHANS)
    for name in _ORPHANS:
        (dom0.definitions / f"{name}.cfg").unlink()
    for name in _STOPPED:
        dom0.define(name)
    (dom0.definitions / "auto" / "still1.cfg").symlink_to(dom0.definitions / "still1.cfg")
    dom0.define("huge", memory_mib=_HUGE_MIB)
    dom0.define("twin").rename(dom0.definitions / "other-twin.cfg")
    dom0.define("twin")
    (dom0.definitions / "broken.cfg").write_text('name = "broken\n', encoding="utf-8")


def _start(
    dom0: Dom0, names: tuple[str, ...], behaviour: GuestBehaviour = OBEDIENT, *, ending: str = "destroy"
) -> None:
    for name in names:
        dom0.define(name, on_poweroff=ending, on_crash=ending)
        dom0.start(name)
        dom0.guest(name, behaviour)
