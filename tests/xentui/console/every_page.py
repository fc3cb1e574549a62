"""Every page of the console, and how it is reached."""

from textual.screen import Screen

from tests.xentui.console.driving import Console
from xentui.console.screens.death import DeathPage
from xentui.console.screens.doctor import DoctorPage
from xentui.console.screens.guest import GuestScreen
from xentui.console.screens.help import HelpPage
from xentui.console.screens.host_history import HostHistory
from xentui.console.screens.jobs import JobsScreen
from xentui.console.screens.layout import LayoutScreen
from xentui.console.screens.logs import LogsScreen
from xentui.console.screens.main import MainScreen
from xentui.console.screens.records import RecordsScreen

WAYS: dict[type[Screen[None]], tuple[tuple[str, ...], ...]] = {
    MainScreen: ((),),
    GuestScreen: (("enter",), ("d",)),
    JobsScreen: (("5",), ("enter", "5")),
    RecordsScreen: (("6",), ("E",)),
    LayoutScreen: (("2",), ("3",)),
    HostHistory: (("H", "H"),),
    LogsScreen: (("l",), ("enter", "l"), (":", *"host logs", "enter")),
    DoctorPage: ((":", *"doctor", "enter"),),
    DeathPage: (("Y",),),
    HelpPage: (("?",), ("5", "?"), ("l", "?")),
}
"""Every page, and the keys that lead to it."""
STEPS = [(screen, keys) for screen, ways in WAYS.items() for keys in ways]


def console() -> Console:
    made = Console()
    made.define("web-01", start=True)
    return made


async def walk(c: Console, screen: type[Screen[None]], keys: tuple[str, ...]) -> None:
    c.move_to("web-01")
    await c.press(*keys)
    await c.until(lambda: isinstance(c.app.screen, screen), str(screen))
