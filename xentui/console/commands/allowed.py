"""What of the registries is there: read-only, nothing that changes a guest, a definition or the host."""

from xentui.console.commands.view_commands import CONSOLE, EDIT, NEW, POWERCYCLE, RESTORE, VIEW_COMMANDS, ViewCommand
from xentui.fleet.settings import Settings
from xentui_driver.jobs.actions import ACTIONS, Action

CHANGING_VIEWS = (CONSOLE, EDIT, NEW, RESTORE, POWERCYCLE)
READ_ONLY_VIEWS = tuple(command for command in VIEW_COMMANDS if command not in CHANGING_VIEWS)


def allowed_actions(settings: Settings) -> tuple[Action, ...]:
    return () if settings.read_only else ACTIONS


def allowed_views(settings: Settings) -> tuple[ViewCommand, ...]:
    return READ_ONLY_VIEWS if settings.read_only else VIEW_COMMANDS
