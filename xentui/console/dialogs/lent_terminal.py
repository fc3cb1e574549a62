"""The one terminal, lent to one program at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from xentui.console.terminal.attach import AttachResult

Attach = Callable[[tuple[str, ...], str, str], Awaitable[AttachResult]]
"""Runs an argv on the terminal, under a title and a hint how to come back."""


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

    async def lend(self, argv: tuple[str, ...], title: str, hint: str) -> AttachResult:
        """Run `argv` on it to its end, and draw everything again. Raises as `attach`.

        While another program has the terminal it waits: the console of a guest may attach while a file is read for the
        editor.
        """
        async with self._one_program:
            result = await self._attach(argv, title, hint)
        self._came_back()
        return result
