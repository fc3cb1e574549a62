"""Whether the screen has room for all that the console shows, and the words for it where it hasn't."""

from textual.geometry import Size

from xentui_widgets.line_widget import LineWidget

FULL = Size(80, 24)
"""What every page is made for: on a smaller screen columns, gauges, key hints or explanations step aside."""
_FULL = f"{FULL.width}x{FULL.height}"
SHORT, SHORTEST = f"needs {_FULL}", "too small"
_WORDS = (f"too small: {_FULL} shows all", f"too small: {_FULL}", SHORT, SHORTEST)


def room_words(screen: Size, room: int) -> str:
    """That the screen is too small, in at most `room` cells; empty where it isn't, or where not even that fits."""
    if screen.width >= FULL.width and screen.height >= FULL.height:
        return ""
    words = (f"{screen.width}x{screen.height} is {_WORDS[0]}", *_WORDS)
    return next((each for each in words if len(each) <= room), "")


class KnowsScreen(LineWidget):
    """A line that looks different on another screen, though its own size is the same."""

    screen_size = FULL

    def on_mount(self) -> None:
        self.screen_size = self.app.size
        self.screen.screen_layout_refresh_signal.subscribe(self, self._note_screen, immediate=True)

    def _note_screen(self, _screen: object = None) -> None:
        if self.screen_size != self.app.size:
            self.screen_size = self.app.size
            self.repaint()
