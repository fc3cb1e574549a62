"""Lines are cut and padded by cells."""

import pytest
from rich.cells import cell_len

from tests.widgets.samples import HOSTILE, ascii_id
from xentui_widgets.lines import Span, cells, cut, cut_line, cut_middle, ends, fit, fitting, strip, title
from xentui_widgets.symbols import UNICODE, Symbols


@pytest.mark.parametrize("text", HOSTILE, ids=ascii_id)
@pytest.mark.parametrize("width", [0, 1, 2, 7, 20, 40])
def test_text_is_exactly_as_wide_as_its_place(text: str, width: int, symbols: Symbols) -> None:
    assert cell_len(fit(symbols.show(text), width, symbols.ellipsis)) == width


def test_a_wide_character_is_not_halved() -> None:
    assert cut("日本語", 4, "…") == "日…"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii_id)
@pytest.mark.parametrize("width", [0, 1, 2, 7, 20])
def test_text_cut_in_the_middle_has_room_too(text: str, width: int, symbols: Symbols) -> None:
    assert cell_len(cut_middle(symbols.show(text), width, symbols.ellipsis)) <= width


def test_text_cut_in_the_middle_keeps_both_ends() -> None:
    assert cut_middle("rack-12-dom0-01", 9, "…") == "rack…0-01"
    assert cut_middle("dom0a", 9, "…") == "dom0a"


def test_text_that_fits_is_not_cut() -> None:
    assert cut("web-1", 5, "…") == "web-1"


def test_text_is_aligned_as_asked() -> None:
    assert [fit("ab", 5, "…", align) for align in ("left", "right", "center")] == ["ab   ", "   ab", " ab  "]


def test_the_right_end_of_a_line_stays_when_the_left_one_is_too_long() -> None:
    line = ends((Span("a very long beginning"),), (Span("end"),), 12, UNICODE)
    assert "".join(span.text for span in line) == "a very…  end"


def test_the_least_important_part_steps_aside_first() -> None:
    parts = [(3, (Span("one"),)), (1, (Span("two"),)), (2, (Span("three"),))]
    assert fitting(parts, " ", 9) == (Span("one"), Span(" "), Span("three"))


def test_a_line_that_is_too_long_says_that_it_was_cut() -> None:
    line = cut_line((Span("abc"), Span("def"), Span("ghi")), 5, UNICODE)
    assert "".join(span.text for span in line) == "abcd…"


@pytest.mark.parametrize("width", [10, 20, 80])
def test_a_heading_fills_its_line(width: int, symbols: Symbols) -> None:
    line = title([(Span("Guests 15"),), (Span("filter: web"),)], (Span("2 hidden"),), width, symbols)
    assert cells(line) == width


def test_neighbours_of_one_style_are_drawn_as_one_piece() -> None:
    assert [segment.text for segment in strip((Span("a"), Span("b"), Span("c", "dim")), 3)] == ["ab", "c"]


@pytest.mark.parametrize(
    "text", ["x" * 5000, "漢" * 5000, "a\u0301" * 5000, "\u0301" * 5000], ids=["x", "wide", "a", "zero"]
)
def test_a_text_of_any_length_is_cut_to_what_finds_room(text: str) -> None:
    line = cut_line((Span("ab"), Span(text)), 10, UNICODE)
    assert cells(line) <= 10
    assert line[-1].text.endswith("…")
    assert len(line[-1].text) <= 4 * 10 + 2
