"""A diff: every changed line with its sign, the words counted, nothing from outside obeyed."""

from hypothesis import given
from hypothesis import strategies as st

from xentui_widgets.diff import diff_content, difference
from xentui_widgets.symbols import ASCII, UNICODE

BEFORE = 'name = "web"\nmemory = 1024\nvcpus = 2\n'


def test_a_changed_line_is_one_taken_away_and_one_added() -> None:
    diff = difference(BEFORE, BEFORE.replace("1024", "2048"))
    assert "-memory = 1024" in diff.lines
    assert "+memory = 2048" in diff.lines
    assert ' name = "web"' in diff.lines
    assert diff.words == "1 line added (+), 1 line removed (-)"


def test_the_words_count_only_what_there_is() -> None:
    assert difference(BEFORE, BEFORE + "vif = [ '' ]\n").words == "1 line added (+)"
    assert difference("a\nb\nc\n", "a\n").words == "2 lines removed (-)"
    assert difference(BEFORE, BEFORE).words == "no changes"


def test_without_context_no_other_line_is_shown() -> None:
    text = "a\nvncpasswd = 'x'\nmemory = 1\n"
    diff = difference(text, text.replace("1", "2"), context_lines=0)
    assert not any("vncpasswd" in line for line in diff.lines)


def test_a_line_end_that_is_missing_at_the_end_is_told() -> None:
    assert "+a (no newline at the end)" in difference("a\n", "a").lines


def test_the_place_is_said_in_words_and_control_characters_are_shown() -> None:
    shown = [line.plain for line in diff_content(difference("", "x\x1b[2J\t\n"), UNICODE)]
    assert shown == ["  from line 0", "+x␛[2J␉"]


def test_in_ascii_it_is_ascii() -> None:
    assert all(line.plain.isascii() for line in diff_content(difference("ü\n", "日本\n"), ASCII))


@given(st.text(alphabet="ab\n\f\u2028"), st.text(alphabet="ab\n\f\u2028"))
def test_only_equal_texts_have_no_difference(before: str, after: str) -> None:
    assert (difference(before, after).words == "no changes") == (before == after)
