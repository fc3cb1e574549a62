"""What a key may do when it was not typed by itself: keys that arrive together are text, not commands."""

from enum import Enum

from textual import events
from textual.binding import BindingsMap

IDLE = frozenset({"left", "right", "tab", "shift+tab"})
"""Keys that do nothing in a list or a page, unless the operator has given them a meaning."""
ARROWS = frozenset({"left", "right", "up", "down", "pageup", "pagedown", "home", "end", "tab", "shift+tab"})
"""Keys that only move where letters are answers."""


class KeyRole(Enum):
    """How a key is taken when others arrive with it."""

    FREE = "free"
    """Always: it moves, or it is text for a field."""
    ANSWER = "answer"
    """Once: what arrives after it in the same burst is not meant for what comes next."""
    ALONE = "alone"
    """Only when it arrives by itself: it acts, or it opens something."""
    NOTHING = "nothing"
    """It means nothing here: it is text, and so is what is typed on at once."""


def role_of_bound(key: events.Key, bound: BindingsMap) -> KeyRole:
    """The role of a key that acts, where it is one of these: a letter that stands for nothing is text."""
    return KeyRole.NOTHING if key.is_printable and key.key not in bound.key_to_bindings else KeyRole.ALONE


def role_in_field(key: events.Key) -> KeyRole:
    """The role of a key for a field of one line."""
    return KeyRole.ANSWER if key.key in ("enter", "escape") else KeyRole.FREE
