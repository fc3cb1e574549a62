"""Keys take their turns: what moves the focus waits until the text before it is where it belongs."""

import asyncio

from textual import events
from textual.screen import Screen
from textual.widget import Widget

PATIENCE_S = 0.5
"""So long a key waits at most for a screen that is at work: it answers keys, whatever hangs."""


class Turns:
    """Textual moves the focus at once, but hands text to its field, whose form changes only when that has read it."""

    def __init__(self) -> None:
        self._was_text = False

    async def come(self, event: events.Key | events.Paste, screen: Screen[object], *, takes_text: bool) -> None:
        """Wait until what came before `event` is handled; text that follows text is in its field's order anyway."""
        is_text = takes_text and (isinstance(event, events.Paste) or event.is_printable)
        if not (is_text and self._was_text):
            await _handled(screen)
        self._was_text = is_text


async def _handled(screen: Screen[object]) -> None:
    """Wait until the widget with the focus has handled all it was given, and those around it what it told them."""
    focused = screen.focused or screen
    around = [node for node in focused.ancestors_with_self if isinstance(node, Widget)]
    try:
        async with asyncio.timeout(PATIENCE_S):
            for widget in around:
                # Twice: what it was given may have it send itself what it tells those around it.
                for _ in range(2):
                    await _turn_of(widget)
    except TimeoutError:
        return


async def _turn_of(widget: Widget) -> None:
    """Wait until a widget has handled what is in its queue now."""
    turn = asyncio.Event()
    if widget.is_running and widget.call_later(turn.set):
        await turn.wait()
