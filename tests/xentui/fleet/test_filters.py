"""What the filter line lets pass, and what it says to what it doesn't understand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.instances import DB, TEST, WEB, running, stopped
from tests.widgets.samples import rates
from xentui.fleet.filters import FilterError, parse_filter
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DomainState

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
        ("type:p", ["web-01", "db-01"]),
        ("type:pv", []),
        ("type:pvh", ["web-01", "db-01"]),
        ("web mem>1g", ["web-01"]),
        ("nothing-like-it", []),
    ],
)
def test_all_terms_must_hold(text: str, names: list[str]) -> None:
    chosen = parse_filter(text)
    assert [i.name for i in ALL if chosen.accepts(i)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("net>1M", ["busy"]),
        ("net>=3mb/s", ["busy"]),
        ("net>3m", []),
        ("network<1k", ["calm"]),
        ("disk>10M", ["calm"]),
        ("disk>19999999", ["calm"]),
        ("disk=0.5k", ["busy"]),
        ("!net>1M", ["calm", "silent"]),
    ],
)
def test_traffic_is_compared_in_bytes_a_second_of_both_directions(text: str, names: list[str]) -> None:
    busy = replace(running("busy"), rates=rates(network=(2e6, 1e6), disk=(500.0, 0.0)))
    calm = replace(running("calm"), rates=rates(network=(0.0, 0.0), disk=(1e6, 19e6)))
    chosen = parse_filter(text)
    assert [i.name for i in (busy, calm, running("silent")) if chosen.accepts(i)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("up>1d", ["old"]),
        ("uptime>=1.5d", ["old"]),
        ("up<2h", ["young"]),
        ("up<30min", []),
        ("up>=30m", ["old", "young"]),
        ("!up>1d", ["young", "unknown"]),
    ],
)
def test_uptime_is_compared_and_one_that_is_unknown_fits_nothing(text: str, names: list[str]) -> None:
    guests = (replace(running("old"), up_s=129_600), replace(running("young"), up_s=1800), running("unknown"))
    assert [each.name for each in guests if parse_filter(text).accepts(each)] == names


@pytest.mark.parametrize(
    "text",
    ["up>", "up>5", "up>1y", "!", "state:", "state:nowhere", "mem>", "mem>lots", "cpu>x", "vcpus<", "net>", "disk>x"],
)
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
    assert [i.has_trouble for i in (WEB, DB, TEST, crashed, stopped("b", "line 3: x"))] == [
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
