"""Splits the text of an xl.cfg into tokens, by the rules of libxlu_cfg_l.l."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from xentui_driver.model.errors import ParseError
from xentui_driver.model.lazy_pattern import lazy_pattern


class Kind(Enum):
    """What a token is for."""

    NAME = auto()
    NUMBER = auto()
    STRING = auto()
    ASSIGN = auto()
    ADD = auto()
    COMMA = auto()
    OPEN = auto()
    CLOSE = auto()
    SEMICOLON = auto()
    NEWLINE = auto()
    """The end of a line, its comment included."""
    STRAY = auto()
    """A word whose first character begins no token; reading stops there."""
    END = auto()


class Token(NamedTuple):
    """One token and where it stands."""

    kind: Kind
    text: str
    """A string without its quotes and escapes; for END a character that xl swallows there."""
    line_number: int
    start: int
    """Offset in the text."""
    end: int
    """Offset of the text after it; for END and STRAY, the length of the text."""


_TOKEN = lazy_pattern(
    r"""[ \t]*+(?:
      (?P<name>    [a-z][._0-9a-z]*+ )
    | (?P<string>  "[^"\\\n]*+(?:\\.[^"\\\n]*+)*+" | '[^'\\\n]*+(?:\\.[^'\\\n]*+)*+' )
    | (?P<number>  [0-9][0-9a-fx]*+ )
    | (?P<newline> \#[^\n]*+\n | \n )
    | (?P<mark>    \+= | [=,;\[\]] )
    | (?P<end>     \Z )
    | (?P<stray>   [^\n] )
    )""",
    re.VERBOSE,
)
_WORD = lazy_pattern(r"[^\s\"',;=#\[\]]*+")
_MARKS = {
    "=": Kind.ASSIGN,
    "+=": Kind.ADD,
    ",": Kind.COMMA,
    "[": Kind.OPEN,
    "]": Kind.CLOSE,
    ";": Kind.SEMICOLON,
}
_KINDS = {"name": Kind.NAME, "number": Kind.NUMBER, "newline": Kind.NEWLINE, "end": Kind.END}

_REASONS = {
    '"': "the string isn't closed on its line",
    "'": "the string isn't closed on its line",
    "#": "the comment on the last line needs a line end after it",
    "\r": "carriage return: xl doesn't accept Windows line ends (CRLF)",
    "\0": "NUL byte: this isn't a text file",
    "\ufeff": "byte order mark: save the file without one",
}

_ESCAPES = {
    '"': '"',
    "'": "'",
    "\\": "\\",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_OCTAL_DIGITS = frozenset("01234567")
_DECIMAL = lazy_pattern(r"[ \t\v\f\r]*+[+-]?[0-9]++")


def tokens(text: str, source: str) -> Iterator[Token]:
    """Every token of `text` in order, END or STRAY as the last; raises ParseError inside a token."""
    line_number, at = 1, 0
    while match := _TOKEN.match(text, at):
        group = match.lastgroup or ""
        start, at = match.start(group), match.end()
        if group == "mark":
            yield Token(_MARKS[match[group]], match[group], line_number, start, at)
        elif group == "string":
            content = _dequoted(match[group], text, source, line_number, start)
            yield Token(Kind.STRING, content, line_number, start, at)
        elif group == "stray":
            yield _stray(text, source, line_number, start)
            return
        else:
            yield Token(_KINDS[group], match[group], line_number, start, at)
        if group == "newline":
            line_number += 1
        elif group == "end":
            return


def line_at(text: str, offset: int) -> str:
    """The whole line of `text` in which `offset` lies."""
    begin = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return text[begin:] if end < 0 else text[begin:end]


def _stray(text: str, source: str, line_number: int, start: int) -> Token:
    """A character that begins no token, and the word after it.

    xl swallows it when it is the very last byte of a file: flex reaches the end before it reports the character.
    """
    character = text[start]
    if start == len(text) - 1 and (character.isascii() or "\udc80" <= character <= "\udcff"):
        return Token(Kind.END, character, line_number, start, len(text))
    if character in _REASONS:
        raise ParseError(source, line_number, line_at(text, start), _REASONS[character])
    word = _WORD.match(text, start + 1)
    return Token(Kind.STRAY, character + (word[0] if word else ""), line_number, start, len(text))


def _dequoted(quoted: str, text: str, source: str, line_number: int, start: int) -> str:
    """The content of a string; checks for a NUL first, since xl aborts on one."""
    content = quoted[1:-1]
    reason = "a NUL byte in a string" if "\0" in content else ""
    if not reason and "\\" in content:
        content, reason = _unescaped(content)
    if reason:
        raise ParseError(source, line_number, line_at(text, start), reason)
    return content


def _unescaped(content: str) -> tuple[str, str]:
    """The meaning of a string's content, and what is wrong with it (libxlu_cfg.c, xlu__cfgl_dequote).

    xl reads the digits of an octal escape as decimal, two or three of them with sign and blanks, and drops them; it
    always refuses a hexadecimal escape.
    """
    pieces: list[str] = []
    at = 0
    while (slash := content.find("\\", at)) >= 0:
        pieces.append(content[at:slash])
        escape = content[slash + 1]
        at = slash + 2
        if escape in _ESCAPES:
            pieces.append(_ESCAPES[escape])
            continue
        dropped = _DECIMAL.match(content, at, at + 3) if escape in _OCTAL_DIGITS else None
        if dropped is None or dropped.end() - at < 2:
            return "", f"unknown escape \\{escape} in a string; a backslash itself is written \\\\"
        at = dropped.end()
    pieces.append(content[at:])
    return "".join(pieces), ""
