"""A screen for the gate of keys that takes every key in one role."""

from textual import events

from xentui_widgets.key_roles import KeyRole


class Screen:
    """It takes every key in one role."""

    takes_text = False

    def __init__(self, role: KeyRole) -> None:
        self._role = role

    def role_of(self, key: events.Key) -> KeyRole:
        return self._role

    def begins(self, _key: events.Key) -> bool:
        return False

    def take_text(self) -> None:
        """Text is nothing to it."""
