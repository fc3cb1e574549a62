"""Text of other people's machines goes through every widget and changes nothing but its own place."""

import unicodedata
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tests.widgets import samples
from tests.widgets.gallery import Gallery, play
from xentui_driver.model import Instance, UnreadableRow
from xentui_widgets.choice_bar import Choice
from xentui_widgets.details import DetailsPanel
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.event_log import Event, EventLog
from xentui_widgets.host_bar import HostBar
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import TitleLine

_OBEYED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def instances(text: str) -> list[Instance]:
    domain = samples.domain(text, 1, reason=text, problems=(text, text))
    definition = replace(samples.definition(text, type=text, error=text), path=text)
    return [
        Instance(key="a", domain=domain, definition=definition),
        Instance(key="b", definition=definition),
        Instance(key="c", unreadable=UnreadableRow(1, text, text)),
        samples.running("after", 2),
    ]


def gallery(text: str, symbols: Symbols) -> Gallery:
    bar, title = HostBar(host_name=text, symbols=symbols), TitleLine(text, symbols=symbols)
    table = InstanceTable(symbols=symbols, empty_text=text)
    empty = InstanceTable(symbols=symbols, empty_text=text)
    details, log, keys = DetailsPanel(symbols=symbols), EventLog(symbols=symbols), KeyBar(symbols=symbols)

    def fill() -> None:
        node = replace(samples.NODE, host_name=text, xen_version=text, scheduler=text)
        bar.show(
            samples.snapshot(node=node),
            stale_s=None,
            reason=text,
            interval_s=2,
            frozen=False,
            simulated=True,
            clock_text=text,
        )
        title.show(text, text, right=text)
        table.show(instances(text), doing={"b": text})
        table.mark_all()
        details.show(instances(text)[0])
        log.add(Event(text, text, text, "error", text))
        keys.show([KeyItem(text, text, "a")], text)

    return Gallery(bar, title, table, empty, details, log, keys, fill=fill)


def check(pilot: Pilot[None], symbols: Symbols) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    assert {strip.cell_length for strip in strips} == {pilot.app.size.width}
    text = "".join(strip.text for strip in strips)
    assert not {character for character in text if unicodedata.category(character) in _OBEYED}
    assert text.isascii() or not symbols.ascii_only
    return text


@pytest.mark.parametrize("text", samples.HOSTILE)
@pytest.mark.parametrize("size", [(80, 24), (130, 40)], ids=str)
def test_no_text_breaks_a_widget_or_reaches_the_terminal(text: str, size: tuple[int, int], symbols: Symbols) -> None:
    async def script(pilot: Pilot[None]) -> None:
        check(pilot, symbols)
        await pilot.press("down", "down")
        check(pilot, symbols)

    play(gallery(text, symbols), script, size)


@pytest.mark.parametrize("text", samples.HOSTILE)
def test_no_text_breaks_a_dialog(text: str, symbols: Symbols) -> None:
    async def script(pilot: Pilot[None]) -> None:
        choices = [Choice("no", text), Choice("yes", text, danger=True)]
        frame = DialogFrame(text, [text], choices, commands=[text], must_type=text, symbols=symbols)
        pilot.app.push_screen(Dialog(frame))
        await pilot.pause()
        check(pilot, symbols)

    play(Gallery(), script)


def test_markup_is_shown_as_it_is_written(symbols: Symbols) -> None:
    async def script(pilot: Pilot[None]) -> None:
        assert check(pilot, symbols).count("[red]x[/]") >= 6

    play(gallery("[red]x[/]", symbols), script, (130, 40))


@pytest.mark.parametrize("text", samples.HOSTILE)
def test_no_name_moves_a_column(text: str, symbols: Symbols) -> None:
    table = InstanceTable(symbols=symbols)

    async def script(pilot: Pilot[None]) -> None:
        rows = [replace(row, definition=None) for row in (samples.running(text, 1), samples.running("b", 1))]
        table.show([replace(row, key=str(index)) for index, row in enumerate(rows)])
        await pilot.pause()
        first, second = (table.render_line(y).crop(30, 79).text for y in (1, 2))
        assert first == second

    play(Gallery(table), script)
