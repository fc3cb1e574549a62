"""What a change did, step by step."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainRef


class Command(str):
    """A step that is a command line, as an operator could type it; any other step is a change of files in words."""

    __slots__ = ()


class StepKind(Enum):
    """What a step is, where it is written down: a Command is a text like any other there."""

    COMMAND = "command"
    CHANGE = "change"

    @classmethod
    def of(cls, step: str) -> "StepKind":
        return cls.COMMAND if isinstance(step, Command) else cls.CHANGE


@dataclass(frozen=True, slots=True)
class Outcome:
    """A changing operation that succeeded."""

    summary: str
    steps: tuple[str, ...] = ()
    """What was done, a line each: each a Command, or a change of files; empty when nothing needed to be done."""
    warnings: tuple[str, ...] = ()
    ref: DomainRef | None = None
    """The domain that is there now because of it, where it is a new one."""
