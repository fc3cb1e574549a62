"""What the filter line lets pass, and what it says to what it doesn't understand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.instances import DB, TEST, WEB, running, stopped
from xentui.fleet.filters import FilterError, parse_filter
from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import has_trouble

ALL = (WEB, DB, TEST)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["web-01", "db-01", "web-test"]),
        ("web", ["web-01", "web-test"]),
        ("WEB !test", ["web-01"]),
        ("state:paused", ["db-01"]),
        ("state:p", ["db-01"]),
        ("!state:stopped", ["web-01", "db-01"]),
        ("stopped", ["web-test"]),
        ("stop", ["web-test"]),
        ("!stopped", ["web-01", "db-01"]),
        ("sto", []),
        ("paused", ["db-01"]),
        ("ram>4g", ["db-01"]),
        ("memory>4g", ["db-01"]),
        ("vcpu=8", ["db-01"]),
        ("mem>4g", ["db-01"]),
        ("mem>=4g", ["web-01", "db-01"]),
        ("mem<2048m", ["web-test"]),
        ("vcpus=8", ["db-01"]),
        ("cpu>49", ["web-01", "db-01"]),
        ("id=2", ["db-01"]),
        ("type:pv", ["web-01", "db-01"]),
        ("web mem>1g", ["web-01"]),
        ("nothing-like-it", []),
    ],
)
def test_all_terms_must_hold(text: str, names: list[str]) -> None:
    chosen = parse_filter(text)
    assert [i.name for i in ALL if chosen.accepts(i)] == names


@pytest.mark.parametrize("text", ["!", "state:", "state:nowhere", "mem>", "mem>lots", "cpu>x", "vcpus<"])
def test_a_term_that_means_nothing_says_so(text: str) -> None:
    with pytest.raises(FilterError):
        parse_filter(text)


def test_a_word_is_found_in_names_and_in_states() -> None:
    named = running("crashed-once")
    crashed = running("mail", state=DomainState.CRASHED)
    chosen = parse_filter("crashed")
    assert [i.name for i in (named, crashed, WEB) if chosen.accepts(i)] == ["crashed-once", "mail"]


def test_what_is_unknown_fits_no_comparison() -> None:
    assert not parse_filter("cpu<1000").accepts(TEST)
    assert not parse_filter("id>0").accepts(TEST)


def test_problems_are_what_someone_should_look_at() -> None:
    crashed = running("x", state=DomainState.CRASHED)
    assert [has_trouble(i) for i in (WEB, DB, TEST, crashed, stopped("b", "line 3: x"))] == [
        False, False, False, True, True,
    ]  # fmt: skip


@given(st.text())
def test_whatever_is_typed_gives_a_filter_or_words(text: str) -> None:
    words, chosen = "", None
    try:
        chosen = parse_filter(text)
    except FilterError as error:
        words = str(error)
    assert words or (chosen is not None and chosen.accepts(WEB) in (True, False))
