"""The keys that move in a list or a page: the usual ones, or those that the operator has chosen."""

from collections.abc import Iterator
from typing import NamedTuple

from textual.binding import Binding

Names = tuple[str, ...]
"""Names of keys as Textual calls them."""


class Moves(NamedTuple):
    """The keys of each movement."""

    up: Names = ("up", "k")
    down: Names = ("down", "j")
    first: Names = ("home", "g")
    last: Names = ("end", "G")
    page_up: Names = ("pageup",)
    page_down: Names = ("pagedown",)

    @property
    def keys(self) -> frozenset[str]:
        """All of them."""
        return frozenset(key for keys in self for key in keys)

    def bindings(self, *actions: str, priority: bool = False) -> Iterator[Binding]:
        """A binding for each movement that has keys, to the action in its place."""
        for keys, action in zip(self, actions, strict=True):
            if keys:
                yield Binding(",".join(keys), action, show=False, priority=priority)


USUAL_MOVES = Moves()
