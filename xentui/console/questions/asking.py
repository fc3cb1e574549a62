"""A question that is open at once, and what has to be read first to ask it well."""

from collections.abc import Callable
from typing import Any

from xentui.console.screens.confirm import shown_step
from xentui.console.screens.question import Known, Question
from xentui_driver.jobs.actions import Action, Request
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.instance import Instance
from xentui_widgets.symbols import Symbols


@dataclass(frozen=True, slots=True)
class Asking:
    """The question, and what brings more to it."""

    question: Question[Any]
    load: Callable[[], Known[Any]] | None = None
    """Blocks; raises XenError."""


def preview_of(action: Action, instance: Instance, symbols: Symbols) -> Callable[[int | str], str]:
    """Says what a value would do, a line a step: the exact commands, and changes of files."""
    return lambda value: "\n".join(shown_step(step, symbols) for step in action.steps(Request(instance, value)))
