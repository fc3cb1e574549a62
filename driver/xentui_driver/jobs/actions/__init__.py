"""The registry of everything that can be done with a guest; console and command line derive their commands from it.

A new action is one more Action in it, and the method of the driver that it calls. A job loads the module of its own
action.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xentui_driver.jobs.actions.action import Action, Asks, Guard, Request
    from xentui_driver.jobs.actions.definitions import (
        AUTOSTART_OFF,
        AUTOSTART_ON,
        CHANGE_DEFINITION,
        EDIT_DEFINITION,
        NEW_DEFINITION,
        REMOVE,
        RENAME,
    )
    from xentui_driver.jobs.actions.guests import (
        DESTROY,
        DISCARD,
        KEEP_WAITING,
        MIGRATE,
        PAUSE,
        REBOOT,
        RESET,
        SAVE,
        SAVE_RUNNING,
        START,
        START_ATTACHED,
        START_PAUSED,
        STOP,
        STOP_ACPI,
        UNPAUSE,
    )
    from xentui_driver.jobs.actions.hosts import KEEP_CONSOLES, RESTORE, RESTORE_PAUSED
    from xentui_driver.jobs.actions.keys import BREAK, NMI, SYSRQ
    from xentui_driver.jobs.actions.refusal import Refusal
    from xentui_driver.jobs.actions.registry import ACTIONS, OPERATIONS
    from xentui_driver.jobs.actions.resources import BALLOON, MAXMEM, VCPUS

__all__ = [
    "ACTIONS",
    "AUTOSTART_OFF",
    "AUTOSTART_ON",
    "BALLOON",
    "BREAK",
    "CHANGE_DEFINITION",
    "DESTROY",
    "DISCARD",
    "EDIT_DEFINITION",
    "KEEP_CONSOLES",
    "KEEP_WAITING",
    "MAXMEM",
    "MIGRATE",
    "NEW_DEFINITION",
    "NMI",
    "OPERATIONS",
    "PAUSE",
    "REBOOT",
    "REMOVE",
    "RENAME",
    "RESET",
    "RESTORE",
    "RESTORE_PAUSED",
    "SAVE",
    "SAVE_RUNNING",
    "START",
    "START_ATTACHED",
    "START_PAUSED",
    "STOP",
    "STOP_ACPI",
    "SYSRQ",
    "UNPAUSE",
    "VCPUS",
    "Action",
    "Asks",
    "Guard",
    "Refusal",
    "Request",
]

if not TYPE_CHECKING:
    from xentui_driver.model.lazy_names import lazy_names

    _ELSEWHERE = {"Action": "action", "Asks": "action", "Guard": "action", "Request": "action", "Refusal": "refusal"}
    __getattr__ = lazy_names(__name__, dict.fromkeys(__all__, "registry") | _ELSEWHERE)
