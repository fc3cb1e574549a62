"""What reaches the terminal shows what Textual has written, in as few bytes as it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xentui.console.drawn_cells import ATTRIBUTES, Terminal, frames
from xentui.console.terminal.attributes import PLAIN, selected, selecting
from xentui.console.terminal.cell_differences import AT_ONCE_FROM, CellDifferences, Place, moving

COLUMNS, LINES = 24, 4
attributes = st.sampled_from(ATTRIBUTES).map(lambda parameters: selected(PLAIN, parameters))
places = st.builds(Place, st.integers(0, LINES - 1), st.integers(0, COLUMNS - 1))


def sent(differences: CellDifferences, written: str) -> str:
    differences.write(written)
    return differences.news()


def filled(text: str = "") -> CellDifferences:
    """After a first frame with that text on its first line."""
    differences = CellDifferences(COLUMNS, LINES)
    lines = [text.ljust(COLUMNS), *[" " * COLUMNS] * (LINES - 1)]
    sent(differences, "".join(f"\x1b[{number};1H{line}" for number, line in enumerate(lines, 1)) + "\x1b[1;2H")
    return differences


@given(frames(COLUMNS, LINES))
def test_the_screen_is_the_same_after_every_frame(written: list[str]) -> None:
    differences, usual, ours = CellDifferences(COLUMNS, LINES), Terminal(COLUMNS, LINES), Terminal(COLUMNS, LINES)
    for frame in written:
        usual.take(frame)
        ours.take(sent(differences, frame))
        assert ours.cells == usual.cells
        assert ours.cursor == usual.cursor


@given(frames(COLUMNS, LINES))
def test_nothing_is_sent_twice(written: list[str]) -> None:
    differences = CellDifferences(COLUMNS, LINES)
    for frame in written:
        sent(differences, frame)
        if all(ord(character) < 0x300 or character in "■▃" for character in frame):
            assert sent(differences, frame) == ""


@given(frames(COLUMNS, LINES))
def test_several_frames_at_once_are_as_good_as_the_last_one(written: list[str]) -> None:
    differences, usual, ours = CellDifferences(COLUMNS, LINES), Terminal(COLUMNS, LINES), Terminal(COLUMNS, LINES)
    for frame in written:
        usual.take(frame)
        differences.write(frame)
    ours.take(differences.news())
    assert ours.cells == usual.cells


@given(frames(COLUMNS, LINES))
def test_a_terminal_that_was_written_over_is_whole_after_a_repaint(written: list[str]) -> None:
    differences, usual, ours = CellDifferences(COLUMNS, LINES), Terminal(COLUMNS, LINES), Terminal(COLUMNS, LINES)
    for frame in written:
        usual.take(frame)
        ours.take(sent(differences, frame))
    ours.take("\x1b[2;3HBroadcast message from root\x1b[4;1H")
    differences.repaint()
    ours.take(differences.news())
    assert ours.cells == usual.cells


@given(frames(COLUMNS, LINES), st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=12))
def test_news_in_pieces_comes_to_the_same_screen_whatever_comes_first(
    written: list[str], pieces: list[tuple[int, bool]]
) -> None:
    differences, usual, ours = CellDifferences(COLUMNS, LINES), Terminal(COLUMNS, LINES), Terminal(COLUMNS, LINES)
    for number, frame in enumerate(written):
        limit_bytes, comes_first = pieces[number % len(pieces)]
        usual.take(frame)
        differences.write(frame, comes_first=comes_first)
        ours.take(differences.news(limit_bytes))
    while differences.has_news:
        ours.take(differences.news(pieces[0][0]))
    assert ours.cells == usual.cells
    assert ours.cursor == usual.cursor


def test_a_piece_of_news_has_about_as_many_bytes_as_are_wanted() -> None:
    differences = filled()
    differences.write("".join(f"\x1b[{line};1H{'x' * COLUMNS}" for line in range(1, LINES + 1)))
    sizes = []
    while differences.has_news:
        sizes.append(len(differences.news(20)))
    assert max(sizes) <= 40
    assert len(sizes) > LINES


def test_what_comes_first_is_sent_before_what_waits_and_the_beginnings_of_its_lines_before_all() -> None:
    differences = filled()
    differences.write(f"\x1b[1;1H{'a' * COLUMNS}\x1b[2;1H{'b' * COLUMNS}")
    differences.write(f"\x1b[3;1H{'c' * COLUMNS}\x1b[4;1H{'d' * COLUMNS}", comes_first=True)
    news = differences.news(16)
    assert "cc" in news
    assert "dd" in news
    assert "a" not in news


def test_only_the_cells_that_differ_are_sent() -> None:
    differences = filled("clock 12:34:56")
    assert sent(differences, "\x1b[1;1Hclock 12:34:57\x1b[1;2H") == "\x1b[1;14H7\r\x1b[C"


def test_few_unchanged_cells_are_written_again_rather_than_passed_over() -> None:
    differences = filled("12.5 GiB of 16")
    assert sent(differences, "\x1b[1;1H13.5 GiB of 17\x1b[1;2H") == "\x1b[1;2H3\x1b[11C7\r\x1b[C"
    assert sent(differences, "\x1b[1;1H14.6\x1b[1;2H") == "\x1b[1;2H4.6\b\b\b"


def test_the_rest_of_a_line_that_becomes_empty_is_erased() -> None:
    differences = filled("a long message")
    assert sent(differences, f"\x1b[1;1Ha{' ' * 29}\x1b[1;2H") == "\x1b[1;3H\x1b[K\x1b[1;2H".replace("\x1b[1;2H", "\b")


def test_a_long_frame_is_shown_at_once_and_a_short_one_needs_no_words_for_it() -> None:
    differences = CellDifferences(200, 6)
    long = sent(
        differences,
        "\x1b[?2026h"
        + "\x1b[1;1H"
        + "x" * AT_ONCE_FROM
        + "\x1b[?2026l"
        + "\x1b[2;1H"
        + "y" * 199
        + "\x1b[3;1H"
        + "z" * 199
        + "\x1b[4;1H"
        + "w" * 199,
    )
    assert long.startswith("\x1b[?2026h")
    assert long.endswith("\x1b[?2026l")
    assert "2026" not in sent(differences, "\x1b[?2026h\x1b[1;1Hz\x1b[?2026l")


@pytest.mark.parametrize(
    "other",
    ["\x1b[?1049h", "\x1b[?25l", "\x07", "\x1b]52;c;YQ==\x07", "\x1b]0;title\x1b\\", "\x1b[>1u", "\x1b[?2026$p"],
)
def test_what_is_no_text_goes_through_at_its_place(other: str) -> None:
    differences = filled("a")
    out = sent(differences, f"\x1b[1;1H\x1b[31mb{other}c\x1b[0m\x1b[1;2H")
    before, passed, after = out.partition(other)
    assert passed == other
    assert "b" in before
    assert "c" in after


def test_the_cursor_of_the_shell_is_moved_neither_before_its_screen_is_left_nor_when_it_is_back() -> None:
    entering, leaving = "\x1b[?1049h\x1b[?25l\x1b[?2004h", "\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[?1004l"
    differences = CellDifferences(COLUMNS, LINES)
    assert sent(differences, entering) == entering
    sent(differences, "\x1b[2;2Hweb\x1b[1;3H")
    assert sent(differences, "\x1b[2;2Hx\x1b[1;3H" + leaving).endswith(f"\x1b[1;3H{leaving}")


def test_what_is_beyond_the_edges_is_not_sent() -> None:
    differences = filled()
    assert "x" not in sent(differences, f"\x1b[{LINES + 1};1Hxxx\x1b[1;2H")
    assert sent(differences, f"\x1b[1;{COLUMNS}Hab\x1b[1;2H").count("b") == 0


@given(larger=frames(COLUMNS + 9, LINES + 2), fitting=frames(COLUMNS, LINES))
def test_frames_of_a_larger_screen_do_no_harm_to_those_that_fit(larger: list[str], fitting: list[str]) -> None:
    """A terminal is made smaller, and the program draws on for the old size until it knows."""
    differences, usual, ours = CellDifferences(COLUMNS, LINES), Terminal(COLUMNS, LINES), Terminal(COLUMNS, LINES)
    for frame in larger:
        ours.take(sent(differences, frame))
    differences.repaint()
    for frame in fitting:
        usual.take(frame)
        ours.take(sent(differences, frame))
        assert ours.cells == usual.cells
        assert ours.cursor == usual.cursor


@pytest.mark.parametrize(("column", "shown"), [(1, "a 界"), (2, " a界"), (3, "世a ")])
def test_a_half_of_a_wide_character_that_is_left_becomes_blank(column: int, shown: str) -> None:
    differences, terminal = filled("世界"), Terminal(COLUMNS, LINES)
    sent(differences, f"\x1b[1;{column}Ha\x1b[1;2H")
    differences.repaint()
    terminal.take(differences.news())
    assert "".join(str(cell[0]) for cell in terminal.cells[0]).rstrip() == shown.rstrip()


def test_a_mark_that_comes_by_itself_belongs_to_the_character_before_it() -> None:
    assert "e\u0301" in sent(filled("e"), "\x1b[1;2H\u0301\x1b[1;2H")


@given(attributes, attributes)
def test_the_way_from_some_attributes_to_others_leads_there(before, after) -> None:  # type: ignore[no-untyped-def]
    way = selecting(before, after)
    assert (selected(before, way[2:-1]) if way else before) == after


@given(st.one_of(st.none(), places), places)
def test_a_move_leads_there_and_is_no_longer_than_one_from_anywhere(now: Place | None, to: Place) -> None:
    terminal = Terminal(COLUMNS, LINES)
    terminal.take(moving(None, now or Place(3, 7)))
    terminal.take(moving(now, to))
    assert terminal.cursor == to
    assert len(moving(now, to)) <= len(moving(None, to))
