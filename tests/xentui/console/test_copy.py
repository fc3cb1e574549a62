"""What is copied of a guest, and the sequences that bring it to the operator's terminal."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xentui.console.driving import Console, drive
from xentui.console.terminal.clipboard import MOST_BYTES, copying, fits

PLAIN: dict[str, str] = {"TERM": "xterm-256color"}
TMUX = {"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"}
SCREEN = {"TERM": "screen", "STY": "1.pts-0"}


def sequence(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"


def test_a_terminal_gets_the_sequence_as_it_is() -> None:
    assert copying("web-01", PLAIN) == sequence("web-01")


def test_tmux_gets_it_for_itself_and_passes_it_on() -> None:
    inner = sequence("web-01").replace("\x1b", "\x1b\x1b")
    assert copying("web-01", TMUX) == f"{sequence('web-01')}\x1bPtmux;{inner}\x1b\\"


@pytest.mark.parametrize("environ", [SCREEN, {"TERM": "screen-256color"}], ids=["here", "over ssh"])
def test_screen_gets_pieces_that_it_does_not_cut(environ: dict[str, str]) -> None:
    text = "x" * 2000
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", copying(text, environ), re.DOTALL)
    assert "".join(pieces) == sequence(text)
    assert max(map(len, pieces)) < 256
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == copying(text, environ), "and nothing between them"


@given(st.text(max_size=500), st.sampled_from([PLAIN, TMUX, SCREEN]))
def test_no_character_of_a_text_reaches_the_terminal_as_it_is(text: str, environ: dict[str, str]) -> None:
    said = copying(text, environ)
    assert said.isascii()
    payload = re.sub("\x1bP(tmux;)?|\x1b\\\\|\x1b+]52;c;|\a", "", said)
    assert re.fullmatch("[A-Za-z0-9+/=]*", payload)


def test_what_is_too_long_for_a_terminal_does_not_fit() -> None:
    assert fits("x" * MOST_BYTES)
    assert not fits("x" * (MOST_BYTES + 1))
    assert not fits("ö" * (MOST_BYTES // 2 + 1))


@pytest.mark.parametrize(("key", "copied"), [("n", "web"), ("d", "/etc/xen/web.cfg"), ("enter", "web")])
def test_y_offers_what_is_known_of_a_guest(key: str, copied: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("y")
        await c.sees("/etc/xen/web.cfg")
        await c.press(key)
        await c.sees("copied, if your terminal allows it")
        assert c.app.clipboard == copied
        assert c.app.is_undisturbed

    drive(console(), scenario, (80, 24), shows_toasts=True)


def test_the_uuid_and_the_last_command_are_offered_once_there_are_some() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("p", "y")
        await c.jobs_over()
        await c.state("web", "paused")
        await c.press("y")
        await c.sees("xl pause 1")
        await c.press("c")
        assert c.app.clipboard == "xl pause 1"
        await c.press("y", "u")
        await c.until(lambda: c.app.clipboard == c.app.main_screen.table.current.uuid)  # type: ignore[union-attr]

    drive(console(), scenario, (80, 24))


def test_what_is_too_long_is_not_copied_and_says_so() -> None:
    async def scenario(c: Console) -> None:
        c.app.copy("Command", "x" * (MOST_BYTES + 1))
        await c.sees("not copied: too long")
        assert c.app.clipboard == ""

    drive(console(), scenario, (80, 24), shows_toasts=True)


def test_a_text_pasted_over_the_question_copies_nothing() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("y")
        await c.burst("n", "u", "d")
        await c.until(lambda: c.app.is_undisturbed)
        assert c.app.clipboard == ""

    drive(console(), scenario, (80, 24))


def console() -> Console:
    made = Console()
    made.define("web", start=True)
    return made
