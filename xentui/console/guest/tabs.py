"""The tabs of a guest's screen: a new one is one more line of `TABS`."""

from collections.abc import Callable
from enum import Enum

from textual.widget import Widget

from xentui.console.guest.console_lines import console_lines
from xentui.console.guest.definition_lines import definition_lines
from xentui.console.guest.device_lines import device_lines
from xentui.console.guest.now_lines import now_lines
from xentui.console.guest.panes import HistoryPane, JobsPane, LinesOf, LinesPane, Look
from xentui_driver.model.dataclass import dataclass


class TabId(Enum):
    """What a tab is called in the code."""

    NOW = "now"
    DEFINITION = "definition"
    DEVICES = "devices"
    JOBS = "jobs"
    HISTORY = "history"
    CONSOLE = "console"


class Source(Enum):
    """What a tab needs read that no poll reads."""

    NOW = "now"
    """Its memory, how it has ended, and where its screen is."""
    DESCRIPTION = "description"
    CONSOLE = "console"
    """What it has printed last."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the screen."""

    id: TabId
    title: str
    short: str
    """Its title where there is little room."""
    pane: Callable[[Look], Widget]
    """A `Pane`."""
    source: Source | None = None
    """Read when the tab is shown, and again when the guest has changed."""
    command: str = ""
    """The id of a command whose key turns to it too."""


def _lines(lines: LinesOf, *, follow: bool = False) -> Callable[[Look], Widget]:
    return lambda look: LinesPane(lines, look, follow=follow)


TABS: tuple[Tab, ...] = (
    Tab(TabId.NOW, "Now", "Now", _lines(now_lines), Source.NOW),
    Tab(TabId.DEFINITION, "Definition", "Definition", _lines(definition_lines), Source.DESCRIPTION),
    Tab(TabId.DEVICES, "Disks and networks", "Devices", _lines(device_lines), Source.DESCRIPTION),
    Tab(TabId.JOBS, "Jobs", "Jobs", JobsPane),
    Tab(TabId.HISTORY, "History", "History", HistoryPane, command="history"),
    Tab(TabId.CONSOLE, "Console", "Console", _lines(console_lines, follow=True), Source.CONSOLE),
)
