"""Everything that can be done, in the order in which the palette and the help have it."""

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
from xentui_driver.jobs.actions.resources import BALLOON, MAXMEM, VCPUS

ACTIONS = (
    START, START_ATTACHED, START_PAUSED, STOP, STOP_ACPI, DESTROY, DISCARD, REBOOT, RESET, PAUSE, UNPAUSE,
    BALLOON, MAXMEM, VCPUS, MIGRATE, SAVE, SAVE_RUNNING, SYSRQ, NMI, BREAK, RENAME,
    AUTOSTART_ON, AUTOSTART_OFF, REMOVE,
)  # fmt: skip

OPERATIONS = {
    action.id: action
    for action in (
        *ACTIONS, KEEP_WAITING, CHANGE_DEFINITION, EDIT_DEFINITION, NEW_DEFINITION, RESTORE, RESTORE_PAUSED,
        KEEP_CONSOLES,
    )
}  # fmt: skip
"""Every operation that becomes a job, by name; those beside ACTIONS have dialogs and commands of their own."""
