"""Stops a command at a chosen point, so that a test can kill the process that waits for it."""

import threading
from dataclasses import dataclass
from enum import Enum

from tests.dom0.values import Command
from xentui_driver.simulator.invocation import Abandoned

_LOOK_EVERY_S = 0.005


class Moment(Enum):
    """Where in a command's life it is held."""

    BEFORE = "before"
    """It has done nothing yet."""
    SAYING = "saying"
    """It has just printed certain words."""
    AFTER = "after"
    """It has done everything, and its exit status isn't reported yet."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Which command is held."""

    number: int = 1
    """Counted from the next one on, over those that fit."""
    words: tuple[str, ...] = ()
    """How its argument list begins."""
    changing: bool | None = None
    moment: Moment = Moment.BEFORE
    saying: str = ""

    def fits(self, command: Command, moment: Moment, text: str) -> bool:
        return (
            moment is self.moment
            and command.argv[: len(self.words)] == self.words
            and self.changing in (None, command.is_changing)
            and self.saying in text
        )


class Holds:
    """At most one hold is set and one command held; all others pass."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._hold: Hold | None = None
        self._left = 0
        self._held: Command | None = None

    @property
    def held(self) -> Command | None:
        with self._changed:
            return self._held

    def set(self, hold: Hold) -> None:
        with self._changed:
            self._hold, self._left = hold, hold.number

    def go(self) -> None:
        """Let the held command go on, and hold none any more."""
        with self._changed:
            self._hold = self._held = None
            self._changed.notify_all()

    def pass_by(self, command: Command, moment: Moment, abandoned: threading.Event, text: str = "") -> None:
        """Blocks while the command is held. Raises Abandoned when its process was killed meanwhile."""
        with self._changed:
            if self._hold is None or not self._hold.fits(command, moment, text):
                return
            self._left -= 1
            if self._left:
                return
            self._hold, self._held = None, command
            while self._held is command and not abandoned.is_set():
                self._changed.wait(_LOOK_EVERY_S)
            if self._held is command:
                self._held = None
        if abandoned.is_set():
            raise Abandoned
