"""What a command of the console is: one thing that can be done or looked at, as data."""

from collections.abc import Callable
from enum import Enum

from xentui_driver.jobs.actions import Action, Guard
from xentui_driver.jobs.actions.refusal import Refusal
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.instance import Instance


class Scope(Enum):
    """What a command works on."""

    CHOSEN = "the marked guests, or the one under the cursor"
    ROW = "the guest under the cursor"
    HOST = "the host of the row under the cursor"
    SCREEN = "what is shown"


def always(_instance: Instance) -> None:
    """There is no instance that it can't be done with."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command; its key is bound to its id elsewhere (`bindings.py`)."""

    id: str
    label: str
    help: str
    scope: Scope = Scope.SCREEN
    changes: bool = False
    """It can change a guest, a definition or the host: read-only, it isn't there."""
    why_not: Callable[[Instance], Refusal | None] = always
    """None when it can be done with the instance as it is now."""
    action: Action | None = None
    """What is done with the chosen instances, after whatever has to be asked."""

    opens_program: bool = False
    """Another program has the terminal then, and all that is typed, or a window is opened for it."""

    @property
    def begins(self) -> bool:
        """Its key alone begins something, without a question: a job, or a program."""
        return self.opens_program or (self.action is not None and self.action.guard is Guard.NONE)

    @property
    def help_text(self) -> str:
        """The help, and whether it asks before anything is done."""
        asks = self.action is not None and self.action.guard is not Guard.NONE
        return f"{self.help} (asks first)" if asks else self.help


def command_of(action: Action) -> Command:
    """The command that begins an action."""
    return Command(
        action.id,
        action.label,
        action.help,
        Scope.CHOSEN,
        changes=True,
        why_not=action.why_not_once_chosen,
        action=action,
    )
