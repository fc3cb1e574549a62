"""What puts a terminal back: whatever a guest has told it, and wherever that was cut off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile_modes import EVERYTHING, HALVES, PIECES
from tests.terminal_modes import TerminalModes
from xentui.tty.modes import KEPT, RESET_TO_UTF8, reset_of

XTERM = {"TERM": "xterm-256color"}


def after(text: str) -> TerminalModes:
    begun = "\x1b]0;ours\x07" + KEPT
    return TerminalModes().feed((begun + text + reset_of(XTERM, ascii_only=False)).encode())


def at_first() -> TerminalModes:
    return TerminalModes().feed(b"\x1b]0;ours\x07")


def test_the_model_sees_what_a_guest_does() -> None:
    spoilt = TerminalModes().feed(EVERYTHING.encode())
    assert {name for name, value in vars(spoilt).items() if value == getattr(TerminalModes(), name)} == set()


@pytest.mark.parametrize("half", HALVES)
def test_everything_at_once_is_put_back(half: str) -> None:
    assert after(EVERYTHING + half) == at_first()


@given(st.lists(st.sampled_from((*PIECES, "text", "\r\n", "\x1b[2J", "\x1bc"))), st.sampled_from(HALVES))
def test_any_part_of_it_is_put_back(pieces: list[str], half: str) -> None:
    assert after("".join(pieces) + half) == at_first()


@pytest.mark.parametrize("term", ["linux", "vt100", "dumb"])
def test_a_terminal_that_would_print_a_command_of_the_system_gets_none(term: str) -> None:
    assert "\x1b]" not in reset_of({"TERM": term}, ascii_only=True)
    assert RESET_TO_UTF8 not in reset_of({"TERM": term}, ascii_only=True)
