"""A small application that shows widgets as the real one does, and what can be read off its screen."""

import asyncio
from collections.abc import Awaitable, Callable

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from xentui_widgets.choice_bar import ChoiceBar
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.key_bar import KeyBar

Script = Callable[[Pilot[None]], Awaitable[None]]


class Gallery(App[None]):
    """Shows the given widgets one below the other; `fill` is called when they are on the screen."""

    CSS = "Screen { overflow: hidden; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *widgets: Widget, fill: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._exhibits = widgets
        self._fill_exhibits = fill
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield from self._exhibits

    def on_mount(self) -> None:
        self.theme = "ansi-dark"
        self._fill_exhibits()

    def on_instance_table_highlighted(self, message: InstanceTable.Highlighted) -> None:
        self.heard.append(message)

    def on_instance_table_chosen(self, message: InstanceTable.Chosen) -> None:
        self.heard.append(message)

    def on_instance_table_marks_changed(self, message: InstanceTable.MarksChanged) -> None:
        self.heard.append(message)

    def on_instance_table_columns_changed(self, message: InstanceTable.ColumnsChanged) -> None:
        self.heard.append(message)

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.heard.append(message)

    def on_choice_bar_pressed(self, message: ChoiceBar.Pressed) -> None:
        self.heard.append(message)


def play(app: App[None], script: Script, size: tuple[int, int] = (80, 24)) -> None:
    """Run a script against an application's screen."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await script(pilot)

    asyncio.run(run())


def strips(widget: Widget) -> list[Strip]:
    """What a widget draws."""
    return [widget.render_line(y) for y in range(widget.size.height)]


def seen_lines(widget: Widget) -> list[str]:
    """What the screen shows where a widget is, with all that lies on it, without the blanks at the ends."""
    region = widget.region
    lines = widget.screen._compositor.render_strips()[region.y : region.bottom]
    return [line.crop(region.x, region.right).text.rstrip() for line in lines]


def text_lines(widget: Widget) -> list[str]:
    """What a widget draws, as text without the blanks at the ends."""
    return [strip.text.rstrip() for strip in strips(widget)]
