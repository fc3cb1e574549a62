"""The levels of confirmation, in the words of the config file."""

from xentui.fleet.settings.key_map import in_file
from xentui.fleet.settings.kinds import Kind
from xentui_driver.jobs.actions import ACTIONS, Action, Guard

LEVELS = {"none": Guard.NONE, "yes-no": Guard.YES_NO, "dialog": Guard.DIALOG, "type-name": Guard.TYPE_NAME}
CONFIRMED = {action.id: action for action in ACTIONS}


def level_of(action: Action) -> Kind:
    """The levels that may be set for an action: a question that it asks by default can't be switched off altogether."""
    words = [word for word, level in LEVELS.items() if level is not Guard.NONE or action.guard is Guard.NONE]
    lifted = "" if action.guard is Guard.NONE else f" ({in_file(action.id)} always asks)"
    return Kind(
        f"one of {', '.join(words)}{lifted}",
        lambda it: isinstance(it, str) and it in words,
        lambda it: LEVELS[str(it)],
    )


def stronger(one: Guard, other: Guard) -> Guard:
    return max(one, other)
