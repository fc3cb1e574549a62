"""What a page can do itself, as commands for the palette: the words of its help, and the actions behind its keys."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from xentui.console.commands.command import Command
from xentui.console.commands.registry import COMMAND, HELP

LEAVE = "leave"
"""The action with which a page goes back: the palette has no need of it."""
_LABELS: Mapping[str, str] = {
    "job_cancel": "Cancel job",
    "job_cancel_rest": "Cancel the rest",
    "job_set_back": "Set back",
    "job_copy": "Copy commands",
    "job_scroll_down": "Scroll down",
    "job_scroll_up": "Scroll up",
    "log_follow": "Follow",
    "log_next": "Next match",
    "log_previous": "Previous match",
    "log_next_error": "Next error",
    "log_previous_error": "Previous error",
    "log_wrap": "Wrap or cut",
    "log_copy": "Copy line",
    "log_save": "Save log",
    "zoom_in": "Less time",
    "zoom_out": "More time",
}
"""Of what no command of the registry stands for."""


@runtime_checkable
class HasOwnActions(Protocol):
    """A page over the guests, which the palette can be opened on."""

    help_keys: Mapping[str, str]
    """In words, by the ids that its keys stand for."""
    own_actions: Mapping[str, str]
    """What it does, by the same ids."""


def page_commands(page: object) -> dict[Command, str]:
    """The action behind each command of the page's own; none where it is no such page."""
    if not isinstance(page, HasOwnActions):
        return {}
    acting = {id: action for id, action in page.own_actions.items() if action != LEAVE and id in page.help_keys}
    return {
        **{Command(id, _label(id), page.help_keys[id]): action for id, action in acting.items()},
        HELP: "app.help",
    }


def _label(id: str) -> str:
    return _LABELS.get(id) or COMMAND[id].label
