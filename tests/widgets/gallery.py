"""A small application that shows widgets as the real one does."""

from collections.abc import Callable

from textual.app import App, ComposeResult
from textual.widget import Widget


class Gallery(App[None]):
    """Shows the given widgets one below the other; `ready` fills them when they are on the screen."""

    CSS = "Screen { overflow: hidden; }"

    def __init__(self, *widgets: Widget, ready: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._widgets_to_show = widgets
        self._fill = ready
        self.posted: list[object] = []

    def compose(self) -> ComposeResult:
        yield from self._widgets_to_show

    def on_mount(self) -> None:
        self.theme = "ansi-dark"
        self._fill()
