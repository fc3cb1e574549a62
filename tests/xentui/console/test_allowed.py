"""What of the registries is there when nothing may be changed."""

from xentui.console.commands.allowed import CHANGING_VIEWS, allowed_actions, allowed_views
from xentui.console.commands.view_commands import DESCRIBE, VIEW_COMMANDS
from xentui.fleet.settings import DEFAULTS, Settings
from xentui_driver.jobs.actions import ACTIONS

READ_ONLY = Settings(read_only=True)


def test_all_is_there_as_a_rule() -> None:
    assert allowed_actions(DEFAULTS) == ACTIONS
    assert allowed_views(DEFAULTS) == VIEW_COMMANDS


def test_read_only_there_is_nothing_that_changes_anything() -> None:
    assert allowed_actions(READ_ONLY) == ()
    left = allowed_views(READ_ONLY)
    assert {view.id for view in VIEW_COMMANDS} - {view.id for view in left} == {
        "console",
        "edit",
        "new",
        "restore",
        "powercycle",
    }
    assert set(CHANGING_VIEWS).isdisjoint(left)
    assert DESCRIBE in left
