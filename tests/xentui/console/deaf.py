"""Guests that don't react."""

from tests.xentui.console.driving import Console
from xentui_driver.simulator.guest import DEAF, GuestBehaviour


def deaf(*, acpi: bool = False) -> Console:
    made = Console()
    made.world.set_guest("deaf", GuestBehaviour(boot_s=0.0, obeys=False, acpi=acpi) if acpi else DEAF)
    made.define("deaf", start=True)
    return made
