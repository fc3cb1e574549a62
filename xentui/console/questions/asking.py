"""A question that is open at once, and what has to be read first to ask it well."""

from collections.abc import Callable
from typing import Any

from xentui.console.names import Names
from xentui.console.screens.question import Known, Question
from xentui_driver.jobs.actions import Action, Request
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.instance import Instance


@dataclass(frozen=True, slots=True)
class Asking:
    """The question, and what brings more to it."""

    question: Question[Any]
    load: Callable[[], Known[Any]] | None = None
    """Blocks; raises XenError."""


def preview_of(action: Action, instance: Instance, names: Names) -> Callable[[int | str], str]:
    """Says what a value would do, a line a step: the exact commands, and changes of files."""
    return lambda value: "\n".join(names.steps(instance.host, action.steps(Request(instance, value))))
