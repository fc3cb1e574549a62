"""Every screen on the widest and the narrowest terminal, in sixteen colours, without colours, and in ASCII."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest

from tests.snapshots.screens import SMALL, TINY, WIDE, Snapshot, before, on, sample
from tests.widgets.job_samples import running
from tests.xentui.console.driving import Console
from xentui.console.questions.memory_picture import Drawn, followed_guest
from xentui.console.screens.memory_follower import Followed, MemoryFollower
from xentui.fleet.settings.key_map import key_map
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.jobs.actions import PAUSE, Request
from xentui_driver.model.dataclass import dataclass, field
from xentui_widgets.symbols import ASCII, LINUX_CONSOLE, UNICODE, Symbols

Play = Callable[[Console], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Look:
    """A terminal, and what a screen is drawn with there."""

    size: tuple[int, int] = SMALL
    symbols: Symbols = UNICODE
    environ: Mapping[str, str] = field(default_factory=dict)


LOOKS = {
    "200x60": Look(WIDE),
    "40x12": Look(TINY),
    "16 colours": Look(symbols=LINUX_CONSOLE, environ={"TERM": "linux"}),
    "no colours": Look(environ={"NO_COLOR": "1"}),
    "ascii": Look(symbols=ASCII, environ={"NO_COLOR": "1"}),
}


async def a_job(c: Console) -> None:
    row = next(each for each in c.app.main_screen.table.rows if each.name == "mail")
    c.jobs.submit(c.jobs.prepare(PAUSE, (Request(row),)))
    await c.jobs_over()


async def jobs(c: Console) -> None:
    await a_job(c)
    await on("mail", "5", wait_for="Pause")(c)


async def audit(c: Console) -> None:
    await a_job(c)
    await on("mail", "6", wait_for="Audit 1")(c)


async def events(c: Console) -> None:
    c.app.add_event("mail", "mail has crashed (watchdog).", "error")
    await on("mail", "E", wait_for="Events")(c)


async def new(c: Console) -> None:
    c.move_to("Domain-0")
    await c.press("n", "f")
    await c.sees("kernel")


async def memory_of_several(c: Console) -> None:
    for name in ("web-01.example.net", "db-01.example.net"):
        c.move_to(name)
        await c.press("space")
    await on("db-01.example.net", "b", wait_for="Memory of 2 guests")(c)
    await c.until(lambda: c.app.screen._sizes.moved(0) is not None, "the figures")  # type: ignore[attr-defined]
    await c.type("512m")
    await c.press("down")
    await c.type("3g")


async def follower(c: Console) -> None:
    c.move_to("mail")
    await c.pilot.pause()
    on_their_way = (
        Drawn("web-01.example.net", 1 << 20, None, 1 << 19),
        Drawn("db-01.example.net", 3 << 20, None, 4 << 20),
    )
    words = (("stuck 7 s at 1.0 GiB: the guest can't free more", "ansi_yellow"), ("arrived: 4.0 GiB", "ansi_green"))

    def look(room: int) -> list[Followed]:
        pictures = [followed_guest(each, room, c.app.symbols) for each in on_their_way]
        return [Followed(running(), picture, *said) for picture, said in zip(pictures, words, strict=True)]

    c.app.push_screen(MemoryFollower("Memory of 2 guests", look, c.app.symbols, key_map(), set_back=lambda _job: None))
    await c.sees("stuck 7 s")


async def doctor(c: Console) -> None:
    await c.press("colon")
    await c.type("doctor")
    await c.press("enter")
    await c.sees("console logging")


async def keep_consoles(c: Console) -> None:
    await c.press("colon")
    await c.type("keep consoles")
    await c.press("enter")
    await c.sees("y Keep consoles")


IN_ITS_FONT = {"▶", "▲", "▼", "─", "│", "┌", "┐", "└", "┘", "█", "▄", "▒", "═", "·"}
"""Of the glyphs that the console draws those of the Linux kernel's own font (drivers/tty/vt/cp437.uni)."""
SCREENS: Mapping[str, Play] = {
    "main": on("mail"),
    "filter": on("mail", "slash", "m"),
    "yes or no": on("mail", "x"),
    "dialog": on("mail", "X"),
    "memory": on("mail", "b", wait_for="maximum"),
    "memory of several": memory_of_several,
    "memory follower": follower,
    "guest": on("mail", "enter", wait_for="memory"),
    "definition": on("mail", "d", wait_for="memory"),
    "history": on("mail", "H", wait_for="CPU "),
    "history of the host": on("Domain-0", "H", wait_for="History: "),
    "jobs": jobs,
    "audit": audit,
    "events": events,
    "new": new,
    "palette": on("mail", "colon", wait_for="COMMAND"),
    "columns": on("mail", "C"),
    "help": on("mail", "question_mark"),
    "doctor": doctor,
    "keep consoles": keep_consoles,
    "host cpus": on("mail", "2", wait_for="CPU time"),
    "host memory": on("mail", "3", wait_for="NUMA"),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch, screen: str, look: str) -> None:
    how = LOOKS[look]
    for name, value in how.environ.items():
        monkeypatch.setenv(name, value)

    async def play(c: Console) -> None:
        # No poll after the first: the CPU use that it would measure hangs on the moment when it comes.
        c.app.pollers.leave()
        await SCREENS[screen](c)
        await c.pilot.pause()
        if how.symbols is LINUX_CONSOLE:
            assert {each for each in c.screen_text() if not each.isascii()} <= IN_ITS_FONT

    console = sample(symbols=how.symbols, settings=replace(DEFAULTS, toasts=False))
    assert snap_compare(console.app, terminal_size=how.size, run_before=before(console, then=play))
