"""What has changed is drawn alone, and at once."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from textual.geometry import Region
from textual.messages import Layout
from textual.strip import Strip
from textual.widget import Widget

from tests.xentui.console.driving import Console, drive
from tests.xentui.console.every_page import console
from xentui.console.gated_app import GatedApp
from xentui_widgets.own_lines import OwnLines
from xentui_widgets.whole_lines import LinesUpdate

FIRST_LINE = Region(0, 0, 5, 1)


@contextmanager
def drawn() -> Iterator[list[str]]:
    """The widgets whose lines are drawn."""
    found: list[str] = []
    usual = OwnLines.render_lines

    def noted(widget: Widget, crop: Region) -> list[Strip]:
        found.append(type(widget).__name__)
        return usual(widget, crop)  # type: ignore[arg-type]

    with patch.object(OwnLines, "render_lines", noted):
        yield found


def is_at_rest(c: Console) -> bool:
    """Whether nothing waits to be worked in or drawn."""
    screen = c.app.screen
    is_drawn = not any(each._repaint_required for each in screen._compositor.visible_widgets)
    is_idle: bool = c.app._message_queue.empty() and screen._message_queue.empty() and not screen._callbacks
    return is_idle and is_drawn and not screen._dirty_widgets


def test_a_tick_draws_the_clock_alone_and_at_once() -> None:
    async def scenario(c: Console) -> None:
        while not is_at_rest(c):
            await asyncio.sleep(0.01)
        c.clock.wait(1.0)
        with drawn() as widgets:
            c.app.tick()
            assert widgets == ["_Clock"]

    drive(console(), scenario)


@pytest.mark.parametrize("plain_output", [False, True])
def test_plain_output_is_what_textual_writes(plain_output: bool) -> None:
    async def scenario(c: Console) -> None:
        with patch.object(GatedApp, "plain_output", plain_output):
            c.app.screen._compositor._dirty_regions = {FIRST_LINE}
            update = c.app.screen._compositor.render_partial_update()
            assert update is not None
            assert isinstance(update, LinesUpdate) is not plain_output

    drive(console(), scenario)


def test_what_lies_over_several_widgets_is_left_to_textual() -> None:
    async def scenario(c: Console) -> None:
        c.app.screen._compositor._dirty_regions = {FIRST_LINE, c.app.size.region.shrink((1, 1, 1, 1))}
        update = c.app.screen._compositor.render_partial_update()
        assert update is not None
        assert not isinstance(update, LinesUpdate)

    drive(console(), scenario)


def test_nothing_is_drawn_at_once_while_the_screen_has_something_to_do_first() -> None:
    """A layout, say: with a map of the screen made anew before it, it would find nothing to do."""

    async def scenario(c: Console) -> None:
        while not is_at_rest(c):
            await asyncio.sleep(0.01)
        c.clock.wait(1.0)
        table = c.app.main_screen.table
        c.app.screen.post_message(Layout(table))
        with drawn() as widgets:
            c.app.tick()
            assert widgets == []
            await c.until(lambda: "_Clock" in widgets)

    drive(console(), scenario)


def test_where_widgets_are_is_known_before_any_is_drawn() -> None:
    """One that asks where it is has the map of the screen made anew where another one is going."""

    async def scenario(c: Console) -> None:
        compositor = c.app.screen._compositor
        places = [region for region, _ in compositor.visible_widgets.values() if region.height == 1]
        usual = OwnLines.render_lines

        def forgetful(widget: Widget, crop: Region) -> list[Strip]:
            compositor._visible_widgets = {}
            return usual(widget, crop)  # type: ignore[arg-type]

        compositor._dirty_regions = set(places)
        with patch.object(OwnLines, "render_lines", forgetful):
            update = compositor.render_partial_update()
        compositor._visible_widgets = None
        assert len(places) > 1
        assert isinstance(update, LinesUpdate)

    drive(console(), scenario)
