"""Turns errors into values that JSON can carry, and back into errors."""

from collections.abc import Mapping
from typing import Any

from xentui_driver.model.errors import CommandFailed, ParseError, XenError

_WORDS = ("summary", "detail", "state_now", "next_step")


def error_values(error: XenError) -> dict[str, Any]:
    """The error's class and words, as values for JSON."""
    values: dict[str, Any] = {"class": type(error).__name__}
    values |= {name: getattr(error, name) for name in _WORDS}
    if isinstance(error, CommandFailed):
        values |= {"argv": list(error.argv), "exit_status": error.exit_status}
    return values


def error_from(values: Mapping[str, Any]) -> XenError:
    """The error that the values describe; a XenError where this version doesn't know its class.

    Raises KeyError, TypeError, ValueError or AttributeError for what `error_values` didn't make.
    """
    words = {name: values[name] for name in _WORDS}
    if not all(isinstance(word, str) for word in words.values()):
        raise TypeError("an error's words are text")
    argv, exit_status = values.get("argv", []), values.get("exit_status")
    if not (isinstance(argv, list) and all(isinstance(word, str) for word in argv)):
        raise TypeError("a command is a list of texts")
    if exit_status is not None and type(exit_status) is not int:
        raise TypeError("an exit status is a number")
    kind = _family(XenError).get(values["class"], XenError)
    if issubclass(kind, CommandFailed):
        return kind(words.pop("summary"), argv=argv, exit_status=exit_status, **words)
    try:
        return kind(words.pop("summary"), **words)
    except TypeError:  # its constructor takes more than words, as AmbiguousName's does
        return XenError(values["summary"], **words)


def _family(kind: type[XenError]) -> dict[str, type[XenError]]:
    """The class and its subclasses by name, without ParseError, whose constructor takes other words."""
    found = {kind.__name__: kind} if kind is not ParseError else {}
    for child in kind.__subclasses__():
        found |= _family(child)
    return found
