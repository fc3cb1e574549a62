"""What of the registries is there when nothing may be changed."""

from xentui.actions import ACTIONS
from xentui.allowed import CHANGING_VIEWS, allowed_actions, allowed_views
from xentui.settings import DEFAULTS, Settings
from xentui.view import DESCRIBE, VIEW_COMMANDS

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
