"""What xl reads and what it refuses; libxlutil 4.17.7 was asked about every row of the two tables and agrees."""

import pytest

from xentui_driver.definitions.xl_config.config import Setting, Value
from xentui_driver.definitions.xl_config.reader import DEPTH_LIMIT, parse
from xentui_driver.model.errors import ParseError

ACCEPTED: dict[str, dict[str, Value]] = {
    "": {},
    "\n": {},
    "# a comment\n": {},
    "# a NUL in a comment \0\n": {},
    ";;a=1;;": {"a": "1"},
    "a=1;b=2": {"a": "1", "b": "2"},
    "name = 'web01'\n\tmemory = 512\n": {"name": "web01", "memory": "512"},
    'a="it\'s"\n': {"a": "it's"},
    "a.b_c0=1\n": {"a.b_c0": "1"},
    "a=0x1f\n": {"a": "0x1f"},
    "a=0x\n": {"a": "0x"},
    "a=1e3\n": {"a": "1e3"},
    "a=1 # why\n": {"a": "1"},
    "a=1\na=2\n": {"a": "2"},
    "a=1\na=[]\n": {"a": ()},
    "l=[]\n": {"l": ()},
    "l=[1,]\n": {"l": ("1",)},
    "l=['a', \"b\", 3]\n": {"l": ("a", "b", "3")},
    "l=[ # one\n\n1 # two\n,\n# three\n2\n]\n": {"l": ("1", "2")},
    "l=[[],['a',['b'],],1]\n": {"l": ((), ("a", ("b",)), "1")},
    "a+='x'\n": {"a": "x"},
    "a='x'\na+='y'\na+='z'\n": {"a": "xyz"},
    "a=5\na+=6\n": {"a": "56"},
    "l=[1]\nl+=[[2],3]\n": {"l": ("1", ("2",), "3")},
    "a='x'\na=[1]\na+=[2]\n": {"a": ("1", "2")},
    "a='x'\na+='y'\na='z'\n": {"a": "z"},
    r"a='\'\"\\'": {"a": "'\"\\"},
    r"a='\a\b\f\n\r\t\v'": {"a": "\a\b\f\n\r\t\v"},
    r"a='x\101y'": {"a": "xy"},
    r"a='x\1012y'": {"a": "xy"},
    r"a='x\10123y'": {"a": "x3y"},
    r"a='\7-8\1 5\0+99.'": {"a": "."},
    "a='é\udcff'\n": {"a": "é\udcff"},
    "a='x\ry'\n": {"a": "x\ry"},
}
REFUSED: dict[str, tuple[int, str]] = {
    "a=1\nname = 'x\n": (2, "the string isn't closed on its line"),
    'name = "x\\\ny"\n': (1, "the string isn't closed on its line"),
    "a=1\r\n": (1, "carriage return: xl doesn't accept Windows line ends (CRLF)"),
    "a=1\n# the end": (2, "the comment on the last line needs a line end after it"),
    "\ufeffa=1\n": (1, "byte order mark: save the file without one"),
    "a=1\n\0\0": (2, "NUL byte: this isn't a text file"),
    "a='\0'\n": (1, "a NUL byte in a string"),
    r"a='\x41'": (1, r"unknown escape \x in a string; a backslash itself is written \\"),
    r"a='\0'": (1, r"unknown escape \0 in a string; a backslash itself is written \\"),
    r"a='\12'": (1, r"unknown escape \1 in a string; a backslash itself is written \\"),
    r"a='C:\disk'": (1, r"unknown escape \d in a string; a backslash itself is written \\"),
    "\n\na=\n": (3, 'no value for "a"'),
    "a=;b=1\n": (1, 'no value for "a"'),
    "a=": (1, 'no value for "a"'),
    "a\n": (1, 'no = after "a"'),
    "def f():\n": (1, 'no = after "def"'),
    "a-b=1\n": (1, 'no = after "a"'),
    "a=\n1\n": (1, 'no value for "a"'),
    "a=abc\n": (1, 'bare word "abc": text needs quotes'),
    "a=Yes\n": (1, 'bare word "Yes": text needs quotes'),
    "a=-1\n": (1, '"-1": a number can\'t have a sign'),
    "a=(1)\n": (1, '"(1)" where a value should be'),
    "memory=512M\n": (1, '"memory" needs a number: digits only, without unit, point or sum'),
    "memory=1.5\n": (1, '"memory" needs a number: digits only, without unit, point or sum'),
    "memory=2*512\n": (1, '"memory" needs a number: digits only, without unit, point or sum'),
    "a=1,2\n": (1, '"," after the value of "a"'),
    "a=1 b=2\n": (1, '"b" after the value of "a"; a new setting needs a new line'),
    "a='it's'\n": (1, '"s" right after the closing quote of "a"; write a quote inside as \\\' or \\"'),
    "Name='x'\n": (1, '"Name": names of settings have only lower-case letters'),
    "=1\n": (1, '"=" where a setting\'s name should be'),
    "_a=1\n": (1, '"_a" where a setting\'s name should be'),
    "a=1\nl=[\n1,\n": (2, "this list isn't closed: no ] before the end of the file"),
    "l=['a'\nname='x'\n": (2, 'no comma or ] before "name" in the list opened on line 1'),
    "l=[1 2]\n": (1, 'no comma or ] before "2" in the list opened on line 1'),
    "l=[1;2]\n": (1, 'no comma or ] before ";" in the list opened on line 1'),
    "l=[,]\n": (1, '"," where a value should be'),
    "l=[1,,2]\n": (1, '"," where a value should be'),
    "l=[a]\n": (1, 'bare word "a": text needs quotes'),
    "a='x'\na+=['y']\n": (2, '+= would join a list and a single value in "a"'),
    "l=[]\nl+='y'\n": (2, '+= would join a list and a single value in "l"'),
    "a=1é": (1, '"a" needs a number: digits only, without unit, point or sum'),
}
SWALLOWED = [")", "#", "\r", "\0", "'", "M", "\udcff"]


@pytest.mark.parametrize(("text", "values"), ACCEPTED.items())
def test_reads_what_xl_reads(text: str, values: dict[str, Value]) -> None:
    assert parse(text, "f").values == values


@pytest.mark.parametrize(("text", "where_and_why"), REFUSED.items())
def test_refuses_what_xl_refuses_and_says_where_and_why(text: str, where_and_why: tuple[int, str]) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text, "f")
    assert (caught.value.line_number, caught.value.reason) == where_and_why


@pytest.mark.parametrize("character", SWALLOWED)
def test_skips_one_stray_byte_at_the_very_end_and_warns(character: str) -> None:
    config = parse("\nmemory=512" + character, "f")
    assert config.get_int("memory") == 512
    assert config.warnings == (f"line 2: xl skips a stray {character!r} at the end of the file",)


def test_the_error_carries_source_and_line() -> None:
    with pytest.raises(ParseError) as caught:
        parse("a=1\nmemory = 512M # much\nb=2\n", "/etc/xen/web.cfg")
    assert (caught.value.source, caught.value.line) == ("/etc/xen/web.cfg", "memory = 512M # much")


def test_settings_keep_order_line_and_what_is_written() -> None:
    assert parse("b='x'\na=[\n1]\nb+='y'\n", "f").settings == (
        Setting("b", "x", 1),
        Setting("a", ("1",), 2),
        Setting("b", "y", 4, is_addition=True),
    )


def test_lists_are_read_as_deep_as_the_limit_and_no_deeper() -> None:
    parse("l=" + "[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT, "f")
    with pytest.raises(ParseError, match="lists nested"):
        parse("l=" + "[" * (DEPTH_LIMIT + 1), "f")


def test_a_hundred_thousand_brackets_are_refused_not_recursed() -> None:
    with pytest.raises(ParseError, match="lists nested"):
        parse("l=" + "[" * 100_000, "f")


def test_many_additions_hold_each_piece_once() -> None:
    config = parse("a='x'\n" + "a+='y'\n" * 5_000, "f")
    assert sum(len(setting.value) for setting in config.settings) == 5_001
    assert config.get_string("a") == "x" + "y" * 5_000


def test_words_of_a_refusal_are_short_for_a_long_token() -> None:
    with pytest.raises(ParseError) as caught:
        parse("a=" + "b" * 100_000, "f")
    assert len(caught.value.reason) < 100
