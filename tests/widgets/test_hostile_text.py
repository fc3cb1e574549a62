"""Text of other people's machines goes through every widget and changes nothing but its own place."""

import unicodedata
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tests.widgets import samples
from tests.widgets.gallery import Gallery, play
from xentui_driver.model.domain import UnreadableRow
from xentui_driver.model.instance import Instance
from xentui_driver.model.row_key import RowKey
from xentui_widgets.choice_bar import Choice, ChoiceBar
from xentui_widgets.columns import Doing
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


class Exhibits:
    """One of each widget, all filled with the same text."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.bar, self.title = HostBar(symbols=symbols), TitleLine(symbols=symbols)
        self.table, self.empty = InstanceTable(symbols=symbols), InstanceTable(symbols=symbols)
        self.details, self.log = DetailsPanel(symbols=symbols), EventLog(symbols=symbols)
        self.keys = KeyBar(symbols=symbols)

    def gallery(self) -> Gallery:
        return Gallery(self.bar, self.title, self.table, self.empty, self.details, self.log, self.keys)

    def fill(self, text: str) -> None:
        node = replace(samples.NODE, host_name=text, xen_version=text, scheduler=text)
        self.bar.show(
            samples.snapshot(node=node),
            stale_s=5 if len(text) % 2 else None,
            reason=text,
            interval_s=2,
            frozen=False,
            simulated=True,
            clock_text=text,
        )
        self.title.show(text, text, right=text)
        self.table.show(instances(text), doing={RowKey("", "b"): Doing(text, text, text)})
        self.table.mark_all()
        self.empty.empty_text = text
        self.details.show(instances(text)[0])
        self.log.add(Event(text, text, text, "error", text))
        self.keys.show([KeyItem(text, text, "a")], text)

    def check(self, pilot: Pilot[None], text: str) -> str:
        """What is on the screen, after proof that it is harmless and that all lines are as wide as the screen."""
        strips = pilot.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {pilot.app.size.width}, ascii(text)
        shown = "".join(strip.text for strip in strips)
        assert not {one for one in shown if unicodedata.category(one) in _OBEYED}, ascii(text)
        assert shown.isascii() or not self.symbols.ascii_only, ascii(text)
        return shown


@pytest.mark.parametrize("size", [(80, 24), (130, 40)], ids=str)
def test_no_text_breaks_a_widget_or_reaches_the_terminal(size: tuple[int, int], symbols: Symbols) -> None:
    exhibits = Exhibits(symbols)

    async def script(pilot: Pilot[None]) -> None:
        for text in samples.HOSTILE:
            exhibits.fill(text)
            await pilot.press("down")
            exhibits.check(pilot, text)

    play(exhibits.gallery(), script, size)


def test_no_text_breaks_a_dialog(symbols: Symbols) -> None:
    async def script(pilot: Pilot[None]) -> None:
        for text in samples.HOSTILE:
            choices = [Choice("no", text), Choice("yes", text, danger=True)]
            frame = DialogFrame(text, [text], choices, steps=[text], must_type=text, symbols=symbols)
            await pilot.app.push_screen(Dialog(frame))
            await pilot.pause()
            Exhibits(symbols).check(pilot, text)
            (choice_bar,) = pilot.app.screen.query(ChoiceBar)
            assert frame.content_region.contains_region(choice_bar.region), ascii(text)
            await pilot.press("escape")

    play(Gallery(), script)


def test_markup_is_shown_as_it_is_written(symbols: Symbols) -> None:
    exhibits = Exhibits(symbols)

    async def script(pilot: Pilot[None]) -> None:
        exhibits.fill("[red]x[/]")
        await pilot.pause()
        assert exhibits.check(pilot, "").count("[red]x[/]") >= 6

    play(exhibits.gallery(), script, (130, 40))


def test_no_name_moves_a_column(symbols: Symbols) -> None:
    table = InstanceTable(symbols=symbols)
    rows = [
        replace(samples.running(text, 1), key=str(index), definition=None) for index, text in enumerate(samples.HOSTILE)
    ]

    async def script(pilot: Pilot[None]) -> None:
        table.show(rows)
        await pilot.pause()
        behind_the_name = {table.render_line(y).crop(30, 79).text for y in range(1, len(rows) + 1)}
        assert len(behind_the_name) == 1

    play(Gallery(table), script)
