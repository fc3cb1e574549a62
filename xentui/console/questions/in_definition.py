"""The way out of a limit that a guest was built with: its definition is changed, for the next start."""

from collections.abc import Callable, Mapping

from xentui.console.questions.asking import Instead
from xentui.console.screens.meaning import NotPossible, WayOut
from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.jobs.actions import CHANGE_DEFINITION, Request
from xentui_driver.jobs.actions.conditions import definition_state
from xentui_driver.model.instance import Instance


def over_maximum(
    words: str,
    instance: Instance,
    value: int,
    raised: str,
    changes: Callable[[Request], Mapping[str, Value | None]],
) -> NotPossible:
    """The refusal of a value above the maximum; `raised` says what the definition would have then."""
    if (refusal := definition_state(instance)) is not None:
        return NotPossible(f"{words} No definition can be changed for its next start: {refusal.reason}.")
    request = Request(instance, changes=changes(Request(instance, value)))
    label = f"raises it in the definition: {raised} from the next start on"
    return NotPossible(words, WayOut(label, Instead(CHANGE_DEFINITION, request)))
