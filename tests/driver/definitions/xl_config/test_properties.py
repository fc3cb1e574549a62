"""What holds for any text."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.xl_config.config import Config, Value
from xentui_driver.definitions.xl_config.guest import guest_of
from xentui_driver.definitions.xl_config.lexer import tokens
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.errors import ParseError

PIECES = (
    "a", "name", "type", "memory", "=", "=", "+=", "1", "0x1f", "0800", "'x'", '"y"', r"'\101'", r"'\x41'", "[", "]",
    ",", ";", "\n", "\n", " ", "#", "# c\n", "'", '"', "\\", "(", "-", "M", "\r\n", "\0", "é", "\udcff",
)  # fmt: skip
FILES = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60)
TEXTS = st.text(st.characters(exclude_characters="\0", codec=None), max_size=60)
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=12)


def read(text: str) -> Config | None:
    try:
        return parse(text, "f")
    except ParseError:
        return None


def quoted(value: Value) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(quoted, value)) + "]"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@given(FILES)
def test_any_text_is_read_or_refused_with_a_parse_error(text: str) -> None:
    config = read(text)
    if config is not None:
        guest_of(config)


@given(VALUES)
def test_what_is_quoted_properly_reads_back_the_same(value: Value) -> None:
    assert parse(f"a = {quoted(value)}\n", "f").get("a") == value


@given(st.lists(st.sampled_from(["a='x'", "a=[1]", "b=2", "a+=''", "# c"])), VALUES)
def test_the_last_assignment_wins(statements: list[str], value: Value) -> None:
    before = "".join(f"{statement}\n" for statement in statements)
    if read(before) is not None:
        assert parse(f"{before}a={quoted(value)}", "f").get("a") == value


@given(FILES)
def test_every_token_begins_after_the_one_before_it(text: str) -> None:
    starts = []
    with suppress(ParseError):
        for token in tokens(text, "f"):
            starts.append(token.start)
    assert starts == sorted(set(starts))


@given(st.lists(st.sampled_from(["a='x'", "a+='y'", "a=[1]", "a+=[2]"]), max_size=30))
def test_values_hold_no_more_than_the_text(statements: list[str]) -> None:
    text = "\n".join(statements)
    config = read(text)
    if config is not None:
        assert sum(len(setting.value) for setting in config.settings) <= len(text)
