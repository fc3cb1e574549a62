"""The charts of a day: what they say at the cursor, where it goes, and that they fit every terminal."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.widgets.gallery import Gallery
from tests.widgets.pasts import GAP_S, NOW_S, recorded
from xentui_driver.model.dataclass import replace
from xentui_widgets.history_lines import Mark, Recorded, Window, at_once, history_lines
from xentui_widgets.history_view import NO_ROOM, NOTHING, ZOOMS, HistoryView
from xentui_widgets.lines import cells
from xentui_widgets.symbols import ASCII, LINUX_CONSOLE, UNICODE, Symbols

Compare = Callable[..., bool]
MARKS = (Mark(NOW_S - 500, "error", "crashed \x1b[31m"), Mark(NOW_S - 200, "information", "Start web: succeeded"))
RECORDED = recorded(MARKS)
SIZES = st.tuples(st.integers(1, 220), st.integers(1, 60))
DOING = st.lists(
    st.sampled_from(["left", "right", "far left", "far right", "in", "out", "up", "down", "first", "last", "later"]),
    max_size=10,
)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


class Sized(HistoryView):
    """Outside an application, of a size that a test chooses."""

    wanted = (80, 20)

    @property
    def size(self) -> Any:
        from textual.geometry import Size

        return Size(*self.wanted)

    def repaint(self) -> None:
        pass

    @property
    def lines(self) -> list[str]:
        return ["".join(span.text for span in line) for line in self.picture(*self.wanted)]

    @property
    def column(self) -> int | None:
        """Of the cursor."""
        return self._window(self.wanted[0]).cursor

    @property
    def is_at_oldest(self) -> bool:
        """Whether nothing older is known, wherever on the screen that is."""
        window = self._window(self.wanted[0])
        return window.begins_s + window.at * window.cell_s <= self._oldest_s


def view(symbols: Symbols = ASCII, shown: Recorded = RECORDED, size: tuple[int, int] = (80, 20)) -> Sized:
    made = Sized(symbols=symbols)
    made.wanted = size
    made.show_recorded(shown)
    return made


def act(view: HistoryView, what: str) -> None:
    match what:
        case "left" | "right":
            view.move(-1 if what == "left" else 1)
        case "far left" | "far right":
            view.move(-60 if what == "far left" else 60)
        case "in" | "out":
            view.zoom(-1 if what == "in" else 1)
        case "up" | "down":
            getattr(view, f"action_cursor_{what}")()
        case "first" | "last":
            getattr(view, f"action_{what}")()
        case "later":
            view.show_recorded(replace(view._recorded, now_s=view._recorded.now_s + 100.0))


@settings(max_examples=30)
@given(SIZES, DOING, st.sampled_from([UNICODE, LINUX_CONSOLE, ASCII]))
def test_it_fits_whatever_is_done(size: tuple[int, int], doing: list[str], symbols: Symbols) -> None:
    shown = view(symbols, size=size)
    for what in doing:
        act(shown, what)
        lines = shown.picture(*size)
        assert len(lines) <= size[1]
        assert all(cells(line) <= size[0] for line in lines)
        assert "\x1b" not in "".join(shown.lines)


@settings(max_examples=30)
@given(DOING)
def test_the_cursor_stays_at_its_moment_while_time_goes_on(doing: list[str]) -> None:
    shown = view()
    for what in doing:
        act(shown, what)
    shown.move(-5)
    before = shown.lines[0].split("chart")[0].split(";")[0][:40]
    for _ in range(12):
        act(shown, "later")
        assert shown.column is not None
        assert shown.lines[0].startswith(before.rstrip()[:25])


@settings(max_examples=30)
@given(DOING)
def test_a_key_to_the_left_and_one_to_the_right_lead_back(doing: list[str]) -> None:
    shown = view()
    for what in doing:
        act(shown, what)
    shown.move(-3)
    assume(not shown.is_at_oldest)
    before = shown.lines
    shown.move(-1)
    shown.move(1)
    assert shown.lines[0] == before[0]


def test_all_four_are_shown_at_80x24_with_their_scales_and_peaks() -> None:
    text = "\n".join(view().lines)
    for title in ("CPU  ", "Memory  12.0 GiB", "Network  in ", "Disks  read "):
        assert title in text
    assert "300%|" in text
    assert " 12G|" in text
    assert "peak 262.8 % at 12:00" in text
    assert len(view().lines) == 20


def test_one_at_a_time_is_shown_where_there_is_little_room() -> None:
    shown = view(size=(40, 9))
    titles = []
    for _ in range(5):
        titles.append(shown.lines[1].split()[0])
        shown.action_cursor_down()
    assert titles == ["CPU", "Memory", "Network", "Disks", "Disks"]
    assert "4 of 4" in shown.lines[0]


def test_a_gap_is_empty_and_its_figures_are_unknown() -> None:
    shown = view()
    cell_s = 900 / 74
    middle_s = sum(GAP_S) / 2
    shown.move(-round((NOW_S - middle_s) / cell_s))
    assert "CPU  -" in shown.lines[1]
    assert "write -" in "\n".join(shown.lines)
    column = 6 + (shown.column or 0)
    assert {line[column] for line in shown.lines[2:5]} == {" "}


def test_a_summary_has_its_least_and_most() -> None:
    shown = view()
    shown.zoom(2)
    shown.move(-40)
    assert " to " in shown.lines[1].split("peak")[0]


def test_what_happened_at_the_cursor_is_said() -> None:
    shown = view()
    assert shown.lines[-2].strip().split() == ["X", "+"]
    shown.move(-round(500 / (900 / 74)))
    for _ in range(3):
        if "crashed" in shown.lines[0]:
            break
        shown.move(1)
    assert "crashed ^[[31m" in shown.lines[0]


def test_to_the_right_of_the_last_reading_it_follows_again() -> None:
    shown = view()
    shown.move(-4)
    assert shown.column is not None
    shown.move(10)
    assert shown.column is None
    assert " now 12:00:00" in shown.lines[0]


def test_a_zoom_at_its_limit_says_so_and_changes_nothing() -> None:
    shown = Sized()
    shown.show_recorded(RECORDED)
    before = shown.lines
    assert shown.zoom(-1) == "15 min is the least that is shown at once."
    assert shown.lines == before
    assert [shown.zoom(1), shown.zoom(1)] == ["", ""]
    assert shown.zoom(1) == "24 h is the most that is shown at once."


def test_the_marks_that_are_in_view_are_explained() -> None:
    shown = Sized()
    shown.show_recorded(RECORDED)
    assert shown.lines[0].rstrip().endswith("X error  + other")
    shown.show_recorded(recorded(MARKS[1:]))
    assert shown.lines[0].rstrip().endswith("+ other")
    assert "error" not in shown.lines[0]
    shown.show_recorded(recorded(()))
    assert "other" not in shown.lines[0]


def test_zooming_keeps_the_moment_where_it_is_on_the_screen() -> None:
    shown = view()
    shown.zoom(1)
    shown.move(-30)
    before = shown.column
    shown.zoom(-1)
    assert shown.column is not None
    assert before is not None
    assert abs(shown.column - before) <= 1


def test_a_window_too_small_and_a_past_that_is_empty_say_so() -> None:
    assert view(size=(10, 9)).lines == [NO_ROOM[:9] + "~"]
    assert view(shown=Recorded(())).lines == [f" {NOTHING}"]


def test_pages_share_the_charts() -> None:
    assert [at_once(RECORDED.figures, rows) for rows in (1, 6, 9, 10, 15, 16, 60)] == [1, 1, 1, 2, 2, 4, 4]


def test_the_days_of_a_window_over_midnight_are_named() -> None:
    window = Window(ZOOMS[2][1], NOW_S - 86_400.0, 86_400 / 74, 74, 3)
    lines = ["".join(span.text for span in line) for line in history_lines(RECORDED, window, 0, 80, 20, ASCII)]
    assert lines[0].startswith(" 24 h  Sat ")


def gallery(symbols: Symbols, *doing: str) -> Gallery:
    shown = HistoryView(symbols=symbols)

    def fill() -> None:
        shown.show_recorded(RECORDED)
        for what in doing:
            act(shown, what)

    return Gallery(shown, fill=fill)


@pytest.mark.parametrize("symbols", [UNICODE, LINUX_CONSOLE, ASCII], ids=["braille", "blocks", "ascii"])
@pytest.mark.parametrize("zoom", ["", "out"], ids=["15min", "2h"])
def test_picture(snap_compare: Compare, symbols: Symbols, zoom: str) -> None:
    assert snap_compare(gallery(symbols, *filter(None, [zoom]), "far left", "right"), terminal_size=(80, 24))


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (40, 12)], ids=["200x60", "120x40", "40x12"])
def test_picture_of_a_day(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(gallery(UNICODE, "out", "out"), terminal_size=size)


def test_where_nothing_was_recorded_there_is_one_page() -> None:
    assert at_once((), 20) == 1
