"""The kinds of values in a config file, and how each says what it allows."""

import posixpath
import re
from collections.abc import Callable, Sequence
from typing import TypeGuard

from xentui.fleet.settings.key_names import key_named
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.text import harmless

LONGEST_FILTER = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value."""

    allowed: str
    """Words that go on after `must be`."""
    fits: Callable[[object], bool]
    """May raise ValueError with words that go on after `it is VALUE; `, where `allowed` would say too little."""
    value: Callable[[object], object] = lambda given: given
    """Turns a value that fits into the setting's own."""


def whole(lowest: int, highest: int) -> Kind:
    # In Python a truth value is an int.
    return Kind(f"a number from {lowest} to {highest}", lambda it: type(it) is int and lowest <= it <= highest)


def word(words: Sequence[str]) -> Kind:
    return Kind(f"one of {', '.join(words)}", lambda it: isinstance(it, str) and it in words)


def line(longest: int) -> Kind:
    return Kind(
        f"a text of one line with at most {longest} characters",
        lambda it: isinstance(it, str) and len(it) <= longest and harmless(it) == it,
    )


def seconds(lowest: float, highest: float) -> Kind:
    return Kind(
        f"a number of seconds from {lowest:g} to {highest:g}",
        lambda it: type(it) in (int, float) and lowest <= float(it) <= highest,  # type: ignore[arg-type]
        lambda it: float(it),  # type: ignore[arg-type]
    )


def order_of(columns: Sequence[str]) -> Kind:
    return Kind(
        f"one of {', '.join(columns)}, or one of them with - in front, to reverse the order",
        lambda it: isinstance(it, str) and it.removeprefix("-") in columns,
    )


def among(words: Sequence[str], *, needed: str) -> Kind:
    """A list of some of the words, in any order."""

    def fits(given: object) -> bool:
        if not _are_words(given):
            return False
        chosen = set(given)
        return needed in chosen and chosen <= set(words) and len(chosen) == len(given)

    allowed = f"a list of {', '.join(words)}, each at most once, and always with {needed}"
    return Kind(allowed, fits, lambda it: tuple(it))  # type: ignore[arg-type]


def _is_filter(given: object) -> bool:
    from xentui.fleet.filters import parse_filter

    if not isinstance(given, str) or len(given) > LONGEST_FILTER or harmless(given) != given:
        return False
    parse_filter(given)
    return True


def _are_keys(given: object) -> bool:
    return _keys(given) is not None


def _keys(given: object) -> tuple[str, ...] | None:
    """The names of the keys; None where there is anything but texts. Raises ValueError."""
    written = [given] if isinstance(given, str) else given
    if not isinstance(written, list) or not all(isinstance(each, str) for each in written):
        return None
    return tuple(key_named(each) for each in written)


def _is_path(given: object) -> bool:
    return isinstance(given, str) and posixpath.isabs(given) and "\0" not in given


def _are_words(given: object) -> TypeGuard[list[str]]:
    return isinstance(given, list) and all(isinstance(each, str) and each and "\0" not in each for each in given)


YES_OR_NO = Kind("true or false", lambda it: isinstance(it, bool))
PATH = Kind('a path that begins with "/"', _is_path)
WORDS = Kind('a list of non-empty texts: ["a", "b"]', _are_words, lambda it: tuple(it))  # type: ignore[arg-type]
CONTROL_KEY = Kind(
    'a key with ctrl that no shell needs: "ctrl+]", "ctrl+t"',
    lambda it: isinstance(it, str) and re.fullmatch(r"ctrl\+[abefgklnoprtuvwxy\]^_]", it) is not None,
)
FILTER = Kind(f"a text of one line with at most {LONGEST_FILTER} characters", _is_filter)
KEYS = Kind('a key or a list of keys: "x", ["f9", "ctrl+k"]', _are_keys, _keys)
