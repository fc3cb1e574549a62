"""Changes a setting in a file of /etc/default or /etc/sysconfig, which sh sources or systemd reads (systemd.exec(5)).

Only files of comments and plain settings are changed: in any other one nobody could tell which line counts.
"""

import re
from collections.abc import Callable

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless

_NAME = "[A-Za-z_][A-Za-z0-9_]*"
_PART = "|".join(
    (
        r"""[^ \t\n\0'"\\;&|<>()`~$]""",
        rf"\$(?:{_NAME}|\{{{_NAME}\}})",
        r"\\[^\n\0]",
        r"'[^'\n\0]*'",
        rf'"(?:[^"\\`$\n\0]|\\[^\n\0]|\$(?![({{])|\$\{{{_NAME}\}})*"',
    )
)
"""A part of a value: none that goes on in the next line, none that runs a command, and none of which the shells
make different things. A `#` in a value begins no comment (dash(1))."""
_VALUE = f"(?:{_PART})*"
_LINE = lazy_pattern(rf"[ \t]*(?:(?:export[ \t]+)?{_NAME}={_VALUE}[ \t]*)?(?:(?:^|(?<=[ \t]))#[^\n\0]*)?")
_WITHOUT_QUOTES = lazy_pattern(r"[A-Za-z0-9_@%+:,./=-]*")
"""What means the same with quotes."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A text with the setting as it is wanted."""

    text: str
    line: str
    """The line with the setting, without its end."""


def with_setting(text: str, name: str, wanted: Callable[[str], str]) -> Changed:
    """The text with another value of `name`; everything else stays as it is, to the byte.

    `wanted` makes the new value of the one that counts, both as sh would read them, quotes included; an empty one
    stands for a setting that isn't there. Raises InvalidInput for a text that isn't understood.
    """
    lines = text.split("\n")  # not splitlines(): for sh a form feed ends no line
    for number, line in enumerate(lines, start=1):
        if not _LINE.fullmatch(line):
            raise InvalidInput(f"Its line {number} is no plain setting: {harmless(line.strip(), 60)}")
    setting = re.compile(rf"([ \t]*(?:export[ \t]+)?{name}=)({_VALUE})(.*)", re.DOTALL)
    for at, line in reversed(tuple(enumerate(lines))):  # the last one counts
        if (found := setting.fullmatch(line)) is not None:
            lines[at] = f"{found[1]}{wanted(found[2])}{found[3]}"
            return Changed("\n".join(lines), lines[at])
    line = f"{name}={wanted('')}"
    lines.insert(_place(lines, name), line)
    return Changed("\n".join(lines), line)


def _place(lines: list[str], name: str) -> int:
    """Where a new line goes: below the comment that shows how, else to the end. The text gets an end where it is."""
    example = re.compile(rf"[ \t]*#[ \t]*{name}=.*", re.DOTALL)
    found = [at for at, line in enumerate(lines) if example.fullmatch(line)]
    if lines[-1]:
        lines.append("")
    return found[-1] + 1 if found else len(lines) - 1


def with_more(value: str, more: str) -> str:
    """The value with another word at its end, in the quotes that it has; `more` itself needs none."""
    if value in ("", "''", '""'):
        return f'"{more}"'
    if value[0] in "\"'" and len(re.findall(_PART, value)) == 1:
        return f"{value[:-1]} {more}{value[-1]}"
    if _WITHOUT_QUOTES.fullmatch(value):
        return f'"{value} {more}"'
    return f'{value}" {more}"'
