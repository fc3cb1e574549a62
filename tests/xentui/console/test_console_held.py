"""A console that somebody holds already: who it is, in the console and on the command line."""

import pytest

from tests.xentui.command_line.commanding import Site
from tests.xentui.console.driving import Console, drive
from xentui.console.terminal.attach import AttachResult
from xentui_driver.toolstack.lock_holder import LockHolder

HOLDER = LockHolder(4711, "root", "alice", "pts/3", "xenconsole 1 --num 0", 1_790_000_000.0)


def console() -> Console:
    made = Console()
    made.define("web-01", start=True)
    return made


def test_a_console_that_is_held_is_not_attached_and_says_by_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xentui_driver.host.console.console_holder", lambda _files, _domid: HOLDER)

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("c")
        await c.sees("alice as root on")
        for words in ("pts/3", "process 4711", "since", "`kill 4711`"):
            assert words in c.screen_text()
        assert c.attached == []

    drive(console(), scenario)


def test_a_client_that_came_in_between_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    made = console()
    made.attach_result = AttachResult(11, ("xenconsole: Could not lock /var/lock/xenconsole.1: busy",), 0.1)
    found = iter((None, HOLDER))
    monkeypatch.setattr("xentui_driver.host.console.console_holder", lambda _files, _domid: next(found))

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("c")
        await c.sees("alice as root on")
        assert len(c.attached) == 1

    drive(made, scenario)


def test_the_command_line_names_the_holder_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(capsys)
    monkeypatch.setattr("xentui_driver.host.console.console_holder", lambda _files, _domid: HOLDER)
    monkeypatch.setattr("xentui.command_line.console.is_terminal", lambda _stream: True)
    ran = site.run("console", "web")
    assert ran.status == 1
    assert "The console of web (id 1) is in use by alice as root on pts/3, process 4711 (xenconsole 1" in ran.err
