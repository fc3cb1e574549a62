"""The one terminal, lent to one program at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from xentui.console.terminal.attach import AttachResult, Pause, Program, Programs

Attach = Callable[[Programs], Awaitable[AttachResult | None]]
"""Runs programs on the terminal, one after the other; returns how the last one has ended."""


class LentTerminal:
    """Says whether the terminal is lent, so that two programs never read one keyboard."""

    def __init__(self, attach: Attach, came_back: Callable[[], None]) -> None:
        """`came_back` is called when the terminal is ours again."""
        self._attach = attach
        self._came_back = came_back
        self._one_program = asyncio.Lock()

    @property
    def is_lent(self) -> bool:
        return self._one_program.locked()

    async def lend(self, program: Program) -> AttachResult:
        """Run one program on it to its end, and draw everything again. Raises as `attach`."""

        async def once(ended: AttachResult | None, _pause: Pause) -> Program | None:
            return program if ended is None else None

        ended = await self.lend_in_turn(once)
        assert ended is not None, "nobody leaves before the only program"
        return ended

    async def lend_in_turn(self, programs: Programs) -> AttachResult | None:
        """Run programs on it, and draw everything again after the last. Raises as `attach`.

        While another program has the terminal it waits: the console of a guest may attach while a file is read for the
        editor.
        """
        async with self._one_program:
            ended = await self._attach(programs)
        self._came_back()
        return ended
