"""The instance table: its cursor, and what it shows."""

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tests.cursor import put_cursor_on
from tests.widgets import samples
from tests.widgets.gallery import Gallery, play, strips, text_lines
from tests.widgets.shown_rows import cursor, heard, names
from xentui_driver.model.row_key import RowKey
from xentui_widgets.columns import Doing
from xentui_widgets.instance_columns import INSTANCE_COLUMNS
from xentui_widgets.instance_table import InstanceTable


def test_the_keys_move_the_cursor(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(100))
        seen = []
        for key in ("down", "j", "up", "G", "k", "g", "end", "home", "pagedown", "pageup"):
            await pilot.press(key)
            seen.append(int(cursor(table).removeprefix("web-")))
        assert seen == [1, 2, 1, 99, 98, 0, 99, 0, 23, 0]

    play(gallery, script)


@pytest.mark.parametrize("resizes_first", [True, False])
def test_rows_that_were_chosen_are_shown_from_their_first_one(
    table: InstanceTable, gallery: Gallery, resizes_first: bool
) -> None:
    """Whether the line for the filter has taken its place before the rows are fewer is chance."""

    async def script(pilot: Pilot[None]) -> None:
        crowd = samples.crowd(100)
        table.show(crowd)
        put_cursor_on(table, crowd[60].key)
        await pilot.pause()
        if resizes_first:
            await pilot.resize_terminal(80, 8)
        table.show(crowd[50:70], hidden=(*crowd[:50], *crowd[70:]), is_chosen=True)
        if not resizes_first:
            await pilot.resize_terminal(80, 8)
        await pilot.pause()
        assert table.scroll_offset.y == 10 - table._page + 1

    play(gallery, script)


def test_the_cursor_stops_at_both_ends(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(3))
        await pilot.press("up")
        assert cursor(table) == "web-0"
        await pilot.press(*["down"] * 9)
        assert cursor(table) == "web-2"

    play(gallery, script)


def test_the_cursor_stays_on_its_instance_when_others_come(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        rows = samples.crowd(20)
        table.show(rows[10:])
        await pilot.press("down", "down")
        table.show(rows)
        assert cursor(table) == "web-12"

    play(gallery, script)


def test_a_refresh_takes_the_cursor_at_the_top_along_with_its_instance(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show([samples.running("a", 1, 50.0), samples.running("b", 2, 10.0)])
        table.sort_by("cpu")
        table.show([samples.running("a", 1, 50.0), samples.running("b", 2, 90.0)])
        assert names(table) == ["b", "a"]
        assert cursor(table) == "a"

    play(gallery, script)


def test_the_row_under_the_cursor_can_be_told_without_colours(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(3), dimmed=False)
        for dimmed in (False, True):
            table.show(samples.crowd(3), dimmed=dimmed)
            reverse = [any(s.style and s.style.reverse for s in strip) for strip in strips(table)[1:4]]
            assert reverse == [True, False, False]

    play(gallery, script)


def test_without_the_focus_the_cursor_is_still_there(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(3))
        pilot.app.set_focus(None)
        await pilot.pause()
        assert text_lines(table)[1].startswith("▶")

    play(gallery, script)


def test_the_neighbour_takes_over_when_the_row_under_the_cursor_goes(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        rows = samples.crowd(5)
        table.show(rows)
        await pilot.press("down", "down")
        table.show([row for row in rows if row.key not in {"web-2", "web-3"}])
        assert cursor(table) == "web-4"
        table.show(rows[:2])
        assert cursor(table) == "web-1"
        table.show([])
        assert table.current is None

    play(gallery, script)


def test_the_cursor_is_always_in_view(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(500))
        await pilot.pause()
        for step in range(8):
            await pilot.press("end" if step % 2 else "pagedown")
            table.show(samples.crowd(500 - 60 * step))
            await pilot.pause()
            lines = [line for line in text_lines(table) if line.startswith("▶")]
            assert [line.split()[1] for line in lines] == [cursor(table)]
        await pilot.resize_terminal(60, 8)
        assert sum(line.startswith("▶") for line in text_lines(table)) == 1

    play(gallery, script)


def test_the_wheel_scrolls_and_takes_the_cursor_along(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(100))
        await pilot.pause()
        table.scroll_to(y=40, animate=False)
        await pilot.pause()
        assert cursor(table) == "web-40"

    play(gallery, script)


def test_another_size_of_the_terminal_leaves_the_cursor_on_its_row(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(100))
        await pilot.press("end")
        for height in (10, 40, 24, 60):
            await pilot.resize_terminal(80, height)
            assert cursor(table) == "web-99"

    play(gallery, script)


def test_rows_that_go_take_the_cursor_no_further_than_to_its_neighbour(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        rows = samples.crowd(100)
        table.show(rows)
        await pilot.press("end", *["up"] * 25)
        table.show([*rows[:10], *rows[75:]])
        await pilot.pause()
        assert cursor(table) == "web-75"
        assert table.doubt == "web-74 is gone: the cursor moved"

    play(gallery, script)


def test_a_refresh_keeps_the_place_that_was_scrolled_to(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(100))
        await pilot.pause()
        table.scroll_to(y=40, animate=False)
        table.show(samples.crowd(101))
        await pilot.pause()
        assert table.scroll_offset.y == 40

    play(gallery, script)


def test_each_move_is_told_once(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(3))
        await pilot.press("down", "down", "down")
        table.show(samples.crowd(3))
        await pilot.pause()
        keys = [m.key for m in gallery.heard if isinstance(m, InstanceTable.Highlighted)]
        assert keys == [RowKey("", name) for name in ("web-0", "web-1", "web-2")]

    play(gallery, script)


def test_a_double_click_chooses(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(5))
        await pilot.double_click(InstanceTable, offset=(10, 4))
        keys = [m.key for m in gallery.heard if isinstance(m, InstanceTable.Chosen)]
        assert keys == [RowKey("", "web-3")]

    play(gallery, script)


def test_a_click_below_the_rows_changes_nothing(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(2))
        await pilot.click(InstanceTable, offset=(10, 15))
        assert cursor(table) == "web-0"

    play(gallery, script)


def test_an_empty_table_says_why(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        assert any("No instance" in line for line in text_lines(table))
        table.empty_text = "Nothing matches"
        assert any("Nothing matches" in line for line in text_lines(table))
        table.show(samples.crowd(1))
        assert not any("Nothing matches" in line for line in text_lines(table))
        table.show([])
        assert any("Nothing matches" in line for line in text_lines(table))

    play(gallery, script)


def test_a_long_reason_for_an_empty_table_goes_on_in_the_next_line() -> None:
    table = InstanceTable(empty_text="one word after another " * 6)

    async def script(pilot: Pilot[None]) -> None:
        words = " ".join(text_lines(table)[1:]).split()
        assert words == ["one", "word", "after", "another"] * 6

    play(Gallery(table), script, (40, 12))


def test_keys_do_nothing_in_an_empty_table(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        await pilot.press("down", "end", "pageup")
        table.toggle_mark()
        table.mark_all()
        assert table.current is None
        assert heard(gallery, InstanceTable.Chosen) == []

    play(gallery, script)


def test_hidden_columns_are_counted_and_told(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        assert table.hidden_columns == 10
        await pilot.resize_terminal(216, 24)
        assert table.hidden_columns == 0
        assert len(heard(gallery, InstanceTable.ColumnsChanged)) == 2

    play(gallery, script)


def test_instances_of_two_hosts_with_equal_keys_are_told_apart() -> None:
    table = InstanceTable(hosts=("dom0a", "dom0b"))
    here, there = (replace(samples.running("web", 1), host=host) for host in ("dom0a", "dom0b"))

    async def script(pilot: Pilot[None]) -> None:
        table.show([here, there], doing={RowKey("dom0b", "web"): Doing("stopping")})
        await pilot.press("down")
        assert "* running" in text_lines(table)[1]
        assert "~ stopping" in text_lines(table)[2]
        assert "dom0a" in text_lines(table)[1]
        assert "dom0b" in text_lines(table)[2]
        table.show([here])
        assert table.doubt == "web on dom0b is gone: the cursor moved"

    play(Gallery(table), script)


def test_cursor_and_marks_stay_on_their_guests_when_their_definitions_become_known() -> None:
    table = InstanceTable()
    known = [samples.running(name, domid) for domid, name in enumerate(("db", "mail", "web"), 1)]
    unknown = [replace(each, key=f"domain {each.name}", definition=None) for each in known]

    async def script(pilot: Pilot[None]) -> None:
        table.show(unknown)
        await pilot.press("down")
        table.toggle_mark()
        await pilot.press("down")
        marked, current = [each.name for each in table.marked], cursor(table)
        table.show([*known, samples.running("new", 4)])
        assert [each.name for each in table.marked] == marked
        assert cursor(table) == current
        assert table.current in known
        assert table.doubt == ""

    play(Gallery(table), script)


def test_long_names_of_hosts_are_shown_whole_on_a_small_screen() -> None:
    hosts = [f"dom0-of-rack-{number}.lan" for number in (1, 2)]
    table = InstanceTable(hosts=hosts)

    async def script(pilot: Pilot[None]) -> None:
        table.show([replace(samples.running("web", 1), host=host) for host in hosts])
        await pilot.resize_terminal(80, 24)
        assert [host in line for host, line in zip(hosts, text_lines(table)[1:], strict=False)] == [True, True]

    play(Gallery(table), script)


def test_an_operation_in_hand_stands_in_the_state_column(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(2), doing={RowKey("", "web-1"): Doing("stopping")})
        lines = text_lines(table)
        assert "* running" in lines[1]
        assert "~ stopping" in lines[2]

    play(gallery, script)


def test_a_narrow_state_column_says_where_a_guest_goes_to_and_a_wide_one_says_more() -> None:
    busy = next(column.busy for column in INSTANCE_COLUMNS if column.id == "state")
    assert busy is not None
    cell = busy(Doing("migrating", "to dom0b", "1:32"))
    assert cell[:1] + cell[2:] == ("~ migrating to dom0b 1:32", "~ migrating to dom0b", "~ to dom0b")
