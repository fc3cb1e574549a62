"""Nothing harmful is left in a text once it is in the model."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.model.text import LIMIT_CHARACTERS, harmless, harmless_lines


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    shown = harmless(text)
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in shown)
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Co", "Zl", "Zp"} for c in shown)
    assert harmless(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("web-01", "web-01"),
        ("bü-日本", "bü-日本"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("two\nlines", "two␊lines"),
        ("del\x7f", "del␡"),
        ("c1\x9b31m", "c1\ufffd31m"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("zero\u200bwidth", "zero\ufffdwidth"),
        ("raw\udc80byte", "raw\ufffdbyte"),
    ],
)
def test_what_is_harmful_becomes_visible(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_a_text_without_end_is_cut() -> None:
    assert len(harmless("x" * 1_000_000)) == LIMIT_CHARACTERS


def test_a_progress_line_shows_its_last_state() -> None:
    assert harmless_lines("one\r\n 5%\r 99%\rdone\nlast") == ("one", "done", "last")
    assert harmless_lines("\n".join(str(n) for n in range(1000)), 3) == ("997", "998", "999")
