"""Actions that are typed as an option, or a further word, of another action's command."""

from typing import NamedTuple

from xentui_driver.jobs.actions import (
    AUTOSTART_OFF,
    AUTOSTART_ON,
    SAVE,
    SAVE_RUNNING,
    START,
    START_ATTACHED,
    START_PAUSED,
    STOP,
    STOP_ACPI,
    Action,
)


class Variant(NamedTuple):
    """An option that turns a command into another action."""

    option: str
    action: Action
    help: str


VARIANTS: dict[Action, tuple[Variant, ...]] = {
    START: (Variant("--paused", START_PAUSED, "build the guest and leave it paused"),),
    STOP: (Variant("--acpi", STOP_ACPI, STOP_ACPI.help),),
    SAVE: (Variant("--keep-running", SAVE_RUNNING, SAVE_RUNNING.help),),
}
SWITCHES = {"on": AUTOSTART_ON, "off": AUTOSTART_OFF}
NOT_ALONE = {variant.action for variants in VARIANTS.values() for variant in variants} | {
    START_ATTACHED,  # start --console: without a console the guest is never unpaused
    *SWITCHES.values(),
}
"""Actions that have no command of their own."""
