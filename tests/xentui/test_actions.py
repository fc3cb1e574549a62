"""The registry: keys that don't collide, guards as strong as the harm they prevent."""

import pytest

from tests.xentui.test_filtering import DB, TEST, WEB, running, stopped
from xentui.actions import (
    ACTIONS,
    BALLOON,
    DESTROY,
    MIGRATE,
    PAUSE,
    REBOOT,
    START,
    STOP,
    UNPAUSE,
    Action,
    Guard,
    Request,
    actions_on_key,
)
from xentui.view import VIEW_COMMANDS
from xentui_driver.model import DomainRole, DomainState, Instance, UnreadableRow

DOM0 = running("Domain-0", 0, role=DomainRole.DOM0, state=DomainState.RUNNING)
UNREADABLE = Instance("line 3", unreadable=UnreadableRow(3, "what", "can't be read"))
OWNED_BY_SCREEN_AND_TMUX = {"ctrl+a", "ctrl+b"}


def test_no_two_meanings_of_one_key_apply_to_one_guest() -> None:
    for instance in (WEB, DB, TEST, DOM0, UNREADABLE):
        keys = [action.key for action in ACTIONS if not action.why_not(instance)]
        assert len(keys) == len(set(keys)), instance.name


def test_view_keys_are_nobody_elses() -> None:
    keys = [key for command in VIEW_COMMANDS for key in command.keys.split(",")]
    assert len(keys) == len(set(keys))
    assert not set(keys) & {action.key for action in ACTIONS}
    assert not OWNED_BY_SCREEN_AND_TMUX & set(keys)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_described(action: Action) -> None:
    assert action.label
    assert action.help
    assert action.doing.endswith("ing")
    assert action.consequence.endswith(".")


def test_what_can_lose_something_is_never_one_key_away() -> None:
    guards = {action.id: action.guard for action in ACTIONS}
    assert guards == {
        "start": Guard.NONE,
        "start_attached": Guard.NONE,
        "stop": Guard.YES_NO,
        "destroy": Guard.DIALOG,
        "reboot": Guard.YES_NO,
        "pause": Guard.YES_NO,
        "unpause": Guard.NONE,
        "balloon": Guard.YES_NO,
        "migrate": Guard.DIALOG,
    }


def test_domain_0_and_large_sets_need_a_name_typed() -> None:
    assert BALLOON.guard_for((DOM0,), 5) is Guard.TYPE_NAME
    assert STOP.guard_for((WEB,) * 6, 5) is Guard.TYPE_NAME
    assert STOP.guard_for((WEB,) * 5, 5) is Guard.YES_NO
    assert START.guard_for((TEST,), 5) is Guard.NONE
    assert START.guard_for((TEST, TEST), 5) is Guard.YES_NO


def test_only_the_balloon_is_for_domain_0() -> None:
    assert [action.id for action in ACTIONS if not action.why_not(DOM0)] == ["balloon"]


def test_an_unreadable_row_can_not_be_acted_on() -> None:
    assert all(action.why_not(UNREADABLE) for action in ACTIONS)


def test_p_pauses_what_runs_and_unpauses_what_is_paused() -> None:
    assert actions_on_key("p") == (PAUSE, UNPAUSE)
    assert not PAUSE.why_not(WEB)
    assert PAUSE.why_not(DB) == "it is paused"
    assert not UNPAUSE.why_not(DB)
    incoming = running("x--incoming", state=DomainState.PAUSED, role=DomainRole.INCOMING)
    assert "migration" in UNPAUSE.why_not(incoming)


def test_a_broken_definition_is_not_started() -> None:
    assert START.why_not(stopped("b", "line 3: x")) == "its definition is broken"
    assert START.why_not(WEB) == "it is idle already"
    assert STOP.why_not(TEST) == "it isn't running"


def test_the_command_shown_is_the_one_with_the_domid() -> None:
    assert DESTROY.steps(Request(WEB)) == ("xl destroy 1",)
    assert REBOOT.steps(Request(DB)) == ("xl reboot 2",)
    assert BALLOON.steps(Request(WEB, 2048)) == ("xl mem-set 1 2048k",)
    assert MIGRATE.steps(Request(WEB, "dom0b")) == ("xl migrate 1 dom0b",)
    assert START.steps(Request(TEST)) == ("xl create /etc/xen/web-test.cfg",)
