"""Keeps passwords out of what is written down: recordings, job records, the audit, the system's log."""

import re
from functools import cache
from typing import Any

from xentui_driver.model.lazy_pattern import lazy_pattern

HIDDEN = "***"

_NAME = r"passw(?:or)?d"
# As in a definition, in JSON, in JSON within JSON, in a listing of the store, on a command line. Without quotes a colon
# is one of a sentence.
_NAMED = r"""(?P<name> passw(?:or)?d (?P<end> \\*["'])? [ \t]* (?(end) [=:] | =) [ \t]*)
    (?: (?P<quote> \\+["']) .*? (?P=quote)
      | (?P<double> ") (?: [^"\\\n] | \\. )* "
      | (?P<single> ') [^'\n]* '
      | (?P<open> ["']) [^\n]*
      | (?(end) (?!) | [^,"'\n]+ )
    )"""
_WORD = r"([\w.-]*passw(?:or)?d[ \t]*=).+"


def without_passwords_in(value: Any) -> Any:
    """The values without passwords, which are hidden in every text; what is around them stays.

    Most texts were written by others, so a password is recognised only by the name in front of it: better to hide too
    much than too little.
    """
    if isinstance(value, str):
        return _matching(_NAMED, re.VERBOSE).sub(_hidden, value) if _may_name_one(value) else value
    if isinstance(value, dict):
        return {key: _of_key(key, each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_item(each) for each in value]
    return value


def names_a_password(text: str) -> bool:
    return _may_name_one(text) and _matching(_NAME).search(text) is not None


def _may_name_one(text: str) -> bool:
    """Whether the text may name a password at all: for most texts the expressions needn't even be compiled."""
    return "passw" in text.casefold()


def _of_key(key: object, value: Any) -> Any:
    if isinstance(key, str) and names_a_password(key):
        return _all_hidden(value)
    return without_passwords_in(value)


def _all_hidden(value: Any) -> Any:
    if isinstance(value, str):
        return HIDDEN
    return [_all_hidden(each) for each in value] if isinstance(value, list | tuple) else without_passwords_in(value)


def _item(value: Any) -> Any:
    """A word of a command line is hidden to its end, because no comma ends a setting there."""
    if isinstance(value, str) and _may_name_one(value) and (found := _matching(_WORD, re.DOTALL).fullmatch(value)):
        return f"{found[1]}{HIDDEN}"
    return without_passwords_in(value)


def _hidden(found: re.Match[str]) -> str:
    quote = found["quote"] or found["double"] or found["single"] or found["open"] or ""
    return f"{found['name']}{quote}{HIDDEN}{quote}"


@cache
def _matching(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Compiled when it is needed: few processes write anything down."""
    return lazy_pattern(pattern, flags | re.IGNORECASE)
