"""One module for each change of a host, loaded when it is first named: a job performs one of them, a poll none."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xentui_driver.operations import (
        balloon,
        console_keys,
        departures,
        handover,
        keep_consoles,
        lifecycle,
        migration,
        pause,
        powercycle,
        reboot,
        removal,
        renaming,
        reset,
        saving,
        vcpus,
        whereabouts,
    )

__all__ = [
    "balloon",
    "console_keys",
    "departures",
    "handover",
    "keep_consoles",
    "lifecycle",
    "migration",
    "pause",
    "powercycle",
    "reboot",
    "removal",
    "renaming",
    "reset",
    "saving",
    "vcpus",
    "whereabouts",
]

if not TYPE_CHECKING:
    from xentui_driver.model.lazy_names import lazy_names

    __getattr__ = lazy_names(__name__, {name: name for name in __all__})
