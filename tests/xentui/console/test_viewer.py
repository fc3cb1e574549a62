"""A guest's screen in the operator's viewer, and which of its consoles is attached."""

import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.waiting import until
from tests.xentui.console.driving import Console, drive
from xentui.console.dialogs import open_viewer
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.model.errors import CommandFailed, ToolMissing

HVM = 'name = "win"\ntype = "hvm"\nmemory = 1024\nvcpus = 1\nserial = "pty"\nvnc = 1\n'
VIEWER = replace(DEFAULTS, console_viewer=("vncviewer", "-fullscreen"))


def console(*, settings: object = VIEWER, simulated: bool = False, text: str = HVM) -> Console:
    made = Console(settings=settings, simulated=simulated)  # type: ignore[arg-type]
    made.define("win", start=True, text=text)
    return made


class Started:
    """What would have been started."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, display: str = ":0") -> None:
        self.argvs: list[Sequence[str]] = []
        monkeypatch.setattr(open_viewer, "_start", self.argvs.append)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        monkeypatch.setenv("DISPLAY", display)


async def open_screen(c: Console) -> None:
    c.move_to("win")
    await c.press("colon")
    await c.type("vncviewer")
    await c.press("enter")


def test_the_viewer_that_is_configured_shows_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    started = Started(monkeypatch)

    async def scenario(c: Console) -> None:
        await open_screen(c)
        await c.sees("viewer started")
        assert started.argvs == [("vncviewer", "-fullscreen", "127.0.0.1:1")]

    drive(console(), scenario)


@pytest.mark.parametrize(
    ("made", "display", "words"),
    [
        (lambda: console(settings=DEFAULTS), ":0", "No viewer is configured"),
        (console, "", "no display here"),
        (lambda: console(text=HVM.replace("vnc = 1", "vnc = 0")), ":0", "has no screen on VNC"),
        (lambda: console(simulated=True), ":0", "has no screen on VNC"),
    ],
)
def test_where_no_viewer_can_be_opened_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, made: type[Console], display: str, words: str
) -> None:
    started = Started(monkeypatch, display=display)

    async def scenario(c: Console) -> None:
        await open_screen(c)
        await c.sees(words)
        assert started.argvs == []

    drive(made(), scenario, size=(160, 40))


def test_a_viewer_goes_on_in_a_session_of_its_own(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    open_viewer._start(("sh", "-c", f"echo $$ >{note}.new; mv {note}.new {note}; exec sleep 600"))
    until(note.exists)
    pid = int(note.read_text())
    try:
        assert os.getsid(pid) == pid
    finally:
        os.kill(pid, signal.SIGKILL)
    until(lambda: not Path(f"/proc/{pid}").exists())


def test_a_viewer_that_fails_at_once_is_told() -> None:
    with pytest.raises(CommandFailed, match="with status 3"):
        open_viewer._start(("sh", "-c", "exit 3"))
    with pytest.raises(ToolMissing):
        open_viewer._start(("/no/such/viewer",))


def test_of_two_consoles_the_operator_chooses_one() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("win")
        await c.press("c")
        await c.sees("Which console of win")
        assert "firmware" in c.screen_text()
        await c.press("p")
        await c.sees("xl console -t pv 1")
        assert len(c.attached) == 1

    drive(console(), scenario)


def test_a_guest_with_one_console_is_attached_without_a_question() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("win")
        await c.press("c")
        await c.until(lambda: c.attached)
        await c.sees("xl console 1")

    drive(console(text=HVM.replace('serial = "pty"\n', "")), scenario)


def test_no_console_is_attached_where_the_choice_is_left() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("win")
        await c.press("c")
        await c.sees("Which console of win")
        await c.press("escape")
        assert c.app.is_undisturbed
        assert c.attached == []

    drive(console(), scenario)
