"""Turns frozen values into what JSON can carry, and back: one xentui writes them, another one reads them."""

import types
import typing
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union

from xentui_driver.model.error_values import error_from, error_values
from xentui_driver.model.errors import XenError
from xentui_driver.model.value_classes import field_names, is_dataclass

Frozen = TypeVar("Frozen")
Plain = Any
"""A value that `json` can read and write."""


def to_plain(value: object) -> Plain:
    """A dataclass becomes an object, an Enum its value, a tuple or set a list."""
    if is_dataclass(type(value)):
        return {name: to_plain(getattr(value, name)) for name in field_names(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, XenError):
        return error_values(value)
    if isinstance(value, tuple | frozenset | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    return str(value) if isinstance(value, str) else value  # a Command is text like any other here


def from_plain(kind: type[Frozen], plain: Plain) -> Frozen:
    """A dataclass of that kind: unknown keys are ignored, missing ones have their defaults.

    Raises ValueError when `plain` can't be one.
    """
    try:
        return _read(kind, plain)  # type: ignore[no-any-return]
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"it isn't a {kind.__name__}: {error}") from error


def _read(kind: Any, plain: Plain) -> Any:
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        return _one_of(typing.get_args(kind), plain)
    if origin is tuple:
        item = typing.get_args(kind)[0]
        return tuple(_read(item, each) for each in _checked(list, plain))
    if origin is not None and issubclass(origin, Mapping):
        item = typing.get_args(kind)[1]
        return {_checked(str, key): _read(item, each) for key, each in _checked(dict, plain).items()}
    if isinstance(kind, str | typing.ForwardRef):
        return _nested(plain)
    if is_dataclass(kind):
        return _dataclass(kind, plain)
    if issubclass(kind, Enum):
        return kind(plain)
    if kind is XenError:
        return error_from(_checked(dict, plain))
    if kind is float and type(plain) is int:
        return float(plain)
    return _checked(kind, plain)


def _one_of(kinds: tuple[Any, ...], plain: Plain) -> Any:
    if plain is None and type(None) in kinds:
        return None
    reasons = []
    for kind in kinds:
        if kind is not type(None):
            try:
                return _read(kind, plain)
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
                reasons.append(str(error))
    raise ValueError("; ".join(reasons))


def _nested(plain: Plain) -> Any:
    """Resolves the only recursive type, xl.cfg's Value: a text, or a list of values."""
    return tuple(_nested(item) for item in plain) if isinstance(plain, list) else _checked(str, plain)


def _dataclass(kind: Any, plain: Plain) -> Any:
    known = _checked(dict, plain)
    hints = _hints(kind)
    return kind(**{name: _read(hint, known[name]) for name, hint in hints.items() if name in known})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    stated = kind.__annotations__
    if not any(isinstance(each, str) for each in stated.values()):
        return {name: stated[name] for name in field_names(kind)}  # nothing to look up, which takes long
    hints = typing.get_type_hints(kind)
    return {name: hints[name] for name in field_names(kind)}


def _checked(kind: Any, plain: Plain) -> Any:
    if type(plain) is not kind:  # not isinstance: True isn't a number here
        raise ValueError(f"{plain!r:.80} isn't a {kind.__name__}")
    return plain
