"""The terminal is lent to one program at a time, whoever asks for it meanwhile."""

import asyncio

import pytest

from tests.xentui.console.driving import FakePause
from xentui.console.dialogs.lent_terminal import LentTerminal
from xentui.console.terminal.attach import AttachResult, Program, Programs
from xentui_driver.model.errors import ToolMissing

ENDED = AttachResult(exit_status=0, error_lines=(), lasted_s=1.0)
CONSOLE, EDITOR = Program(("xl", "console", "1"), "", ""), Program(("vi", "draft"), "", "")


async def begun(programs: Programs) -> Program:
    program = await programs(None, FakePause())
    assert program is not None
    return program


def test_a_second_program_waits_until_the_first_has_ended() -> None:
    happened: list[str] = []
    left = asyncio.Event()

    async def attach(programs: Programs) -> AttachResult:
        argv = (await begun(programs)).argv
        happened.append(f"{argv[0]} begins")
        if argv[0] == "xl":
            await left.wait()
        happened.append(f"{argv[0]} ends")
        return ENDED

    async def lend_twice() -> None:
        terminal = LentTerminal(attach, lambda: happened.append("the screen is back"))
        console = asyncio.ensure_future(terminal.lend(CONSOLE))
        editor = asyncio.ensure_future(terminal.lend(EDITOR))
        while not happened:
            await asyncio.sleep(0)
        assert terminal.is_lent
        left.set()
        await asyncio.gather(console, editor)
        assert not terminal.is_lent

    asyncio.run(lend_twice())
    assert [each for each in happened if "xl" in each] == ["xl begins", "xl ends"]
    assert happened.index("xl ends") < happened.index("vi begins")
    assert happened[-1] == "the screen is back"


def test_a_program_that_cannot_be_run_leaves_the_terminal_to_the_next() -> None:
    async def attach(programs: Programs) -> AttachResult:
        if await begun(programs) is CONSOLE:
            raise ToolMissing("There is no xl.")
        return ENDED

    async def lend_twice() -> AttachResult:
        terminal = LentTerminal(attach, lambda: None)
        with pytest.raises(ToolMissing):
            await terminal.lend(CONSOLE)
        return await terminal.lend(EDITOR)

    assert asyncio.run(lend_twice()) == ENDED


def test_one_program_is_followed_by_no_other() -> None:
    async def attach(programs: Programs) -> AttachResult:
        assert await begun(programs) is EDITOR
        assert await programs(ENDED, FakePause()) is None
        return ENDED

    assert asyncio.run(LentTerminal(attach, lambda: None).lend(EDITOR)) == ENDED
