"""The registry of the console: everything that can be done or looked at, by id.

Key bar, palette, help, read-only mode and the words of advice derive from it. A command without an action has an
`action_` of its id in the application.
"""

from collections.abc import Iterable

from xentui.console.commands.command import Command, Scope, command_of
from xentui.fleet.settings.key_map import WITH_ONE_GUEST
from xentui_driver.jobs.actions import ACTIONS
from xentui_driver.jobs.actions.conditions import attachable, editable
from xentui_driver.model.dataclass import replace

DETAILS = Command("details", "Open", "open the guest: now, devices, jobs, history", Scope.ROW)
CONSOLE = Command(
    "console",
    "Console",
    "attach; ctrl+] detaches; config: follow-reboots",
    Scope.ROW,
    changes=True,
    why_not=attachable,
    opens_program=True,
)
CONSOLE_WINDOW = Command(
    "console_window",
    "Console window",
    "open the console in a window of tmux or screen",
    Scope.CHOSEN,
    changes=True,
    why_not=attachable,
    opens_program=True,
)
VIEWER = Command(
    "viewer",
    "VNC viewer",
    "open the guest's screen in a VNC viewer",
    Scope.ROW,
    changes=True,
    why_not=attachable,
    opens_program=True,
)
DESCRIBE = Command("describe", "Definition", "definition, and what the next start would lose", Scope.ROW)
LOGS = Command("logs", "Logs", "the guest's logs: console, xl, qemu, Xen", Scope.ROW)
EDIT = Command(
    "edit",
    "Edit",
    "edit the definition in $EDITOR, checked by xl",
    Scope.ROW,
    changes=True,
    why_not=editable,
    opens_program=True,
)
COPY = Command("copy", "Copy", "copy name, UUID, definition or last command", Scope.ROW)
NEW = Command("new", "New", "make a new guest, from scratch or as a copy", Scope.HOST, changes=True)
MARK = Command("mark", "Mark", "mark the guest: actions apply to all marked", Scope.ROW)
MARK_ALL = Command("mark_all", "Mark all", "mark all shown guests; actions then mean all")
UNMARK = Command("unmark", "Unmark", "clear all marks")
FILTER = Command("filter", "Filter", "show only matching guests: web mem>4g !test")
PROBLEMS = Command("problems", "Problems", "show only guests that need attention")
SORT_LEFT = Command("sort_previous", "Sort left", "sort by the column to the left")
SORT_RIGHT = Command("sort_next", "Sort right", "sort by the column to the right")
INVERT = Command("invert_sort", "Invert", "reverse the order")
BY_TROUBLE = Command("sort_trouble", "Trouble first", "sort by what needs you, then by name")
BY_NAME = Command("sort_name", "By name", "sort by name")
BY_CPU = Command("sort_cpu", "By CPU", "sort by CPU use")
BY_MEMORY = Command("sort_memory", "By memory", "sort by memory")
SLOWER = Command("slower", "Slower", "poll less often")
FASTER = Command("faster", "Faster", "poll more often")
FREEZE = Command("freeze", "Freeze", "stop polling, or resume it")
REFRESH = Command("refresh", "Refresh", "poll now")
COLUMNS = Command("columns", "Columns", "choose the table's columns and their order")
SAVE_VIEW = Command("save_view", "Save view", "save columns, order and filter under a name")
JOBS = Command("jobs", "Jobs", "list jobs: exact commands, output, set back")
AUDIT = Command("audit", "Audit", "who changed what and when, in all sessions")
EVENTS = Command("events", "Events", "all events in full; each opens its job or guest")
WHY = Command("why", "Why", "why it has ended, or doesn't start", Scope.ROW)
HISTORY = Command("history", "History", "charts of the last day; again: the host's", Scope.ROW)
HOST_CPUS = Command("host_cpus", "Host CPUs", "the host's CPUs: load, what runs where, pins", Scope.HOST)
HOST_MEMORY = Command("host_memory", "Host memory", "the host's memory by NUMA node", Scope.HOST)
DOCTOR = Command("doctor", "Doctor", "check the host and say how to fix problems", Scope.HOST)
HOST_LOGS = Command("host_logs", "Host logs", "the host's logs: hotplug scripts, Xen, xl dmesg", Scope.HOST)
RESTORE = Command("restore", "Restore", "restore a guest from a save file (asks first)", Scope.HOST, changes=True)
KEEP_CONSOLES = Command(
    "keep_consoles", "Keep consoles", "keep what guests print in logs (asks first)", Scope.HOST, changes=True
)
POWERCYCLE = Command(
    "powercycle", "Power-cycle", "reset the host; all guests die (asks first)", Scope.HOST, changes=True
)
PALETTE = Command("command_palette", "Commands", "find any command by name")
HELP = Command("help", "Help", "all keys of this screen")
QUIT = Command("quit", "Quit", "quit; jobs keep running")

COMMANDS = (
    *map(command_of, ACTIONS),
    DETAILS, CONSOLE, CONSOLE_WINDOW, VIEWER, WHY, LOGS, DESCRIBE, EDIT, COPY, NEW, MARK, MARK_ALL, UNMARK, FILTER,
    PROBLEMS,
    SORT_LEFT, SORT_RIGHT, INVERT, BY_TROUBLE, BY_NAME, BY_CPU, BY_MEMORY,
    SLOWER, FASTER, FREEZE, REFRESH, COLUMNS, SAVE_VIEW, JOBS, AUDIT, EVENTS, HISTORY, HOST_CPUS, HOST_MEMORY,
    DOCTOR, HOST_LOGS, RESTORE, KEEP_CONSOLES, POWERCYCLE, PALETTE, HELP, QUIT,
)  # fmt: skip
COMMAND = {command.id: command for command in COMMANDS}


def allowed_commands(*, read_only: bool, leaves_console: str = "") -> tuple[Command, ...]:
    """The commands that are offered; `leaves_console` is the operator's own key for that, which only newer xl knows."""
    words = f"attach to the guest's console; {leaves_console} detaches, with an old xl ctrl+]"
    console = replace(CONSOLE, help=words) if leaves_console else CONSOLE
    offered = (console if command is CONSOLE else command for command in COMMANDS)
    return tuple(command for command in offered if not (read_only and command.changes))


def with_one_guest(commands: Iterable[Command]) -> tuple[Command, ...]:
    """Those of them that a guest's own screen has."""
    return tuple(command for command in commands if command.id in WITH_ONE_GUEST)
