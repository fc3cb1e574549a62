"""What is drawn of a log fits the screen, shows the cursor, and is harmless whatever a guest prints."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile_output import CORPUS
from xentui.console.logs.held import Held, held_of
from xentui.console.logs.page import GUTTER_CELLS, LogPage
from xentui_driver.host.logs.log_source import LogKind
from xentui_driver.model.text import harmless
from xentui_driver.transport.protocol import FilePart
from xentui_widgets.lines import Line, Span, cells
from xentui_widgets.palette import PALETTE
from xentui_widgets.printed_line import Pieces, drawn
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

NUMBERED = b"".join(b"line %d\n" % number for number in range(100))


def held(content: bytes) -> Held:
    return held_of(FilePart(content, 0, len(content), 0.0, 1, 1))


def page(content: bytes = NUMBERED, kind: LogKind = LogKind.CONSOLE, symbols: Symbols = UNICODE) -> LogPage:
    made = LogPage(kind, symbols)
    made.hold(held(content), at_end=True)
    return made


def rows(page: LogPage, width: int = 40, height: int = 5) -> list[str]:
    return ["".join(span.text for span in line).rstrip() for line in page.picture(width, height)]


def test_the_end_fills_the_screen() -> None:
    assert rows(page()) == ["  line 95", "  line 96", "  line 97", "  line 98", "▶ line 99"]


def test_the_cursor_moves_and_the_lines_follow_it() -> None:
    shown = page()
    rows(shown)
    shown.move(-6)
    assert rows(shown)[0] == "▶ line 93"
    shown.page(-1)
    assert rows(shown)[0] == "▶ line 89"
    shown.to_first()
    assert rows(shown)[:2] == ["▶ line 0", "  line 1"]
    shown.move(5)
    assert rows(shown)[-1] == "▶ line 5"


def test_a_line_that_tells_of_trouble_has_a_sign() -> None:
    assert rows(page(b"fine\nKernel panic - not syncing\n")) == ["  fine", "▶!Kernel panic - not syncing"]


def test_a_long_line_is_cut_or_wrapped_or_moved_along() -> None:
    shown = page(b"x" * 30 + b"y" * 30 + b"\n")
    assert rows(shown, width=22) == ["▶ " + "x" * 19 + "…"]
    shown.move_sideways(1)
    assert rows(shown, width=22) == ["▶ " + "x" * 10 + "y" * 9 + "…"]
    shown.wraps = True
    assert rows(shown, width=22) == ["▶ " + "x" * 20, "  " + "x" * 10 + "y" * 10, "  " + "y" * 20]


@given(st.text("ab 漢\u0301", max_size=300), st.integers(4, 40))
def test_wrapped_rows_are_the_whole_line_and_fit(text: str, width: int) -> None:
    shown = page(f"|{text}|\n".encode())
    shown.wraps = True
    picture = shown.picture(width, 400)
    assert all(cells(row) <= width for row in picture)
    joined = "".join(span.text for row in picture for span in row[GUTTER_CELLS if row is picture[0] else 1 :])
    assert joined.replace("\u0301", "") == shown.text.replace("\u0301", "")


def test_what_was_drawn_ahead_is_not_drawn_again_unless_it_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(pieces: Pieces, needle: str, symbols: Symbols) -> Line:
        asked.append(needle)
        return drawn(pieces, needle, symbols)

    monkeypatch.setattr("xentui.console.logs.page.drawn", counted)
    shown = LogPage(LogKind.CONSOLE, UNICODE)
    shown.picture(40, 5)
    shown.draw_ahead(held(NUMBERED))
    assert asked == [""] * 5
    shown.hold(held(NUMBERED), at_end=True)
    assert rows(shown)[-1] == "▶ line 99"
    assert asked == [""] * 5
    shown.needle = "99"
    (*_, last) = shown.picture(40, 5)
    assert "chosen" in [span.style for span in last]


def test_what_was_searched_for_is_in_reverse_across_colours() -> None:
    shown = page(b"a \x1b[31mnee\x1b[0mdle\n")
    shown.needle = "NEEDLE"
    (line,) = shown.picture(40, 1)
    assert "".join(span.text for span in line if span.style == "chosen") == "needle"
    assert shown.text == "a needle"


def test_a_page_that_nears_the_edge_of_what_is_held_wants_more() -> None:
    shown = page()
    whole = shown.held
    part = held_of(FilePart(NUMBERED[300:600], 300, len(NUMBERED), 0.0, 1, 1))
    shown.hold(part, at=part.start)
    rows(shown)
    assert shown.wants == -1
    shown.to_last()
    assert shown.wants == 1
    shown.hold(whole)
    assert shown.wants == 0


def test_another_part_leaves_the_cursor_on_its_line() -> None:
    shown = page()
    shown.move(-50)
    line = shown.line
    shown.hold(held_of(FilePart(NUMBERED[200:], 200, len(NUMBERED), 0.0, 1, 1)))
    assert shown.line == line


@pytest.mark.parametrize("wraps", [False, True])
@pytest.mark.parametrize("symbols", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("kind", [LogKind.CONSOLE, LogKind.XL])
@pytest.mark.parametrize("name", CORPUS)
def test_hostile_output_is_harmless_and_fits(name: str, kind: LogKind, symbols: Symbols, wraps: bool) -> None:
    shown = page(CORPUS[name][-60_000:], kind, symbols)
    shown.wraps = wraps
    for width, height in ((79, 22), (12, 4)):
        picture = shown.picture(width, height)
        assert len(picture) <= height
        for line in picture:
            is_allowed(line, width, symbols)


def is_allowed(line: Line, width: int, symbols: Symbols) -> None:
    text = "".join(span.text for span in line)
    assert harmless(text, 10_000) == text
    assert cells(line) <= max(width, GUTTER_CELLS + 2)
    assert all(isinstance(span, Span) and span.style in PALETTE for span in line)
    if symbols.ascii_only:
        assert re.fullmatch(r"[ -~]*", text)
