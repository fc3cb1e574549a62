"""Writing values as xl.cfg."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.reader import DEPTH_LIMIT, parse
from xentui_driver.definitions.xl_config.writer import LINE_LENGTH, assignment, quoted, write
from xentui_driver.model.errors import InvalidInput

KEYS = st.from_regex(r"[a-z][._0-9a-z]{0,8}", fullmatch=True) | st.sampled_from(["memory", "vcpus", "disk", "name"])
BYTES = st.binary(max_size=8).map(lambda data: data.replace(b"\0", b"").decode("utf-8", "surrogateescape"))
TEXTS = (
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=60)
    | BYTES
    | st.from_regex("[0-9]{1,3}", fullmatch=True)
)
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=12)
INJECTIONS = ['x"\nmemory = 1', "x'\nmemory = 1", 'x"; memory = 1 #', "x\\", 'x\\"', '"]\nmemory = 1\nl = ["', "x\r\n"]


@given(st.dictionaries(KEYS, VALUES, max_size=5), st.text())
def test_what_is_written_reads_back_equal(values: dict[str, Value], heading: str) -> None:
    text = write(values, heading=heading)
    config = parse(text, "f")
    assert config.values == values
    assert [setting.key for setting in config.settings] == list(values)
    assert text.endswith("\n") or not (values or heading)
    assert text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") == text


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_value_becomes_another_setting(text: str) -> None:
    written = write({"name": text, "l": (text, (text,)), "memory": "512"}, heading=text)
    assert parse(written, "f").values == {"name": text, "l": (text, (text,)), "memory": "512"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("web01", '"web01"'),
        ("", '""'),
        ("it's", '"it\'s"'),
        ('a "b" \\ c', r'"a \"b\" \\ c"'),
        ("\a\b\f\n\r\t\v", r'"\a\b\f\n\r\t\v"'),
        ("\x1b\x7f", '"\x1b\x7f"'),
        ("é\udcff", '"é\udcff"'),
        ("# no comment; no end", '"# no comment; no end"'),
    ],
)
def test_strings_have_only_the_escapes_that_xl_knows(text: str, expected: str) -> None:
    assert quoted(text) == expected


# The last one: two bytes that come back from the file as the one letter that they are.
@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "\udcc3\udca9"])
def test_what_no_file_gives_back_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        quoted(text)
    assert "can't be written" in caught.value.summary


def test_a_refusal_names_the_setting_and_keeps_a_password_to_itself() -> None:
    with pytest.raises(InvalidInput) as caught:
        write({"vncpasswd": "secret\0"})
    assert "The value of vncpasswd" in str(caught.value)
    assert "secret" not in str(caught.value) + caught.value.detail


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("memory", "512", "memory = 512"),
        ("memory", "0", "memory = 0"),
        ("memory", "0512", 'memory = "0512"'),
        ("memory", "-1", 'memory = "-1"'),
        ("memory", "512M", 'memory = "512M"'),
        ("memory", "\u0665", 'memory = "\u0665"'),
        ("max_grant_frames", "64", "max_grant_frames = 64"),
        ("name", "512", 'name = "512"'),
        ("vif", (), "vif = []"),
        ("vif", ("a", ("b",)), 'vif = ["a", ["b"]]'),
        ("l", ("x" * 60, "y" * 60), f'l = [\n    "{"x" * 60}",\n    "{"y" * 60}",\n]'),
    ],
)
def test_an_assignment_looks_as_one_written_by_hand(key: str, value: Value, expected: str) -> None:
    assert assignment(key, value) == expected


def test_a_list_that_fits_on_a_line_stays_on_one() -> None:
    value = ("x" * (LINE_LENGTH - len('l = [""]')),)
    assert "\n" not in assignment("l", value)
    assert "\n" in assignment("l", (f"{value[0]}x",))


@pytest.mark.parametrize("key", ["", "Memory", "9a", "_a", "a b", "a=1\nb", "a\n", "a-b", "é"])
def test_only_names_that_xl_knows_as_such_are_keys(key: str) -> None:
    with pytest.raises(InvalidInput):
        assignment(key, "1")


def test_lists_are_written_as_deep_as_they_can_be_read() -> None:
    value: Value = ()
    for _ in range(DEPTH_LIMIT - 1):
        value = (value,)
    assert parse(write({"l": value}), "f").get("l") == value
    with pytest.raises(InvalidInput, match="lists nested"):
        write({"l": (value,)})


def test_a_heading_becomes_comments() -> None:
    assert write({"a": "1"}, heading="one\n\ntwo\x1b") == '# one\n#\n# two\u241b\na = "1"\n'


def test_nothing_is_an_empty_file() -> None:
    assert write({}) == ""
