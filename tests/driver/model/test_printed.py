"""What a guest prints is shown as a terminal would leave it, and nothing of it is obeyed by the operator's terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile_output import CORPUS, PIECES
from xentui_driver.model.printed import COLOURS, LONGEST_LINE, Piece, printed, printed_text
from xentui_driver.model.text import harmless

STYLES = {"", "bold", *COLOURS, *(f"bold {colour}" for colour in COLOURS)}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b"plain", "plain"),
        (b"with a return\r", "with a return"),
        (b" 10 %\r 50 %\r100 %", "100 %"),
        (b"longer\rab", "abnger"),
        (b"abc\b\bX", "aXc"),
        (b"a\tb", "a       b"),
        (b"password\x1b[2K\rlogin:", "login:"),
        (b"abcdef\x1b[3D\x1b[K", "abc"),
        (b"abcdef\x1b[3D\x1b[1K", "    ef"),
        (b"[\x1b[32m  OK  \x1b[0m] Started", "[  OK  ] Started"),
        (b"[    ] Starting\x1b[2G\x1b[32m OK \x1b[m", "[ OK ] Starting"),
        (b"\x1b]0;title\x07text", "text"),
        (b"\x1b]52;c;cm0gLXJm\x1b\\text", "text"),
        (b"\x1bPq#0;2;0;0;0~~\x1b\\text", "text"),
        (b"\x1b_Gf=24,s=9;AAAA\x1b\\text", "text"),
        (b"\x1b(0lqk\x1b(B", "lqk"),
        (b"\x1b[?1049h\x1b[2J\x1b[Htext", "text"),
        (b"\x1b[8;1;1ttext", "text"),
        ("ünï\u202egnp.exe".encode(), "ünï\ufffdgnp.exe"),
        (b"half \xc3", "half \ufffd"),
        (b"\xc2\x9b31mred\xc2\x9d0;x\xc2\x9ctext", "redtext"),
        (b"\x00\x07\x0e\x0f", ""),
        (b"cut off \x1b[38;5", "cut off "),
    ],
)
def test_a_line_is_what_is_left_on_the_terminal(line: bytes, text: str) -> None:
    assert printed_text(line) == text


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        (b"[\x1b[1;31mFAILED\x1b[0m]", (Piece("["), Piece("FAILED", "bold red"), Piece("]"))),
        (b"\x1b[92mok\x1b[39m.", (Piece("ok", "green"), Piece("."))),
        (b"\x1b[38;5;31mx", (Piece("x"),)),
        (b"\x1b[38;2;31;32;33;36mx", (Piece("x", "cyan"),)),
        (b"\x1b[30;40mblack\x1b[37mwhite", (Piece("blackwhite"),)),
        (b"\x1b[8mhidden", (Piece("hidden"),)),
        (b"\x1b[?31mx", (Piece("x"),)),
    ],
)
def test_colours_become_styles_in_which_everything_can_be_read(line: bytes, pieces: tuple[Piece, ...]) -> None:
    assert printed(line) == pieces


@pytest.mark.parametrize("name", CORPUS)
def test_nothing_of_the_corpus_is_more_than_text(name: str) -> None:
    for line in CORPUS[name].split(b"\n"):
        is_harmless(printed(line))


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)), max_size=40).map(b"".join))
def test_nothing_at_all_is_more_than_text(line: bytes) -> None:
    is_harmless(printed(line))


def is_harmless(pieces: tuple[Piece, ...]) -> None:
    assert all(harmless(piece.text, LONGEST_LINE) == piece.text for piece in pieces)
    assert {piece.style for piece in pieces} <= STYLES
    assert sum(len(piece.text) for piece in pieces) <= LONGEST_LINE
