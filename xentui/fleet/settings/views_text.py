"""Changes one view in the text of the file of saved views; all else, comments too, stays as its writer has left it."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADER = re.compile(r"[ \t]*\[")


def with_view(text: str, name: str, values: Mapping[str, Any]) -> str:
    """The text with these values in the view of that name; without a name in the one of every console.

    Raises ValueError, with words, where that view isn't written as a table of its own with a line for each key.
    """
    lines = _LINE.findall(text)
    start = next((number for number, line in enumerate(lines) if _begins(line, name)), None)
    if start is None:
        new = f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}\n[{_table(name)}]\n{_lines(values)}"
    else:
        end = next((number for number in range(start + 1, len(lines)) if _HEADER.match(lines[number])), len(lines))
        body = _with_values(lines[start + 1 : end], values)
        new = "".join((*lines[: start + 1], *body, *lines[end:]))
    if not _says(new, text, name, values):
        raise ValueError(f"[{_table(name)}] isn't written as a table with a line for each key")
    return new


def _table(name: str) -> str:
    return f"view.{name}" if name else "view"


def _begins(line: str, name: str) -> bool:
    behind = rf"[ \t]*\.[ \t]*(['\"]?){re.escape(name)}\1" if name else ""
    return re.match(rf"[ \t]*\[[ \t]*view{behind}[ \t]*\]", line) is not None


def _with_values(body: list[str], values: Mapping[str, Any]) -> list[str]:
    """The lines of a table with these values, new keys behind the last old one."""
    lines, new = list(body), dict(values)
    last = 0
    number = 0
    while number < len(lines):
        found = re.match(r"[ \t]*(['\"]?)([A-Za-z0-9_-]+)\1[ \t]*=", lines[number])
        if found is None:
            number += 1
            continue
        length = _length_of_value(lines[number:])
        if found[2] in new:
            lines[number : number + length] = [_replaced(lines[number : number + length], found[2], new.pop(found[2]))]
            length = 1
        number += length
        last = number
    if last and not lines[last - 1].endswith("\n"):
        lines[last - 1] += "\n"
    return [*lines[:last], _lines(new), *lines[last:]]


def _length_of_value(lines: Sequence[str]) -> int:
    """How many lines a key and its value take; one where they can't be read."""
    return next((count for count in range(1, len(lines) + 1) if _read("".join(lines[:count])) is not None), 1)


def _replaced(lines: Sequence[str], key: str, value: object) -> str:
    """The lines of a key with another value; the same lines where it has that value already."""
    text = "".join(lines)
    if _read(text) == {key: _plain(value)}:
        return text
    ends = (at for at, letter in enumerate(text) if letter == "#" and _read(text[:at]) is not None)
    comment = next((f"  {text[at:].strip()}" for at in ends), "") if len(lines) == 1 else ""
    return f"{_line(key, value)}{comment}\n"


def _says(new: str, old: str, name: str, values: Mapping[str, Any]) -> bool:
    """Whether the new text says of that view what it should, and of all else what the old one says."""
    was = (_read(old) or {}).get("view", {})
    plain = {key: _plain(value) for key, value in values.items()}
    expected = {**was, name: {**was.get(name, {}), **plain}} if name else {**was, **plain}
    return _read(new) == {"view": expected}


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(f"{_line(key, value)}\n" for key, value in values.items())


def _line(key: str, value: object) -> str:
    """Texts, truth values, numbers and lists of texts are written in TOML as in JSON."""
    return f"{key} = {json.dumps(_plain(value), ensure_ascii=False)}"


def _plain(value: object) -> object:
    """As it is read back."""
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
