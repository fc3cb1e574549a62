"""Where a guest is after a migration is told by values, whatever the guest is called."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import Answer, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.domain import INCOMING_SUFFIX, MIGRATED_AWAY_SUFFIX, DomainRef
from xentui_driver.operations import whereabouts
from xentui_driver.operations.whereabouts import Here, There, Whereabouts
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.neighbour import on_host
from xentui_driver.toolstack.xl import Xl

UUID = uuid_of(1)
NIL = "00000000-0000-0000-0000-000000000000"
DESTROY_HERE = "Force off the copy that is left here"
SENTENCES = ("runs on", "is not on", "still here", "runs on b", "is gone from here", "web")
texts = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1)
# What is called as xl calls the halves of a migration is taken for one: nothing else tells them.
names = st.sampled_from(SENTENCES) | texts.filter(
    lambda name: not name.endswith((INCOMING_SUFFIX, MIGRATED_AWAY_SUFFIX))
)

HERE = {
    Here.GONE: (),
    Here.HERE: (("", "-b----"),),
    Here.HANDED_OVER: (("--migratedaway", "---ss-"),),
}
THERE = {
    There.ABSENT: (),
    There.ARRIVING: (("--incoming", "--p---"),),
    There.RUNS: (("", "r-----"),),
    There.STANDS: (("", "--p---"),),
}


def there(argv: commands.Argv) -> str:
    return " ".join(on_host("b", argv))


def answers(here: tuple[str, ...], over_there: tuple[str, ...]) -> dict[str, Answer | list[Answer]]:
    """Each row is the 1st domain of its host, so that domids don't tell them apart."""
    numbers = domids(1) if here else domids()
    others = domids(1) if over_there else domids()
    return {
        "xl list -v": listing(*here),
        "xenstore-list /local/domain": numbers,
        there(("xl", "list", "-v")): listing(*over_there),
        there(("xenstore-list", "/local/domain")): others,
    }


def found(name: str, here: Here, over_there: There, uuid: str = UUID) -> Whereabouts:
    rows_here = tuple(row(f"{name}{suffix}", 1, state, uuid=uuid) for suffix, state in HERE[here])
    rows_there = tuple(row(f"{name}{suffix}", 1, state, uuid=uuid) for suffix, state in THERE[over_there])
    xl = Xl(ScriptedTransport(answers(rows_here, rows_there)), SystemClock(), Limits(), threading.Event())
    return whereabouts.find(xl, DomainRef(uuid, 1, name), "b")


@given(names, st.sampled_from(list(HERE)), st.sampled_from(list(THERE)))
def test_both_sides_are_what_the_hosts_show_whatever_the_guest_is_called(
    name: str, here: Here, over_there: There
) -> None:
    seen = found(name, here, over_there)
    assert (seen.here, seen.there) == (here, over_there)


@given(names, st.sampled_from(list(HERE)), st.sampled_from(list(THERE)))
def test_nobody_is_told_to_destroy_a_copy_here_unless_the_other_one_runs_and_this_one_was_handed_over(
    name: str, here: Here, over_there: There
) -> None:
    advice = found(name, here, over_there).next_step
    assert (DESTROY_HERE in advice) == (here is Here.HANDED_OVER and over_there is There.RUNS)


def test_a_guest_called_runs_on_whose_copy_never_ran_keeps_the_one_that_is_here() -> None:
    seen = found("runs on", Here.HERE, There.ARRIVING)
    assert seen.next_step.startswith("Fix the cause. On b, discard the copy that is left there and has not run")
    assert seen.never_left


@given(st.sampled_from(list(HERE)), st.sampled_from(list(THERE)))
def test_a_guest_has_never_left_only_where_it_is_here_and_has_not_been_let_run_there(
    here: Here, over_there: There
) -> None:
    never_left = found("web", here, over_there).never_left
    assert never_left == (here is Here.HERE and over_there in (There.ABSENT, There.ARRIVING))


def test_a_host_that_cannot_be_seen_is_an_answer_of_its_own() -> None:
    unseen = {there(("xl", "list", "-v")): (255, "", "ssh: connect to host b port 22: No route to host\n")}
    xl = Xl(ScriptedTransport(answers((), ()) | unseen), SystemClock(), Limits(), threading.Event())
    seen = whereabouts.find(xl, DomainRef(UUID, 1, "web"), "b")
    assert (seen.here, seen.there) == (Here.GONE, There.NOT_SEEN)
    assert (
        seen.words
        == "web is gone from here, and may or may not be on b (can't be checked: The host can't be reached.)."
    )
    assert not seen.never_left


@pytest.mark.parametrize(("other", "over_there"), [("web", There.RUNS), ("mail", There.ABSENT)])
def test_a_uuid_of_zeros_is_no_sign_of_the_guest(other: str, over_there: There) -> None:
    rows = (row(other, 1, "r-----", uuid=NIL),)
    xl = Xl(ScriptedTransport(answers((), rows)), SystemClock(), Limits(), threading.Event())
    assert whereabouts.find(xl, DomainRef(NIL, 4, "web"), "b").there is over_there
