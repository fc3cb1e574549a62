"""The rows of a table: whatever comes and goes, an action meets what was chosen, or it is known that it doesn't.

The rows are those of two hosts with the same names on them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xentui_driver.model.row_key import RowKey
from xentui_widgets.columns import Cell, Column
from xentui_widgets.ordering import Order
from xentui_widgets.row_kind import RowKind
from xentui_widgets.row_set import RowSet


class Guest(NamedTuple):
    host: str
    name: str


Rows = RowSet[Guest, RowKey]
Guests = frozenset[Guest]
Step = tuple[str, Guests, Guests]
ALL = frozenset(Guest(host, name) for host in ("dom0a", "dom0b") for name in "abcd")
SETS = st.frozensets(st.sampled_from(sorted(ALL)))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["poll", "filter", "begin", "succeed", "move", "make", "toggle", "all", "none"]), SETS, SETS
    ),
    min_size=1,
    max_size=30,
)


def row_key(guest: Guest) -> RowKey:
    return RowKey(guest.host, guest.name)


def name(guest: Guest) -> str:
    return guest.name


BY_NAME = Order(Column[Guest]("name", "NAME", 8, 1, lambda guest: Cell(guest.name)), False)


def keys(guests: Guests) -> frozenset[RowKey]:
    return frozenset(map(row_key, guests))


def row_set() -> Rows:
    rows = RowSet(RowKind(row_key, name))
    arrange(rows, ALL, ALL)
    return rows


def targets(rows: Rows) -> tuple[Guest, ...]:
    """What an action would meet."""
    found = rows.marked or ((rows.current,) if rows.current is not None else ())
    return tuple(sorted(found))


def arrange(rows: Rows, there: Guests, shown: Guests, *, is_chosen: bool = False) -> str:
    return rows.arrange(sorted(there & shown), BY_NAME, hidden=sorted(there - shown), is_chosen=is_chosen)


@example(
    [
        ("poll", frozenset({Guest("dom0a", "a")}), frozenset()),
        ("filter", frozenset(), frozenset()),
        ("poll", frozenset(), frozenset()),
        ("filter", frozenset(), frozenset({Guest("dom0a", "a")})),
        ("poll", frozenset({Guest("dom0a", "a")}), frozenset()),
    ]
)
@given(STEPS)
def test_without_a_doubt_an_action_meets_what_the_operator_chose_last(steps: list[Step]) -> None:
    rows = row_set()
    there = shown = ALL
    chosen = targets(rows)
    for what, one, other in steps:
        if what == "poll":
            there = one
            arrange(rows, there, shown)
        elif what == "filter":
            shown = other
            words, left = arrange(rows, there, shown, is_chosen=True), rows.marks
            assert left or not rows.doubt or rows.doubt in (words, rows.cursor_doubt), "the operator has looked"
            if not rows.doubt:
                chosen = targets(rows)
        elif what == "succeed":
            succeed(rows, one)
            if not rows.doubt:
                assert set(targets(rows)) <= set(chosen)
                chosen = targets(rows)
        elif what == "make" and rows.rows:
            before = rows.marks, rows.doubt == rows.cursor_doubt
            rows.follow(len(one) % len(rows.rows))
            assert rows.marks or before[1] == (not rows.doubt), "what became of marks is told all the same"
            chosen = targets(rows)
        else:
            choose(rows, what, len(one))
            chosen = targets(rows)
        if not rows.doubt and targets(rows):
            assert targets(rows) == chosen


def choose(rows: Rows, what: str, index: int) -> None:
    if what == "move" and rows.rows:
        rows.go(index)
    elif what == "toggle" and rows.current_key is not None:
        rows.mark(rows.marks ^ {rows.current_key})
    elif what == "all":
        rows.mark(rows.marks | frozenset(rows.keys))
    elif what == "none":
        rows.mark(frozenset())
    elif what == "begin":
        rows.expect(rows.marks)


def succeed(rows: Rows, guests: Guests) -> None:
    """What was begun with these rows succeeds."""
    for guest in sorted(guests):
        rows.succeeded(row_key(guest), "all is done")


@given(STEPS)
def test_marks_are_of_rows_that_are_there_and_hidden_ones_are_counted(steps: list[Step]) -> None:
    rows = row_set()
    there = shown = ALL
    for what, one, other in steps:
        if what in ("poll", "filter"):
            there, shown = (one, shown) if what == "poll" else (there, other)
            before = rows.marks
            words = arrange(rows, there, shown, is_chosen=what == "filter")
            assert rows.marks == before & keys(there)
            assert ("dropped" in words) == bool(before - keys(there))
        elif what == "succeed":
            before = rows.marks
            succeed(rows, one)
            assert before - keys(one) <= rows.marks <= before
        else:
            choose(rows, what, len(one))
        assert rows.hidden_marks == len(rows.marks - keys(shown))
        assert frozenset(map(row_key, rows.marked)) == rows.marks


@given(SETS, SETS, st.sampled_from(sorted(ALL)))
def test_the_cursor_never_goes_to_another_hosts_row_of_that_name_without_a_doubt(
    before: Guests, after: Guests, under: Guest
) -> None:
    rows = row_set()
    arrange(rows, before | {under}, ALL)
    place = rows.find(row_key(under))
    assert place is not None
    rows.go(place)
    words = arrange(rows, after, ALL)
    assert (rows.current == under) == (under in after)
    assert bool(words) == bool(rows.doubt) == (under not in after)


def test_a_mark_is_of_one_hosts_row_and_not_of_its_namesake() -> None:
    rows = row_set()
    rows.mark(frozenset({RowKey("dom0a", "a")}))
    arrange(rows, ALL - {Guest("dom0a", "a")}, ALL)
    assert rows.marked == ()
    assert "a is gone: 1 mark dropped" in rows.doubt


def test_namesakes_stand_side_by_side_in_the_order_of_their_hosts() -> None:
    rows = RowSet(RowKind(row_key, name))
    rows.arrange(sorted(ALL, reverse=True), BY_NAME)
    assert [guest.host for guest in rows.rows if guest.name == "b"] == ["dom0a", "dom0b"]


def test_without_an_order_the_rows_stay_as_they_are_given() -> None:
    rows = RowSet(RowKind(row_key, name))
    given_rows = [Guest("dom0b", "z"), Guest("dom0a", "b"), Guest("dom0b", "a")]
    rows.arrange(given_rows, None)
    assert rows.rows == given_rows


def renamed(gone: Sequence[Guest], rows: Sequence[Guest]) -> list[Guest | None]:
    new = {guest.host: guest for guest in rows if guest.name == "new"}
    return [new.get(guest.host) if guest.name == "old" else None for guest in gone]


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_mark_follows_a_row_to_what_it_has_become(is_hidden: bool) -> None:
    rows = RowSet(RowKind(row_key, name, successors=renamed))
    old, new, other = (Guest("dom0a", each) for each in ("old", "new", "z"))
    rows.arrange([old, other], None)
    rows.go(1)
    rows.mark(frozenset({row_key(old), row_key(other)}))
    rows.expect(frozenset({row_key(old)}))
    shown, hidden = ([other], [new]) if is_hidden else ([new, other], [])
    assert rows.arrange(shown, None, hidden=hidden) == ""
    assert set(rows.marked) == {new, other}
    assert rows.hidden_marks == len(hidden)
    assert rows.succeeded(row_key(new), "done"), "what was begun with it still takes its mark"
    assert "old is gone" not in rows.doubt


def test_the_cursor_follows_a_row_to_what_it_has_become() -> None:
    rows = RowSet(RowKind(row_key, name, successors=renamed))
    rows.arrange([Guest("dom0a", "old"), Guest("dom0a", "z")], None)
    assert rows.arrange([Guest("dom0a", "a"), Guest("dom0a", "new"), Guest("dom0a", "z")], None) == ""
    assert rows.current == Guest("dom0a", "new")
    assert rows.doubt == ""


def test_only_a_mark_that_something_was_begun_with_falls_off_and_the_last_one_leaves_a_doubt() -> None:
    rows = row_set()
    a, b = keys(frozenset({Guest("dom0a", "a"), Guest("dom0a", "b")}))
    rows.mark(frozenset({a, b}))
    assert not rows.succeeded(a, "done")
    rows.expect(frozenset({a, b}))
    assert rows.succeeded(a, "done")
    assert (rows.marks, rows.doubt) == (frozenset({b}), "")
    rows.mark(frozenset())
    rows.mark(frozenset({b}))
    assert not rows.succeeded(b, "done")
    rows.expect(frozenset({b}))
    assert rows.succeeded(b, "done")
    assert (rows.marks, rows.doubt) == (frozenset(), "done")
