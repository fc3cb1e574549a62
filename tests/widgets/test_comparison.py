"""Two columns side by side: never too wide, and what differs says so in a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_widgets.comparison import ComparedRow, comparison
from xentui_widgets.lines import Line, cells
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

HEADS = ("RUNNING", "DEFINITION")
ROWS = (
    ComparedRow("memory", "1024 MiB", "2048 MiB", "lost at next start"),
    ComparedRow("vCPUs", "2", "2"),
    ComparedRow("online", "1", None),
    ComparedRow("uuid", "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea", None),
)


def plain(line: Line) -> str:
    return "".join(span.text for span in line)


def lines(width: int, symbols: Symbols = UNICODE) -> list[str]:
    return [plain(line) for line in comparison(HEADS, ROWS, width, symbols)]


def test_on_a_wide_screen_the_word_has_a_column() -> None:
    memory = lines(117)[1]
    assert memory.startswith("! memory")
    assert memory.endswith("2048 MiB" + " " * (len(memory) - memory.rindex("2048 MiB") - 26) + "lost at next start")


def test_on_a_narrow_screen_the_word_is_below() -> None:
    shown = lines(77)
    assert shown[1].startswith("! memory")
    assert shown[1].endswith("2048 MiB")
    assert shown[2].strip() == "lost at next start"


def test_what_does_not_differ_has_no_sign_and_what_is_not_known_is_a_hyphen() -> None:
    shown = lines(117)
    assert shown[2].startswith("  vCPUs")
    assert shown[3].split() == ["online", "1", "-"]


def test_a_long_value_that_the_other_side_does_not_have_goes_over_both_columns() -> None:
    assert lines(77)[5] == "  uuid            7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"


def test_a_long_value_that_both_sides_have_is_shown_once() -> None:
    row = ComparedRow("disk", "/dev/vg0/web-05,raw,xvda,rw", "/dev/vg0/web-05,raw,xvda,rw")
    shown = [plain(line) for line in comparison(HEADS, [row], 57, UNICODE)]
    assert shown[1:] == ["  disk            /dev/vg0/web-05,raw,xvda,rw (both)"]


def test_long_values_that_differ_go_on_below_themselves() -> None:
    row = ComparedRow("disk", "/dev/vg0/web-05,raw,xvda,rw", "/dev/vg0/web-06,raw,xvda,rw", "lost")
    shown = [plain(line) for line in comparison(HEADS, [row], 57, UNICODE)]
    assert "".join(line[18:37].strip() for line in shown[1:3]) == row.left
    assert "".join(line[37:].strip() for line in shown[1:3]) == row.right


@pytest.mark.parametrize("symbols", [UNICODE, ASCII])
@given(st.text(max_size=60), st.text(max_size=60), st.integers(57, 150))
def test_no_line_is_wider_than_the_screen(symbols: Symbols, left: str, right: str, width: int) -> None:
    row = ComparedRow("label", left, right, "lost at next start")
    assert all(cells(line) <= width for line in comparison(HEADS, [row], width, symbols))


@pytest.mark.parametrize("symbols", [UNICODE, ASCII])
@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 56))
def test_a_screen_that_is_too_narrow_has_some_cells_for_each_side(
    symbols: Symbols, left: str, right: str, width: int
) -> None:
    lines = list(comparison(HEADS, [ComparedRow("label", left, right)], width, symbols))
    assert all(cells(line) <= 56 for line in lines)
