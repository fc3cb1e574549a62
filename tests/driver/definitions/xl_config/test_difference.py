"""Which settings differ between two texts of a definition: what `edited` writes, and takes back again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.difference import changed_settings, changes_said
from xentui_driver.definitions.xl_config.editing import edited
from xentui_driver.definitions.xl_config.reader import parse

TEXT = 'name = "web"\nmemory = 1024  # MiB\ndisk = ["/dev/a,raw,xvda,rw"]\n'
VALUES = st.one_of(st.none(), st.integers(1, 9).map(str), st.lists(st.sampled_from(["/dev/b,raw,xvdb,rw"])).map(tuple))


def test_what_differs_is_there_as_it_was_and_as_it_is() -> None:
    after = 'name = "web"\nmemory = 2048\nvcpus = 2\n'
    before, now = changed_settings(TEXT, after)
    assert before == {"memory": "1024", "disk": ("/dev/a,raw,xvda,rw",), "vcpus": None}
    assert now == {"memory": "2048", "disk": None, "vcpus": "2"}


def test_comments_and_blanks_are_no_difference_and_of_a_broken_text_nothing_is_known() -> None:
    assert changed_settings(TEXT, f"# more\n{TEXT}\n") == ({}, {})
    assert changed_settings(TEXT, "memory = ") == ({}, {})


@given(st.dictionaries(st.sampled_from(["memory", "vcpus", "disk"]), VALUES))
def test_the_settings_before_take_a_change_back(changes: dict[str, Value | None]) -> None:
    after = edited(TEXT, "web.cfg", changes)
    before, _ = changed_settings(TEXT, after)
    assert parse(edited(after, "web.cfg", before), "web.cfg").values == parse(TEXT, "web.cfg").values


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("vcpus = 4", "vcpus = 5\nmaxvcpus = 5", ": vcpus 4 -> 5, maxvcpus none -> 5"),
        ("disk = ['a', 'b']", "disk = ['a', 'c']", ": disk [b] -> [c]"),
        ("disk = ['a', 'b']", "disk = ['b', 'a']", ": disk [a, b] -> [b, a]"),
        ("vncpasswd = 'old'", "vncpasswd = 'new'", ": vncpasswd has changed"),
        (
            "vfb = ['vnc=1,vncpasswd=old']",
            "vfb = ['vnc=0,vncpasswd=new']",
            ": vfb [vnc=1,vncpasswd=***] -> [vnc=0,vncpasswd=***]",
        ),
        ("vcpus = 4", "vcpus = 4  # four", ""),
        ("extra = ''", "extra = 'a\x1b[31m'", ': extra "" -> a␛[31m'),
    ],
)
def test_a_change_is_said_setting_by_setting_without_passwords(before: str, after: str, words: str) -> None:
    assert changes_said("It was changed", before, after) == f"It was changed{words}."
