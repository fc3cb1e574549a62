"""One module for each change of a host, loaded when it is first named: a job performs one of them, a poll none."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xentui_driver.operations import (
        balloon,
        departures,
        handover,
        lifecycle,
        migration,
        powercycle,
        reboot,
        removal,
        renaming,
        reset,
        saving,
        vcpus,
        whereabouts,
    )
else:

    def __getattr__(name):
        from importlib import import_module

        if name in __all__:
            return import_module(f"{__name__}.{name}")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "balloon",
    "departures",
    "handover",
    "lifecycle",
    "migration",
    "powercycle",
    "reboot",
    "removal",
    "renaming",
    "reset",
    "saving",
    "vcpus",
    "whereabouts",
]
