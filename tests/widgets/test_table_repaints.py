"""The instance table: what it repaints."""

from dataclasses import replace

from textual.geometry import Region
from textual.pilot import Pilot

from tests.widgets import samples
from tests.widgets.gallery import Gallery, Script, play, text_lines
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.row_key import RowKey
from xentui_widgets.columns import Doing
from xentui_widgets.instance_table import InstanceTable


class Watched(InstanceTable):
    """Keeps the regions that it asked to have painted again."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Region | None] = []

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> "Watched":
        self.asked += regions or [None]
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


def watching(script: Script, table: Watched) -> None:
    play(Gallery(table), script)


def test_the_same_picture_repaints_nothing() -> None:
    table = Watched()

    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(100))
        await pilot.pause()
        table.asked.clear()
        table.show(samples.crowd(100))
        assert table.asked == []

    watching(script, table)


def test_a_changed_cell_repaints_that_cell_only() -> None:
    table = Watched()

    async def script(pilot: Pilot[None]) -> None:
        rows = samples.crowd(100)
        table.show(rows)
        await pilot.pause()
        table.asked.clear()
        rows[1] = replace(rows[1], cpu=CpuUse(77.7))
        table.show(rows)
        (region,) = table.asked
        assert region is not None
        assert region.y == 2
        assert text_lines(table)[2][region.x : region.right].strip() == "77.7"

    watching(script, table)


def test_two_changed_cells_of_a_row_repaint_what_is_between_them_once() -> None:
    table = Watched()

    async def script(pilot: Pilot[None]) -> None:
        rows = samples.crowd(100)
        table.show(rows)
        await pilot.pause()
        table.asked.clear()
        domain = rows[1].domain
        assert domain is not None
        rows[1] = replace(rows[1], cpu=CpuUse(77.7), domain=replace(domain, memory_kib=3 << 20))
        table.show(rows)
        (region,) = table.asked
        assert region is not None
        between = text_lines(table)[2][region.x : region.right].split()
        assert (between[0], between[-2:]) == ("77.7", ["3.0", "GiB"])

    watching(script, table)


def test_traffic_repaints_its_cells_alone_and_only_when_its_digits_change() -> None:
    table = Watched()

    async def script(pilot: Pilot[None]) -> None:
        await pilot.resize_terminal(120, 24)
        rows = [replace(row, rates=samples.rates((9.36e6, 0.0), (4e6, 4e6))) for row in samples.crowd(100)]
        table.show(rows)
        await pilot.pause()
        table.asked.clear()
        table.show([replace(row, rates=samples.rates((9.44e6, 0.0), (4.01e6, 4e6))) for row in rows])
        assert table.asked == []
        rows[1] = replace(rows[1], rates=samples.rates((61e6, 0.0), (4e6, 4e6)))
        table.show(rows)
        (region,) = table.asked
        assert region is not None
        assert text_lines(table)[2][region.x : region.right].strip() == "61M"

    watching(script, table)


def test_a_change_out_of_view_repaints_nothing() -> None:
    table = Watched()

    async def script(pilot: Pilot[None]) -> None:
        rows = samples.crowd(100)
        table.show(rows)
        await pilot.pause()
        table.asked.clear()
        rows[90] = replace(rows[90], cpu=CpuUse(77.7))
        table.show(rows)
        assert table.asked == []

    watching(script, table)


def test_what_is_painted_is_what_a_fresh_table_would_paint() -> None:
    table = InstanceTable()

    async def script(pilot: Pilot[None]) -> None:
        rows = samples.crowd(60)
        table.show(rows)
        await pilot.press("pagedown", "pagedown", "up")
        for step in range(5):
            rows = [replace(row, cpu=CpuUse(float((index * step) % 7))) for index, row in enumerate(rows)]
            table.show(rows[step:], doing={RowKey("", "web-30"): Doing("stopping")} if step % 2 else {})
            table.sort_by("cpu" if step % 2 else "name")
            await pilot.pause()
            painted = [strip.text for strip in pilot.app.screen._compositor.render_strips()]
            table.refresh()
            await pilot.pause()
            assert [strip.text for strip in pilot.app.screen._compositor.render_strips()] == painted

    play(Gallery(table), script)
