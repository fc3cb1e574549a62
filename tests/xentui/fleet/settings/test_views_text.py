"""Saving a view changes the lines of its keys, and nothing else that somebody has written into the file."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.settings.views_text import with_view
from xentui_driver.model.text import harmless

WRITTEN = """\
# of the night shift

[view.night]  # Monday to Friday
filter = "a#b"  # only what matters
  interval = 30
columns = [
  "name",
  "cpu",
]

# of the day shift
[ view . "day" ]
sort='cpu'
"""


def test_comments_order_and_spelling_stay() -> None:
    new = with_view(WRITTEN, "night", {"filter": "web", "sort": "id", "columns": ("name", "cpu"), "interval": 30.0})
    assert new == WRITTEN.replace('"a#b"  #', '"web"  #').replace('  "cpu",\n]\n', '  "cpu",\n]\nsort = "id"\n')


def test_the_last_table_a_quoted_one_and_a_new_one() -> None:
    assert with_view(WRITTEN, "day", {"sort": "-cpu"}) == WRITTEN.replace("sort='cpu'", 'sort = "-cpu"')
    assert with_view(WRITTEN.rstrip(), "dusk", {"sort": "id"}) == f'{WRITTEN}\n[view.dusk]\nsort = "id"\n'


def test_a_list_over_several_lines_becomes_one_line_when_it_changes() -> None:
    new = with_view(WRITTEN, "night", {"columns": ("name",)})
    assert 'interval = 30\ncolumns = ["name"]\n\n# of the day shift\n' in new


@pytest.mark.parametrize(
    "text", ['view.night.sort = "id"\n', 'view = { night = { sort = "id" } }\n', '[view]\nnight.sort = "id"\n', "[view"]
)
def test_what_is_no_table_with_a_line_for_each_key_is_left_alone(text: str) -> None:
    with pytest.raises(ValueError, match=r"\[view.night\] isn't written as a table"):
        with_view(text, "night", {"sort": "cpu"})


TEXTS = st.text(max_size=30).filter(lambda text: harmless(text) == text and "\n" not in text)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "filter": TEXTS | st.sampled_from(["#", '"', "'", "[view.day]", "a # b", "\\"]),
        "sort": st.sampled_from(["id", "-cpu"]),
        "interval": st.sampled_from([0.5, 2.0, 30.0]),
        "mouse": st.booleans(),
        "columns": st.just(["name", "cpu"]),
    },
)


@given(st.lists(st.tuples(st.sampled_from(["night", "day", "sort-by-id"]), VALUES), max_size=6))
def test_whatever_is_saved_is_read_back_and_comments_are_still_there(
    saved: list[tuple[str, dict[str, object]]],
) -> None:
    text, expected = "# mine\n", {}  # type: ignore[var-annotated]
    for number, (name, values) in enumerate(saved):
        text = with_view(text, name, values) + f"# comment {number}\n"
        expected[name] = {**expected.get(name, {}), **values}
    assert tomllib.loads(text).get("view", {}) == expected
    assert [line for line in text.splitlines() if line.startswith("# ")] == [
        "# mine",
        *(f"# comment {number}" for number in range(len(saved))),
    ]
