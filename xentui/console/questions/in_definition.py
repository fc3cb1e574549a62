"""The way out of a limit that a guest was built with: its definition is changed, for the next start."""

from collections.abc import Callable, Mapping, Sequence

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
    changes: Callable[[Request], Mapping[str, Value | None]],
    *,
    never: str = "",
    warnings: Sequence[str] = (),
) -> NotPossible:
    """The refusal of a value above the maximum, with the change of the definition that gives it at the next start.

    `never` says why no guest can be started with it: then there is no way out. `warnings` say what may keep this one
    from starting.
    """
    if never:
        return NotPossible(f"{words} {never}")
    if (refusal := definition_state(instance)) is not None:
        return NotPossible(f"{words} It can't be raised for the next start either: {refusal.reason}.")
    request = Request(instance, changes=changes(Request(instance, value)))
    if not request.changes:
        return NotPossible(f"{words} Its definition has that already: stop the guest, then start it.")
    settings = ", ".join(f"{key} = {setting}" for key, setting in (request.changes or {}).items())
    label = f"writes {settings} for its next start"
    return NotPossible(
        " ".join((words, *warnings)), WayOut(label, Instead(CHANGE_DEFINITION, request, tuple(warnings)))
    )
