"""The keys that a terminal can send: how a config file writes them, and how the screen shows them."""

import unicodedata
from string import ascii_lowercase

_PLAIN = {
    "space": "Space",
    "enter": "Enter",
    "backspace": "Backspace",
    "insert": "Ins",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "page-up": "PgUp",
    "page-down": "PgDn",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}
_SAME = {"ctrl+h": "backspace", "ctrl+m": "enter", "ctrl+[": "escape"}
"""Terminals send one character for both (ASCII)."""
_GOES_ON = "tab always goes to the next field or choice"
_TAKEN = {
    "escape": "escape always goes back",
    "ctrl+q": "ctrl+q always quits",
    "tab": _GOES_ON,
    "shift+tab": _GOES_ON,
    "ctrl+i": _GOES_ON,
}
_WITH_CONTROL = {
    "ctrl+space": "^Space",
    **{f"ctrl+{letter}": f"^{letter.upper()}" for letter in (*ascii_lowercase, "\\", "]", "^", "_")},
}
NAMES = {
    **_PLAIN,
    **{name: shown for name, shown in _WITH_CONTROL.items() if name not in _SAME and name not in _TAKEN},
}
"""The keys with names, and how the screen shows each; every other key is the one character that it types."""
_ALSO = {
    **{shown.casefold(): name for name, shown in NAMES.items()},
    "pageup": "page-up",
    "pagedown": "page-down",
    "return": "enter",
    "esc": "escape",
}


def key_named(written: str) -> str:
    """The one name of a key in a config file. Raises ValueError with words that go on after `it is "KEY"; `."""
    if len(written) == 1:
        if not written.isprintable() or written.isspace() or unicodedata.combining(written):
            raise ValueError("a key is the character it types, or one of " + _list())
        return written
    small = written.casefold()
    name = _ALSO.get(small, small)
    if name in _TAKEN:
        raise ValueError(_TAKEN[name])
    if name in _SAME:
        raise ValueError(f"terminals send the same for it as for {_SAME[name]}")
    if name in NAMES:
        return name
    raise ValueError(_why_not_sent(name))


def shown_key(name: str) -> str:
    """As the key bar and the help show it."""
    return NAMES.get(name, name)


def _why_not_sent(name: str) -> str:
    modifier, plus, key = name.rpartition("+")
    if plus and modifier == "shift" and len(key) == 1:
        return f'write the letter it types: "{key.upper()}"'
    if plus and modifier in ("alt", "meta"):
        return "terminals send Escape first for it, which on a slow line looks like another key"
    if plus and key:
        return "not every terminal sends it"
    return "that isn't a key; keys are the characters they type, and " + _list()


def _list() -> str:
    return ", ".join(_PLAIN) + ", ctrl+a to ctrl+z"
