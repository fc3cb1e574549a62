"""The registry of the console: everything that can be done or looked at, by id.

Key bar, palette, help, read-only mode and the words of advice derive from it. A command without an action has an
`action_` of its id in the application.
"""

from xentui.console.commands.command import Command, Scope, command_of
from xentui_driver.jobs.actions import ACTIONS
from xentui_driver.jobs.actions.conditions import attachable, editable

DETAILS = Command("details", "Details", "everything about the instance under the cursor", Scope.ROW)
CONSOLE = Command(
    "console",
    "Console",
    "attach to the guest's console; ctrl+] comes back",
    Scope.ROW,
    changes=True,
    why_not=attachable,
)
DESCRIBE = Command("describe", "Describe", "the guest beside its definition; what its next start loses", Scope.ROW)
EDIT = Command(
    "edit",
    "Edit",
    "its definition in $EDITOR; then a diff and what xl makes of it",
    Scope.ROW,
    changes=True,
    why_not=editable,
)
COPY = Command("copy", "Copy", "its name, UUID, definition or last command to the clipboard", Scope.ROW)
NEW = Command("new", "New", "a new guest: from nothing, or as a copy", Scope.HOST, changes=True)
MARK = Command("mark", "Mark", "mark it; every action then works on the marked set", Scope.ROW)
MARK_ALL = Command("mark_all", "Mark all", "mark all that are shown")
UNMARK = Command("unmark", "Unmark", "take all marks away")
FILTER = Command("filter", "Filter", "show only what fits: web  mem>4g  state:paused  !test")
PROBLEMS = Command("problems", "Problems", "show only what someone should look at")
SORT_LEFT = Command("sort_previous", "Sort left", "sort by the column to the left")
SORT_RIGHT = Command("sort_next", "Sort right", "sort by the column to the right")
INVERT = Command("invert_sort", "Invert", "turn the order round")
BY_NAME = Command("sort_name", "By name", "sort by name")
BY_CPU = Command("sort_cpu", "By CPU", "sort by CPU use")
BY_MEMORY = Command("sort_memory", "By memory", "sort by memory")
SLOWER = Command("slower", "Slower", "poll less often")
FASTER = Command("faster", "Faster", "poll more often")
FREEZE = Command("freeze", "Freeze", "stop polling, or go on")
REFRESH = Command("refresh", "Refresh", "poll now")
COLUMNS = Command("columns", "Columns", "choose the columns of the table, and their order")
SAVE_VIEW = Command("save_view", "Save view", "keep columns, sort, filter and interval under a name")
JOBS = Command("jobs", "Jobs", "what was done, with the exact commands and their output")
AUDIT = Command("audit", "Audit", "who changed what and when, also before this console was opened")
EVENTS = Command("events", "Events", "what has happened, in full; each leads to its job or its guest")
DOCTOR = Command("doctor", "Doctor", "what is wrong with this host, and what to do", Scope.HOST)
RESTORE = Command(
    "restore", "Restore", "build an instance from a file that save has written (asks first)", Scope.HOST, changes=True
)
POWERCYCLE = Command(
    "powercycle", "Power-cycle", "reboot the node at once; its guests die (asks first)", Scope.HOST, changes=True
)
PALETTE = Command("command_palette", "Commands", "every command by name")
HELP = Command("help", "Help", "all keys")
QUIT = Command("quit", "Quit", "leave; what was started goes on")

COMMANDS = (
    *map(command_of, ACTIONS),
    DETAILS, CONSOLE, DESCRIBE, EDIT, COPY, NEW, MARK, MARK_ALL, UNMARK, FILTER, PROBLEMS,
    SORT_LEFT, SORT_RIGHT, INVERT, BY_NAME, BY_CPU, BY_MEMORY,
    SLOWER, FASTER, FREEZE, REFRESH, COLUMNS, SAVE_VIEW, JOBS, AUDIT, EVENTS, DOCTOR, RESTORE, POWERCYCLE, PALETTE,
    HELP, QUIT,
)  # fmt: skip
COMMAND = {command.id: command for command in COMMANDS}


def allowed_commands(*, read_only: bool) -> tuple[Command, ...]:
    """The commands that are offered."""
    return tuple(command for command in COMMANDS if not (read_only and command.changes))
