"""The kinds of values in a config file, and how each says what it allows."""

import posixpath
from collections.abc import Callable, Sequence

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.text import harmless


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value."""

    allowed: str
    """Words that go on after `must be`."""
    fits: Callable[[object], bool]
    value: Callable[[object], object] = lambda given: given
    """Turns a value that fits into the setting's own."""


def whole(lowest: int, highest: int) -> Kind:
    # In Python a truth value is an int.
    return Kind(f"a number from {lowest} to {highest}", lambda it: type(it) is int and lowest <= it <= highest)


def word(words: Sequence[str]) -> Kind:
    return Kind(f"one of {', '.join(words)}", lambda it: isinstance(it, str) and it in words)


def line(longest: int) -> Kind:
    return Kind(
        f"a text of one line and at most {longest} characters",
        lambda it: isinstance(it, str) and len(it) <= longest and harmless(it) == it,
    )


def _is_path(given: object) -> bool:
    return isinstance(given, str) and posixpath.isabs(given) and "\0" not in given


def _are_words(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(each, str) and each and "\0" not in each for each in given)


YES_OR_NO = Kind("true or false", lambda it: isinstance(it, bool))
PATH = Kind('a path that begins with "/"', _is_path)
WORDS = Kind('a list of texts, none of them empty: ["a", "b"]', _are_words, lambda it: tuple(it))  # type: ignore[arg-type]
