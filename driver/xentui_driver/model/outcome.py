"""What a change did, step by step."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainRef


class Command(str):
    """A step that is a command line, as an operator could type it; any other step describes a change of files."""

    __slots__ = ()


class StepKind(Enum):
    """The kind of a step, for records: there a Command is a text like any other."""

    COMMAND = "command"
    CHANGE = "change"

    @classmethod
    def of(cls, step: str) -> "StepKind":
        return cls.COMMAND if isinstance(step, Command) else cls.CHANGE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation did that succeeded."""

    summary: str
    steps: tuple[str, ...] = ()
    """What was done, a line each: a Command, or a change of files; empty when nothing needed to be done."""
    warnings: tuple[str, ...] = ()
    ref: DomainRef | None = None
    """The new domain that it made, if any."""
