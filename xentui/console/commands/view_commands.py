"""The registry of the other keys: what to show, how, what to open, and leaving."""

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ViewCommand:
    """A key of the console itself; the application has an `action_` of its id."""

    id: str
    keys: str
    """Textual's names, comma separated; empty for what is in the palette only."""
    shown_key: str
    label: str
    help: str
    importance: int = 0
    """In the key bar; 0 is never there."""


CONSOLE = ViewCommand("console", "c", "c", "Console", "attach to the guest's console; ctrl+] comes back", 75)
DETAILS = ViewCommand("details", "enter", "Enter", "Details", "everything about the instance under the cursor", 30)
DESCRIBE = ViewCommand(
    "describe", "d", "d", "Describe", "the guest beside its definition; what its next start loses", 28
)
EDIT = ViewCommand("edit", "e", "e", "Edit", "its definition in $EDITOR; then a diff and what xl makes of it", 27)
NEW = ViewCommand("new", "n", "n", "New", "a form for a new instance", 26)
MARK = ViewCommand("mark", "space", "Space", "Mark", "mark it; every action then works on the marked set", 25)
MARK_ALL = ViewCommand("mark_all", "asterisk", "*", "Mark all", "mark all that are shown")
UNMARK = ViewCommand("unmark", "U", "U", "Unmark", "take all marks away")
FILTER = ViewCommand("filter", "slash", "/", "Filter", "show only what fits: web  mem>4g  state:paused  !test", 85)
PROBLEMS = ViewCommand("problems", "exclamation_mark", "!", "Problems", "show only what someone should look at", 15)
SORT_LEFT = ViewCommand("sort_previous", "less_than_sign", "<", "Sort left", "sort by the column to the left")
SORT_RIGHT = ViewCommand("sort_next", "greater_than_sign", ">", "Sort right", "sort by the column to the right", 10)
INVERT = ViewCommand("invert_sort", "I", "I", "Invert", "turn the order round")
BY_NAME = ViewCommand("sort_name", "N", "N", "By name", "sort by name")
BY_CPU = ViewCommand("sort_cpu", "P", "P", "By CPU", "sort by CPU use")
BY_MEMORY = ViewCommand("sort_memory", "M", "M", "By memory", "sort by memory")
SLOWER = ViewCommand("slower", "plus", "+", "Slower", "poll less often")
FASTER = ViewCommand("faster", "minus", "-", "Faster", "poll more often")
FREEZE = ViewCommand("freeze", "Z", "Z", "Freeze", "stop polling, or go on")
REFRESH = ViewCommand("refresh", "ctrl+r", "^R", "Refresh", "poll now")
JOBS = ViewCommand("jobs", "5", "5", "Jobs", "what was done, with the exact commands and their output", 35)
DOCTOR = ViewCommand("doctor", "", "", "Doctor", "what is wrong with this host, and what to do")
RESTORE = ViewCommand("restore", "", "", "Restore", "build an instance from a file that save has written (asks first)")
POWERCYCLE = ViewCommand("powercycle", "", "", "Power-cycle", "reboot the node at once; its guests die (asks first)")
PALETTE = ViewCommand("command_palette", "colon,ctrl+p", ":", "Commands", "every command by name", 65)
HELP = ViewCommand("help", "question_mark,f1", "?", "Help", "all keys", 95)
QUIT = ViewCommand("quit", "q,f10", "q", "Quit", "leave; what was started goes on", 99)

VIEW_COMMANDS = (
    DETAILS, CONSOLE, DESCRIBE, EDIT, NEW, MARK, MARK_ALL, UNMARK, FILTER, PROBLEMS,
    SORT_LEFT, SORT_RIGHT, INVERT, BY_NAME, BY_CPU, BY_MEMORY,
    SLOWER, FASTER, FREEZE, REFRESH, JOBS, DOCTOR, RESTORE, POWERCYCLE, PALETTE, HELP, QUIT,
)  # fmt: skip

OF_AN_INSTANCE = (DETAILS, CONSOLE, DESCRIBE, EDIT, MARK)
"""Those that do nothing while the cursor is on none."""

MOVING_HELP = (
    ("arrows, j k", "move"),
    ("g G, Home End", "first, last"),
    ("PgUp PgDn", "a page up, a page down"),
    ("Esc", "back; clear the filter"),
)
