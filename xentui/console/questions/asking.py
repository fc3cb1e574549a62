"""A question that is open at once, and what has to be read first to ask it well."""

from collections.abc import Callable
from typing import Any

from xentui.console.names import Names
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Question
from xentui_driver.jobs.actions import Action, Request
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.instance import Instance

KEPT_IS_NEXT = "Lasts until it stops. Asked next: the definition, for its next start."


@dataclass(frozen=True, slots=True)
class Asking:
    """The question, and what brings more to it."""

    question: Question[Any]
    load: Callable[[], Any] | None = None
    """Reads what the question learns. Blocks; raises XenError."""


@dataclass(frozen=True, slots=True)
class Instead:
    """Another action that brings what can't be had now: it is asked about in place of the first."""

    action: Action
    request: Request
    change: tuple[str, ...] = ()
    """What its question says besides."""


def meaning_of(action: Action, instance: Instance, names: Names, value: int | str, *change: str) -> Meaning:
    """What a value would do: what changes, the exact commands, and changes of files."""
    request = Request(instance, value)
    steps = names.steps(instance.host, action.steps(request))
    return Meaning(change, steps, KEPT_IS_NEXT if action.kept_steps(request) else "")
