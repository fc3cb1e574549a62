"""What an answer would do, and what can be had in place of one that can't be."""

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value would do."""

    change: tuple[str, ...] = ()
    """What changes, from what to what, and warnings."""
    steps: tuple[str, ...] = ()
    """The exact commands and changes of files."""
    asked_next: str = ""
    """What the question behind it asks besides, so that nobody misses it in this one."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """What can be had instead of a value that can't be."""

    label: str
    """What it does, after the key: "raises the maximum in its definition"."""
    answer: object


class NotPossible(ValueError):
    """A value that can't be, with another answer in its place."""

    def __init__(self, words: str, way_out: WayOut | None = None) -> None:
        super().__init__(words)
        self.way_out = way_out
