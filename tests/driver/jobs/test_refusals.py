"""Every refusal has a reason and a way out: every action with every kind of instance."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.instances import DB, TEST, WEB, running, stopped
from xentui_driver.jobs.actions import OPERATIONS, START, UNPAUSE, Action
from xentui_driver.jobs.actions.conditions import definition_state
from xentui_driver.jobs.actions.refusal import by_state
from xentui_driver.model.domain import DomainRef, DomainRole, DomainState, UnreadableRow
from xentui_driver.model.instance import Instance

UNREADABLE = Instance("line 3", unreadable=UnreadableRow(3, "what", "can't be read"))
BETWEEN = replace(TEST, rebooting=DomainRef("u", 7, "test"))


def instances() -> Iterator[Instance]:
    yield from (WEB, DB, TEST, BETWEEN, UNREADABLE, stopped("b", "line 3: x"))
    yield Instance("between two domains", rebooting=DomainRef("u", 7, "lost"))
    definitions = (None, TEST.definition, stopped("b", "line 3: x").definition)
    for state, role, definition in itertools.product(DomainState, DomainRole, definitions):
        yield replace(running("x", 9, role=role, state=state), definition=definition)


@pytest.mark.parametrize("action", OPERATIONS.values(), ids=lambda action: action.id)
def test_every_refusal_has_a_reason_and_a_way_out(action: Action) -> None:
    refusals = [refusal for instance in instances() if (refusal := action.why_not(instance)) is not None]
    for refusal in refusals:
        assert refusal.reason
        assert refusal.reason[-1] not in ".!"
        assert len(refusal.next_step.split()) >= 3
        assert refusal.next_step.endswith(".")


@pytest.mark.parametrize("state", DomainState)
def test_every_state_has_a_way_out_of_its_own(state: DomainState) -> None:
    assert by_state(running("x", 9, state=state)).next_step


def test_what_has_shut_down_is_destroyed_before_it_is_started() -> None:
    stuck = running("web", 5, state=DomainState.SHUTDOWN)
    refusal = START.why_not(replace(stuck, definition=TEST.definition))
    assert refusal is not None
    assert refusal.reason == "it has shut down and still holds its memory"
    assert refusal.next_step == "Force off what is left of it (do: destroy), then start it (do: start)."


def test_nothing_is_started_unpaused_or_changed_between_two_domains() -> None:
    built = running("web", 8, state=DomainState.REBOOTING)
    for action, instance in ((START, BETWEEN), (UNPAUSE, built), (OPERATIONS["remove"], BETWEEN)):
        refusal = action.why_not(instance)
        assert refusal is not None
        assert "rebooting" in refusal.reason
        assert "Wait" in refusal.next_step
    assert definition_state(BETWEEN) is None
