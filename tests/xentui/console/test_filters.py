"""What the filter line lets pass, and what it says to what it doesn't understand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import uuid_of
from xentui.console.filters import FilterError, has_problem, parse_filter
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainRole, DomainState
from xentui_driver.model.instance import Instance

GIB_KIB = 1024 * 1024


def running(name: str, domid: int = 1, **changes: object) -> Instance:
    values: dict[str, object] = {
        "role": DomainRole.GUEST,
        "state": DomainState.IDLE,
        "reason": "",
        "raw_state": "-b----",
        "memory_kib": 4 * GIB_KIB,
        "vcpus": 2,
        "cpu_time_s": 1.0,
    }
    domain = Domain(domid, uuid_of(domid), name, **(values | changes))  # type: ignore[arg-type]
    return Instance(name, domain, Definition(f"/etc/xen/{name}.cfg", name, type="pvh"), cpu_percent=50.0)


def stopped(name: str, error: str = "") -> Instance:
    return Instance(name, definition=Definition(f"/etc/xen/{name}.cfg", name, memory_kib=GIB_KIB, error=error))


WEB = running("web-01")
DB = running("db-01", 2, state=DomainState.PAUSED, memory_kib=16 * GIB_KIB, vcpus=8)
TEST = stopped("web-test")
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


def test_what_is_unknown_fits_no_comparison() -> None:
    assert not parse_filter("cpu<1000").accepts(TEST)
    assert not parse_filter("id>0").accepts(TEST)


def test_problems_are_what_someone_should_look_at() -> None:
    crashed = running("x", state=DomainState.CRASHED)
    assert [has_problem(i) for i in (WEB, DB, TEST, crashed, stopped("b", "line 3: x"))] == [
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
