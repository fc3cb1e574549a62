"""Turns typed text into values of parameters, and values back into text."""

from collections.abc import Sequence

from xentui_driver.definitions.parameters.parameter import Parameter, ParameterValue
from xentui_driver.definitions.parameters.rules import shown
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.lazy_pattern import lazy_pattern

_YES = frozenset({"1", "yes", "true", "on"})
_NO = frozenset({"0", "no", "false", "off"})
_WHOLE = lazy_pattern(r"[+-]?[0-9]{1,12}")
_SIZE = lazy_pattern(r"(?P<count>[0-9]{1,12}) ?(?P<unit>[MmGgTt])(?:i?[Bb])?")
_MIB = {"m": 1, "g": 1 << 10, "t": 1 << 20}


class ValueRefused(InvalidInput):
    """What was typed isn't a value of the parameter."""

    def __init__(self, parameter: Parameter, problem: str) -> None:
        super().__init__(f"{parameter.key}: {problem}", state_now="Nothing was done.")
        self.problem = problem
        """The sentence alone, for a reader who sees which parameter is meant."""


def value_from(parameter: Parameter, texts: Sequence[str]) -> ParameterValue:
    """The value that was typed, one text for each item of a list; empty when nothing was typed.

    A number of MiB may have a unit: 2 GiB, 2g. Raises ValueRefused.
    """
    typed = [text.strip() for text in texts if text.strip()]
    if not typed:
        return () if parameter.kind is tuple else ""
    kinds = (parameter.kind, *parameter.other_kinds)
    if tuple in kinds and (parameter.kind is tuple or len(typed) > 1):
        return tuple(typed)
    if len(typed) > 1:
        raise _refused(parameter, shown(tuple(typed)), "one value")
    for kind in kinds:
        value = _single(parameter, kind, typed[0])
        if value is not None:
            return value
    raise _refused(parameter, "this" if parameter.is_secret else shown(typed[0]), parameter.rule)


def texts_of(value: ParameterValue) -> tuple[str, ...]:
    """The texts that `value_from` turns into that value."""
    if isinstance(value, bool):
        return ("yes",) if value else ("no",)
    if isinstance(value, tuple):
        return value
    return (str(value),) if value != "" else ()


def _single(parameter: Parameter, kind: type, text: str) -> ParameterValue | None:
    if kind is bool:
        return True if text.lower() in _YES else False if text.lower() in _NO else None
    if kind is int:
        return _number(parameter, text)
    return (text,) if kind is tuple else text


def _number(parameter: Parameter, text: str) -> int | None:
    if _WHOLE.fullmatch(text):
        return int(text)
    size = _SIZE.fullmatch(text) if parameter.unit == "MiB" else None
    return int(size["count"]) * _MIB[size["unit"].lower()] if size else None


def _refused(parameter: Parameter, what: str, rule: str) -> ValueRefused:
    return ValueRefused(parameter, f"{what} isn't {rule}.")
