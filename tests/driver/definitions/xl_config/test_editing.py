"""Changing settings in a text."""

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.editing import edited
from xentui_driver.definitions.xl_config.lexer import Kind, tokens
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.errors import InvalidInput, ParseError

FILE = """\
# web server
name = "web01"   # the name
memory = 512; vcpus=2 ; maxmem=1024 # mem
memory_foo = 3

disk = [
    'phy:/dev/vg/a,xvda,w',  # root
    # 'phy:/dev/vg/old,xvdb,w',
    'phy:/dev/vg/c,xvdc,w'   # data
]
extra = 'a'
extra += ' b' # more
vif = ['bridge=xenbr0']
"""
DISKS = ("phy:/dev/vg/a,xvda,w", "phy:/dev/vg/c,xvdc,w")

ONE_CHANGE: list[tuple[dict[str, Value | None], str, str]] = [
    ({"memory": "256"}, "memory = 512;", "memory = 256;"),
    ({"name": "web02"}, 'name = "web01"   #', 'name = "web02"   #'),
    ({"memory_foo": "4"}, "memory_foo = 3", "memory_foo = 4"),
    ({"memory_foo": "four"}, "memory_foo = 3", 'memory_foo = "four"'),
    ({"memory_foo": None}, "memory_foo = 3\n", ""),
    ({"memory": None}, "memory = 512; vcpus", "vcpus"),
    ({"vcpus": None}, "vcpus=2 ; ", ""),
    ({"maxmem": None}, "maxmem=1024 # mem", "# mem"),
    ({"memory": None, "vcpus": None, "maxmem": None}, "memory = 512; vcpus=2 ; maxmem=1024 # mem", "# mem"),
    ({"extra": "z"}, "extra = 'a'\nextra += ' b' # more", 'extra = "z"\n# more'),
    ({"extra": None}, "extra = 'a'\nextra += ' b' # more", "# more"),
    ({"vif": ("bridge=xenbr0", "x")}, "['bridge=xenbr0']", "['bridge=xenbr0', \"x\"]"),
    ({"vif": ("x", "bridge=xenbr0")}, "['bridge=xenbr0']", "[\"x\", 'bridge=xenbr0']"),
    ({"vif": ()}, "['bridge=xenbr0']", "[]"),
    ({"vif": None}, "vif = ['bridge=xenbr0']\n", ""),
    ({"disk": (*DISKS, "x")}, "'phy:/dev/vg/c,xvdc,w'   # data\n", "'phy:/dev/vg/c,xvdc,w',   # data\n    \"x\"\n"),
    ({"disk": ("x", *DISKS)}, "    'phy:/dev/vg/a", '    "x",\n    \'phy:/dev/vg/a'),
    ({"disk": (DISKS[0], "x", DISKS[1])}, "# root\n", '# root\n    "x",\n'),
    ({"disk": (DISKS[0], "x")}, "'phy:/dev/vg/c,xvdc,w'   # data", '"x"   # data'),
    ({"disk": (DISKS[1],)}, "'phy:/dev/vg/a,xvda,w',  # root", "# root"),
]


@pytest.mark.parametrize(("changes", "old", "new"), ONE_CHANGE)
def test_only_what_was_asked_for_changes(changes: dict[str, Value | None], old: str, new: str) -> None:
    assert FILE.count(old) == 1
    assert edited(FILE, "f", changes) == FILE.replace(old, new)


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("", {"memory": "512"}, "memory = 512\n"),
        ("a=1", {"memory": "512"}, "a=1\nmemory = 512\n"),
        ("a=1)", {"memory": "512"}, "a=1\nmemory = 512\n"),
        ("a=1)", {"a": "2"}, "a=2)"),
        ("a=1;b=2", {"b": None}, "a=1;"),
        ("a=1;b=2", {"a": None}, "b=2"),
        ("memory=1\nmemory=2\n", {"memory": "3"}, "memory=1\nmemory=3\n"),
        ("memory=1\nmemory=2\n", {"memory": None}, ""),
        ("memory=1\nmemory+=2\n", {"memory": "12"}, "memory=12\n"),
        ("memory += '12'\n", {"memory": "12"}, "memory = 12\n"),
        ("l=[1]\nl+=[2] # two\n", {"l": ("1", "3")}, 'l=[1]\nl+=["3"] # two\n'),
        ("l=[1]\nl+=[2] # two\n", {"l": "x"}, 'l="x"\n# two\n'),
        ("l=[\n # none yet\n]\n", {"l": ("x",)}, 'l=[\n # none yet\n"x"]\n'),
        ("a=1; l=[ # one\n1]; b=2\n", {"l": None}, "a=1; # one\nb=2\n"),
    ],
)
def test_a_change_is_made_wherever_the_setting_stands(
    text: str, changes: dict[str, Value | None], expected: str
) -> None:
    assert edited(text, "f", changes) == expected


@pytest.mark.parametrize("changes", [{}, {"memory": "512"}, {"disk": DISKS}, {"nothing": None}, {"extra": "a b"}])
def test_a_file_that_says_so_already_stays_as_it_is(changes: dict[str, Value | None]) -> None:
    assert edited(FILE, "f", changes) == FILE


def test_a_long_list_is_added_over_several_lines() -> None:
    assert edited("a=1\n", "f", {"l": ("x" * 60, "y" * 60)}).count("\n") == 5


def test_a_file_that_xl_refuses_is_not_changed() -> None:
    with pytest.raises(ParseError):
        edited("memory = 512M\n", "f", {"vcpus": "2"})


@pytest.mark.parametrize(("key", "value"), [("Memory", "1"), ("a\nb", "1"), ("a", "\0"), ("a", ("x", "\ud800"))])
def test_what_no_file_can_hold_is_refused(key: str, value: Value) -> None:
    with pytest.raises(InvalidInput):
        edited("a=1\n", "f", {key: value})


def test_a_list_of_thousands_is_changed_at_once() -> None:
    items = tuple(str(number % 7) for number in range(3_000))
    text = f"l=[{', '.join(items)}]\n"
    assert parse(edited(text, "f", {"l": items[1:]}), "f").get("l") == items[1:]


BLANKS = st.sampled_from(["", " ", "  ", "\t"])
ENDS = st.sampled_from(["\n", "\n", " # why\n", "#\n", ";", " ; ", ";\n", "\n\n", "\n# alone\n  ", "; # after \n"])
GAPS = st.sampled_from(["", "", " ", "\n", " # in\n", "\n  # own line \n  "])
TEXTS = st.sampled_from(["", "x", "y", "it's", '"', "\\", "# no", "a\nb", "é", "512", "a;b=1"])
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=6)
SINGLES = st.sampled_from(["1", "0x1f", "'x'", '"y"', "'# no'", r"'it\'s'", '";"'])
KEYS = ("a", "memory", "memory_foo", "l", "disk")
LISTS = ("l", "disk")


@st.composite
def written_lists(draw: st.DrawFn, depth: int = 0) -> str:
    pieces = [draw(GAPS)]
    size = draw(st.integers(0, 4))
    for place in range(size):
        is_list = depth < 2 and draw(st.integers(0, 4)) == 0
        item = draw(written_lists(depth + 1)) if is_list else draw(SINGLES)
        comma = "," if place < size - 1 or draw(st.booleans()) else ""
        pieces += [item, draw(GAPS), comma, draw(GAPS)]
    return f"[{''.join(pieces)}]"


@st.composite
def files(draw: st.DrawFn) -> str:
    pieces = [draw(st.sampled_from(["", "# first\n", "\n"]))]
    for _ in range(draw(st.integers(0, 7))):
        key = draw(st.sampled_from(KEYS))
        is_list = (key in LISTS) != (draw(st.integers(0, 9)) == 0)
        value = draw(written_lists()) if is_list else draw(SINGLES)
        operator = draw(st.sampled_from(["=", "=", "+="]))
        pieces += [draw(BLANKS), key, draw(BLANKS), operator, draw(BLANKS), value, draw(ENDS)]
    return "".join(pieces) + draw(st.sampled_from(["", "", "# the end\n", "b=1", "b=1)", "  "]))


def comments(text: str) -> Counter[str]:
    return Counter(token.text for token in tokens(text, "f") if token.kind is Kind.NEWLINE and token.text != "\n")


@given(files(), st.dictionaries(st.sampled_from([*KEYS, "b", "new"]), st.none() | VALUES, max_size=4))
def test_after_any_change_the_file_means_what_was_asked_and_keeps_all_else(
    text: str, changes: dict[str, Value | None]
) -> None:
    before = None
    with suppress(ParseError):
        before = parse(text, "f")
    assume(before is not None)
    assert before is not None
    result = edited(text, "f", changes)
    after = parse(result, "f")
    for key in {*before.values, *changes}:
        assert after.get(key) == (changes[key] if key in changes else before.get(key))
    assert comments(result) == comments(text)
    assert edited(result, "f", changes) == result


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.lists(st.integers(0, 6), max_size=3), st.booleans())
def test_comments_stay_beside_the_items_that_stay(stays: list[bool], places: list[int], last_has_comma: bool) -> None:
    items = [f"disk{number}" for number in range(len(stays))]
    lines = [f"  '{item}',  # about {item}\n" for item in items]
    if not last_has_comma:
        lines[-1] = lines[-1].replace(",", "")
    wanted = [item for item, is_kept in zip(items, stays, strict=True) if is_kept]
    for number, place in enumerate(places):
        wanted.insert(place, f"new{number}")
    result = edited(f"disk = [\n{''.join(lines)}]\n", "f", {"disk": tuple(wanted)})
    for line in result.splitlines():
        assert "'disk" not in line or line.split("'")[1] == line.split()[-1]
