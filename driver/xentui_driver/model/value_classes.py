"""The part of the standard library's `dataclasses` that values need, at a fiftieth of what it costs to define one.

`dataclasses` writes and compiles the source of six methods for each class when its module is imported, and imports
`inspect`: 12 ms, and then 0.7 ms for each of a hundred and fifty classes, of which a start uses a dozen. Here the
methods are shared functions over the names of the fields; only `__init__`, which runs for each row of each poll, is
compiled, once a class has shown that it has many values. Import them from `dataclass.py`, which tells type checkers
that they are the standard library's own. What takes dataclasses (`dataclasses.asdict`, pytest) takes these too.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, NoReturn, TypeVar

Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=type)


class _Missing:
    """Marks a field without a default; None may be a default."""


_MISSING = _Missing()


class _Field:
    """Written by hand, as `_Params` is: a NamedTuple costs as much as five values."""

    __slots__ = ("compare", "default", "default_factory", "repr")

    def __init__(
        self, default: Any = _MISSING, default_factory: Any = _MISSING, compare: bool = True, repr: bool = True
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.compare = compare
        self.repr = repr

    @property
    def is_required(self) -> bool:
        return self.default is _MISSING and self.default_factory is _MISSING


class _Params:
    """How a class was made, for code that inspects dataclasses (`pprint`)."""

    __slots__ = ("eq", "frozen")
    init = repr = True
    order = unsafe_hash = False

    def __init__(self, eq: bool, frozen: bool) -> None:
        self.eq = eq
        self.frozen = frozen


_PLAIN = _Field()
_UNTIL_COMPILED = 40
"""Compiling an `__init__` costs as much as making 22 values of two fields without one, 38 of ten, 43 of eighteen."""


def field(
    *, default: Any = _MISSING, default_factory: Any = _MISSING, compare: bool = True, repr: bool = True
) -> _Field:
    """Like `dataclasses.field`."""
    return _Field(default, default_factory, compare, repr)


class derived:
    """What follows from a value's fields, worked out once when it is made: by the thread that makes it.

    It is read like a property that costs nothing, and is no field: not compared, shown, given or copied.
    """

    __slots__ = ("follows",)

    def __init__(self, follows: Callable[[Any], Any]) -> None:
        """What it `follows` by may use the fields, and what is derived above it."""
        self.follows = follows


_Derived = Mapping[str, Callable[[Any], Any]]


def dataclass(*, slots: bool, frozen: bool = False, eq: bool = True) -> Callable[[Kind], Kind]:
    """Like `dataclasses.dataclass(slots=True)`, for classes without a base class that has fields."""
    assert slots, "values without slots are not provided for"

    def made(kind: Kind) -> Kind:
        namespace = dict(kind.__dict__)
        follows = {name: each.follows for name, each in namespace.items() if isinstance(each, derived)}
        assert frozen or not follows, "what is derived would not follow a change"
        for name in follows:
            del namespace[name]
        # A default in the class body would take the place of the slot.
        fields = {name: _field(namespace.pop(name, _MISSING)) for name in kind.__annotations__}
        for name in ("__dict__", "__weakref__"):
            namespace.pop(name, None)
        namespace |= _methods(kind, fields, follows, frozen=frozen, eq=eq)
        return type(kind)(kind.__name__, kind.__bases__, namespace)

    return made


def _field(stated: Any) -> _Field:
    if stated is _MISSING:
        return _PLAIN
    return stated if isinstance(stated, _Field) else _Field(stated)


def _methods(kind: type, fields: dict[str, _Field], follows: _Derived, *, frozen: bool, eq: bool) -> dict[str, Any]:
    names = tuple(fields)
    methods: dict[str, Any] = {
        "__qualname__": kind.__qualname__,
        "__slots__": (*names, *follows),
        "__match_args__": names,
        "__init__": _first_init(fields, follows, frozen=frozen),
        "__repr__": _repr(tuple(name for name, each in fields.items() if each.repr)),
        "__getstate__": _get_state,
        "__setstate__": _state_setter(follows) if follows else _set_state,
        "__dataclass_fields__": _StandardFields(fields),
        "__dataclass_params__": _Params(eq, frozen),
    }
    if eq:
        compared = tuple(name for name, each in fields.items() if each.compare)
        methods |= _comparison(attrgetter(*compared) if compared else type, frozen=frozen)
    if frozen:
        methods |= {"__setattr__": _refuse_change, "__delattr__": _refuse_removal}
    return methods


def _first_init(fields: dict[str, _Field], follows: _Derived, *, frozen: bool) -> Callable[..., None]:
    """An `__init__` for the first values of a class.

    After some values, or to refuse wrong arguments, a compiled one takes over.
    """
    left = _UNTIL_COMPILED

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0 or not _filled(self, fields, follows, args, kwargs):
            kind = type(self)
            kind.__init__ = compiled = _compiled_init(kind, fields, follows, frozen=frozen)
            compiled(self, *args, **kwargs)

    return __init__


def _filled(
    self: Any, fields: dict[str, _Field], follows: _Derived, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> bool:
    """Fill the fields; false where the arguments don't fit the class."""
    given = dict(zip(fields, args, strict=False))
    if len(args) > len(fields) or given.keys() & kwargs.keys() or kwargs.keys() - fields.keys():
        return False
    given |= kwargs
    for name, each in fields.items():
        if name in given:
            value = given[name]
        elif each.is_required:
            return False
        else:
            value = each.default if each.default_factory is _MISSING else each.default_factory()
        object.__setattr__(self, name, value)
    if hasattr(self, "__post_init__"):
        self.__post_init__()
    _derive(self, follows)
    return True


def _derive(self: Any, follows: _Derived) -> None:
    for name, follow in follows.items():
        object.__setattr__(self, name, follow(self))


def _compiled_init(kind: type, fields: dict[str, _Field], follows: _Derived, *, frozen: bool) -> Callable[..., None]:
    scope: dict[str, Any] = {"_set": object.__setattr__, "_missing": _MISSING}
    parameters, lines = ["self"], []
    for name, each in fields.items():
        given = name
        if each.default_factory is not _MISSING:
            scope[f"_make_{name}"] = each.default_factory
            given = f"_make_{name}() if {name} is _missing else {name}"
        if not each.is_required:
            scope[f"_default_{name}"] = each.default
        parameters.append(name if each.is_required else f"{name}=_default_{name}")
        lines.append(f" _set(self, {name!r}, {given})" if frozen else f" self.{name} = {given}")
    if hasattr(kind, "__post_init__"):
        lines.append(" self.__post_init__()")
    for name, follow in follows.items():
        scope[f"_follow_{name}"] = follow
        lines.append(f" _set(self, {name!r}, _follow_{name}(self))")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or [" pass"]), scope)
    init: Callable[..., None] = scope["__init__"]
    init.__qualname__ = f"{kind.__qualname__}.__init__"
    return init


def _repr(names: tuple[str, ...]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return __repr__


def _comparison(compared: Callable[[Any], Any], *, frozen: bool) -> dict[str, Any]:
    def __eq__(self: Any, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return bool(compared(self) == compared(other))

    def __hash__(self: Any) -> int:
        return hash(compared(self))

    return {"__eq__": __eq__, "__hash__": __hash__ if frozen else None}


def _refuse_change(_self: object, name: str, _value: object) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_removal(_self: object, name: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__match_args__]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


def _state_setter(follows: _Derived) -> Callable[[Any, list[Any]], None]:
    def __setstate__(self: Any, state: list[Any]) -> None:
        _set_state(self, state)
        _derive(self, follows)

    return __setstate__


class _StandardFields:
    """Makes `__dataclass_fields__` when it is first read: a start never reads it."""

    def __init__(self, fields: Mapping[str, _Field]) -> None:
        self._fields = fields

    def __get__(self, value: object, kind: type) -> dict[str, Any]:
        import dataclasses

        def stated(given: Any) -> Any:
            return dataclasses.MISSING if given is _MISSING else given

        made = {
            name: dataclasses.field(
                default=stated(each.default),
                default_factory=stated(each.default_factory),
                compare=each.compare,
                repr=each.repr,
            )
            for name, each in self._fields.items()
        }
        for name, each in made.items():
            each.name, each.type = name, kind.__annotations__[name]
            each._field_type = dataclasses._FIELD  # type: ignore[attr-defined]
        return made


def replace(value: Value, /, **changes: Any) -> Value:
    """Like `dataclasses.replace`."""
    names: tuple[str, ...] = value.__match_args__  # type: ignore[attr-defined]
    for name in names:
        if name not in changes:
            changes[name] = getattr(value, name)
    return type(value)(**changes)


def is_dataclass(kind: Any) -> bool:
    """Whether it is a dataclass, made by this decorator or by the standard library's."""
    return isinstance(kind, type) and "__dataclass_fields__" in vars(kind)


def field_names(kind: type) -> tuple[str, ...]:
    """The names of a dataclass's fields, in their order."""
    names: tuple[str, ...] = kind.__match_args__  # type: ignore[attr-defined]
    return names
