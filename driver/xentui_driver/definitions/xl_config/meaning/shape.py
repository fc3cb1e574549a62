"""Writes values as libxl's JSON does: in the order of its types, and only what isn't a default (gentypes.py)."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.lazy_pattern import lazy_pattern

Record: TypeAlias = dict[str, Any]
"""A structure of libxl while it is filled: what isn't in it has its default."""

NIL_UUID = "00000000-0000-0000-0000-000000000000"
NIL_MAC = "00:00:00:00:00:00"

_OPTION = lazy_pattern(r"(\w+)(?:=(\S+))?")


@dataclass(frozen=True, slots=True)
class Field:
    """One member; `default` is left out of the JSON, None where nothing ever is."""

    name: str
    written: Callable[[Any], Any]
    default: Any = None
    is_always_there: bool = False
    cases: Mapping[str, "Shape | None"] | None = None
    """Of a union: by the value of its key, which then stands behind the field's name."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A structure of libxl_types.idl."""

    fields: tuple[Field, ...]

    def written(self, record: Record) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in self.fields:
            if field.cases is not None:
                case = record[field.name]
                if case:
                    shape = field.cases[case]
                    found[f"{field.name}.{case}"] = shape.written(record.get("u", {})) if shape else {}
            elif field.is_always_there:
                found[field.name] = field.written(record.get(field.name, {}))
            elif field.name in record:
                value = field.written(record[field.name])
                if value != field.default:
                    found[field.name] = value
        return found


def shape(text: str, **inner: Shape | Mapping[str, Shape | None]) -> Shape:
    """A line for each member, its name and kind: `vdev text`, `cap int=-1`, `backend enum=unknown`.

    `array`, `shape` and `union` take what they hold from the argument of that name.
    """
    lines = (line.split() for line in text.splitlines() if line.strip())
    return Shape(tuple(_field(name, kind, inner) for name, kind in lines))


def _field(name: str, kind: str, inner: Mapping[str, Shape | Mapping[str, Shape | None]]) -> Field:
    word, default = _OPTION.fullmatch(kind).groups()  # type: ignore[union-attr]
    held = inner.get(name)
    if word == "union":
        assert isinstance(held, Mapping)
        return Field(name, dict, cases=held)
    if word == "shape":
        assert isinstance(held, Shape)
        return Field(name, held.written, is_always_there=True)
    if word == "array":
        assert isinstance(held, Shape)
        return Field(name, lambda items: [held.written(item) for item in items], [])
    written, usual = _KINDS[word]
    if default is None or not isinstance(usual, int):
        return Field(name, written, usual if default is None else default)
    return Field(name, written, written(int(default)))


def _wrapped(bits: int, *, is_signed: bool = False) -> Callable[[int], int]:
    """A C integer: what doesn't fit wraps around."""

    def written(number: int) -> int:
        rest = number & ((1 << bits) - 1)
        return rest - (1 << bits) if is_signed and rest >> (bits - 1) else rest

    return written


_KINDS: Mapping[str, tuple[Callable[[Any], Any], Any]] = {
    "int": (_wrapped(32, is_signed=True), 0),
    "u8": (_wrapped(8), 0),
    "u32": (_wrapped(32), 0),
    "u64": (_wrapped(64), 0),
    "bool": (bool, False),
    "defbool": (str, None),
    "text": (str, None),
    "enum": (str, None),
    "uuid": (str, NIL_UUID),
    "mac": (str, NIL_MAC),
    "texts": (list, []),
    "numbers": (list, []),
    "bitmap": (sorted, []),
    "bitmaps": (lambda maps: [sorted(each) for each in maps], []),
    "raw": (lambda value: value, None),
}
