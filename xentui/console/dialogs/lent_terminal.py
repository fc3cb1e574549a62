"""The one terminal, lent to one program at a time."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from xentui.console.terminal.attach import AttachResult

if TYPE_CHECKING:
    from xentui.console.app import XentuiApp

Attach = Callable[["XentuiApp", tuple[str, ...], str, str], Awaitable[AttachResult]]
"""Runs an argv on the terminal under a title and a hint how to come back, as `attach.attach` does."""


class LentTerminal:
    """Says whether the terminal is lent, so that two programs never read one keyboard."""

    def __init__(self, app: "XentuiApp", attach: Attach) -> None:
        self._app = app
        self._attach = attach
        self.is_lent = False

    async def lend(self, argv: tuple[str, ...], title: str, hint: str) -> AttachResult:
        """Run `argv` on it to its end, and draw everything again. Raises as `attach`; never while it is lent."""
        assert not self.is_lent, "the callers look first"
        self.is_lent = True
        try:
            result = await self._attach(self._app, argv, title, hint)
        finally:
            self.is_lent = False
        self._app.came_back()
        return result
