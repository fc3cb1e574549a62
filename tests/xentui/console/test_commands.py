"""The registry of the console: keys that don't collide, what can be done now, what is there when nothing may change."""

from dataclasses import replace

import pytest

from tests.instances import DB, TEST, WEB, running
from xentui.console.app import XentuiApp
from xentui.console.commands.bindings import USUAL_KEYS, by_key
from xentui.console.commands.command import Command
from xentui.console.commands.registry import COMMAND, COMMANDS, CONSOLE, DESCRIBE, EDIT, allowed_commands
from xentui.fleet.settings.key_map import PLACES
from xentui.fleet.settings.key_presets import MOVES
from xentui_driver.jobs.actions import ACTIONS
from xentui_driver.model.domain import DomainRole, DomainState, UnreadableRow
from xentui_driver.model.instance import Instance

DOM0 = running("Domain-0", 0, role=DomainRole.DOM0, state=DomainState.RUNNING)
UNREADABLE = Instance("line 3", unreadable=UnreadableRow(3, "what", "can't be read"))
OWNED_BY_SCREEN_AND_TMUX = {"ctrl+a", "ctrl+b"}


def test_every_action_is_a_command_and_every_command_has_an_id_of_its_own() -> None:
    assert {command.action for command in COMMANDS if command.action is not None} == set(ACTIONS)
    assert len(COMMAND) == len(COMMANDS)


def test_every_command_has_a_place_in_the_key_map_and_nothing_else_has() -> None:
    assert PLACES["the main screen"] - set(MOVES) == set(COMMAND)


def test_no_two_meanings_of_one_key_apply_to_one_guest() -> None:
    for instance in (WEB, DB, TEST, DOM0, UNREADABLE):
        for key, commands in by_key(COMMANDS, USUAL_KEYS).items():
            assert sum(1 for command in commands if command.why_not(instance) is None) <= 1, (instance.name, key)


def test_none_of_the_usual_keys_is_that_of_screen_or_tmux() -> None:
    assert not OWNED_BY_SCREEN_AND_TMUX & set(by_key(COMMANDS, USUAL_KEYS))


def test_p_stands_for_pause_and_unpause() -> None:
    assert by_key(COMMANDS, USUAL_KEYS)["p"] == (COMMAND["pause"], COMMAND["unpause"])


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.action is None], ids=lambda each: each.id)
def test_the_application_does_what_is_no_action(command: Command) -> None:
    assert callable(getattr(XentuiApp, f"action_{command.id}"))


def test_all_is_there_as_a_rule() -> None:
    assert allowed_commands(read_only=False) == COMMANDS


def test_read_only_there_is_nothing_that_changes_anything() -> None:
    left = allowed_commands(read_only=True)
    assert all(command.action is None for command in left)
    views = {command.id for command in COMMANDS if command.action is None}
    withheld = {"console", "console_window", "viewer", "edit", "new", "restore", "keep_consoles", "powercycle"}
    assert views - {command.id for command in left} == withheld
    assert DESCRIBE in left


def test_a_console_is_that_of_a_guest_that_is_there() -> None:
    assert CONSOLE.why_not(WEB) is None
    for instance in (TEST, DOM0, UNREADABLE, running("web--incoming", role=DomainRole.INCOMING)):
        assert CONSOLE.why_not(instance), instance.name


def test_a_definition_is_edited_where_there_is_one() -> None:
    assert EDIT.why_not(TEST) is None
    assert EDIT.why_not(UNREADABLE)
    assert EDIT.why_not(replace(WEB, definition=None))


@pytest.mark.parametrize("read_only", [True, False])
def test_the_console_is_said_to_be_left_with_the_operators_own_key(read_only: bool) -> None:
    usual, own = (
        {command.id: command.help for command in allowed_commands(read_only=read_only, leaves_console=key)}
        for key in ("", "ctrl+t")
    )
    assert usual.keys() == own.keys()
    assert [id for id, words in own.items() if words != usual[id]] == ([] if read_only else ["console"])
    assert read_only or "ctrl+t detaches" in own["console"]
