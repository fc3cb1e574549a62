"""Writes values as xl.cfg, so that nothing in a value can end its string, add a line or become another setting."""

from collections.abc import Mapping

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.keys import BOUNDED_KEYS, NUMBER_KEYS
from xentui_driver.definitions.xl_config.reader import DEPTH_LIMIT
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless

LINE_LENGTH = 100
"""A list that would make a longer line gets one line for each item."""

INDENT = "    "

# The escapes of libxlu_cfg.c, xlu__cfgl_dequote: there are no others, and every numeric escape is an error or lost. xl
# takes the remaining control characters as they are.
_ESCAPES = str.maketrans(
    {
        '"': '\\"',
        "\\": "\\\\",
        "\a": "\\a",
        "\b": "\\b",
        "\f": "\\f",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\v": "\\v",
    }
)
_KEY = lazy_pattern(r"[a-z][._0-9a-z]*")
_PLAIN_NUMBER = lazy_pattern(r"0|[1-9][0-9]*")


def quoted(text: str, *, what: str = "The text") -> str:
    """A string in double quotes. Raises InvalidInput for what no string of xl.cfg can hold, for example NUL.

    `what` names the string in the message; the text itself isn't shown, because it may be a password.
    """
    if "\0" in text:
        raise _refused(what, "xl aborts at a NUL byte")
    if not _is_bytes(text):
        raise _refused(what, "it contains a lone surrogate, which no byte stands for")
    return f'"{text.translate(_ESCAPES)}"'


def is_plain_number(text: str) -> bool:
    """Whether it can stand without quotes and means what it looks like: no sign, not octal."""
    return _PLAIN_NUMBER.fullmatch(text) is not None


def written_value(key: str, value: Value) -> str:
    """The right side of an assignment to `key`, on one line. Raises InvalidInput."""
    if isinstance(value, str) and is_plain_number(value) and key in NUMBER_KEYS | BOUNDED_KEYS:
        return value
    return _on_one_line(key, value, 0)


def assignment(key: str, value: Value) -> str:
    """`key = value`, without the line's end; a long list over several lines. Raises InvalidInput."""
    if not _KEY.fullmatch(key):
        raise _refused(f'"{harmless(key, 100)}"', "a setting's name has only lower-case letters, digits, . and _")
    line = f"{key} = {written_value(key, value)}"
    if isinstance(value, str) or not value or len(line) <= LINE_LENGTH:
        return line
    items = "".join(f"{INDENT}{_on_one_line(key, item, 1)},\n" for item in value)
    return f"{key} = [\n{items}]"


def write(values: Mapping[str, Value], *, heading: str = "") -> str:
    """A whole file, its settings in the order given; `heading` becomes comment lines. Raises InvalidInput."""
    comments = [f"# {harmless(line)}".rstrip() for line in heading.splitlines()]
    return "".join(f"{line}\n" for line in (*comments, *(assignment(key, values[key]) for key in values)))


def _on_one_line(key: str, value: Value, depth: int) -> str:
    what = f"The value of {key}"
    if isinstance(value, str):
        return quoted(value, what=what)
    if depth == DEPTH_LIMIT:
        raise _refused(what, f"it contains lists nested more than {DEPTH_LIMIT} deep")
    return f"[{', '.join(_on_one_line(key, item, depth + 1) for item in value)}]"


def _is_bytes(text: str) -> bool:
    """Whether a file can hold it, with bytes that aren't UTF-8 as lone surrogates, and gives the same text back."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") == text
    except UnicodeEncodeError:
        return False


def _refused(what: str, reason: str) -> InvalidInput:
    return InvalidInput(f"{what} can't be written in xl.cfg: {reason}.", state_now="Nothing was done.")
