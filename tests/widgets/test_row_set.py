"""The rows of a table: whatever comes and goes, an action meets what was chosen, or it is known that it doesn't."""

from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.model.instance import Instance
from xentui_widgets.columns import COLUMNS
from xentui_widgets.row_set import RowSet

NAMES = "abcdefgh"
Step = tuple[str, frozenset[str], frozenset[str]]
SETS = st.frozensets(st.sampled_from(NAMES))
STEPS = st.lists(
    st.tuples(st.sampled_from(["poll", "filter", "move", "toggle", "all", "none"]), SETS, SETS), min_size=1, max_size=30
)


def instances(names: frozenset[str]) -> tuple[Instance, ...]:
    return tuple(Instance(key=name) for name in sorted(names))


def targets(rows: RowSet) -> tuple[str, ...]:
    """What an action would meet."""
    found = rows.marked or ((rows.current,) if rows.current is not None else ())
    return tuple(sorted(row.key for row in found))


def arrange(rows: RowSet, there: frozenset[str], shown: frozenset[str], *, is_chosen: bool = False) -> str:
    hidden = {row.key: row for row in instances(there - shown)}
    return rows.arrange(instances(there & shown), COLUMNS[0], False, hidden=hidden, is_chosen=is_chosen)


@given(STEPS)
def test_without_a_doubt_an_action_meets_what_the_operator_chose_last(steps: list[Step]) -> None:
    rows = RowSet()
    there = shown = frozenset(NAMES)
    arrange(rows, there, shown)
    chosen = targets(rows)
    for what, one, other in steps:
        if what == "poll":
            there = one
            arrange(rows, there, shown)
        elif what == "filter":
            shown = other
            arrange(rows, there, shown, is_chosen=True)
            if not rows.doubt:
                chosen = targets(rows)
        else:
            choose(rows, what, len(one))
            chosen = targets(rows)
        if not rows.doubt and targets(rows):
            assert targets(rows) == chosen


def choose(rows: RowSet, what: str, index: int) -> None:
    if what == "move" and rows.rows:
        rows.go(index)
    elif what == "toggle" and rows.current is not None:
        rows.mark(rows.marks ^ {rows.current.key})
    elif what == "all":
        rows.mark(rows.marks | {row.key for row in rows.rows})
    elif what == "none":
        rows.mark(frozenset())


@given(STEPS)
def test_marks_are_of_instances_that_are_there_and_hidden_ones_are_counted(steps: list[Step]) -> None:
    rows = RowSet()
    there = shown = frozenset(NAMES)
    arrange(rows, there, shown)
    for what, one, other in steps:
        if what in ("poll", "filter"):
            there, shown = (one, shown) if what == "poll" else (there, other)
            before = rows.marks
            words = arrange(rows, there, shown, is_chosen=what == "filter")
            assert rows.marks == before & there
            assert ("dropped" in words) == bool(before - there)
        else:
            choose(rows, what, len(one))
        assert rows.hidden_marks == len(rows.marks - shown)
        assert {row.key for row in rows.marked} == rows.marks
