"""Text in lines of a width: nothing is lost, nothing is wider, and nothing of it is obeyed by a terminal."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from xentui_driver.model.text import harmless
from xentui_widgets.lines import cells
from xentui_widgets.symbols import ASCII, UNICODE
from xentui_widgets.wrapping import fact, flagged, pieces

WORDS = "Nothing is compared: it may have been started from any of 2 definitions"


def test_a_text_is_broken_at_blanks() -> None:
    assert [piece.strip() for piece in pieces(WORDS, 40, UNICODE)] == [
        "Nothing is compared: it may have been",
        "started from any of 2 definitions",
    ]


@given(st.text(max_size=200), st.integers(20, 100))
def test_no_piece_is_wider_and_all_are_harmless(text: str, room: int) -> None:
    for symbols in (UNICODE, ASCII):
        for piece in pieces(text, room, symbols):
            assert cell_len(piece) <= room
            assert harmless(piece) == piece
            assert piece.isascii() or symbols is UNICODE


@given(st.text("ab 1-", max_size=200), st.integers(20, 100))
def test_no_letter_is_lost(text: str, room: int) -> None:
    assert "".join("".join(pieces(text, room, ASCII)).split()) == "".join(text.split())


@given(st.text(max_size=200), st.integers(40, 100))
def test_a_fact_and_a_warning_go_on_under_themselves(text: str, width: int) -> None:
    for lines in (fact("state", text, width, ASCII, label_cells=8), flagged(text, width, ASCII)):
        first, *more = lines
        indent = len(first[0].text)
        assert all(line[0].text == " " * indent for line in more)
        assert all(cells(line) <= width for line in (first, *more))
