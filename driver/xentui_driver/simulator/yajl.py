"""JSON as libxl prints it (yajl_gen.c with `beautify` and libxl's indent of four blanks)."""

from collections.abc import Iterator

from xentui_driver.model.lazy_pattern import lazy_pattern

_SPECIAL = lazy_pattern(r'["\\\x00-\x1f]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INDENT = "    "


def as_json(value: object) -> str:
    """The text with a final line end; an empty object or list has an empty line inside."""
    return _written(value, "") + "\n"


def _written(value: object, margin: str) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case dict():
            members = (f"{_quoted(key)}: {_written(member, margin + _INDENT)}" for key, member in value.items())
            return _enclosed("{", members, "}", margin)
        case list() | tuple():
            return _enclosed("[", (_written(item, margin + _INDENT) for item in value), "]", margin)
    return str(value)


def _enclosed(begin: str, parts: Iterator[str], end: str, margin: str) -> str:
    inner = f",\n{margin}{_INDENT}".join(parts)
    return f"{begin}\n{f'{margin}{_INDENT}{inner}' if inner else ''}\n{margin}{end}"


def _quoted(text: str) -> str:
    """Other control characters by number, everything else unchanged, even what isn't UTF-8."""
    return '"' + _SPECIAL.sub(lambda match: _SHORT.get(match[0], f"\\u{ord(match[0]):04X}"), text) + '"'
