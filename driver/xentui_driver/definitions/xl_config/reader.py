"""Reads the tokens of an xl.cfg into settings, by the grammar of libxlu_cfg_y.y."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import NoReturn

from xentui_driver.definitions.xl_config.checks import dropped_settings
from xentui_driver.definitions.xl_config.config import Config, Setting, Value
from xentui_driver.definitions.xl_config.lexer import Kind, Token, line_at, tokens
from xentui_driver.model.errors import ParseError

DEPTH_LIMIT = 64
"""How deep lists may be nested: no setting of xl needs more than two levels; its own parser fails at about 5,000."""

_ENDS = (Kind.NEWLINE, Kind.SEMICOLON, Kind.END)
_SCALARS = (Kind.STRING, Kind.NUMBER)
"""No sets: to hash a member of an Enum takes longer than to compare it with three."""


def parse(text: str, source: str) -> Config:
    """What xl reads in `text`; bytes that aren't UTF-8 come as lone surrogates (`surrogateescape`).

    Raises ParseError for the first thing at which xl would refuse the file.
    """
    reader = _Reader(text, source)
    settings = reader.settings()
    values = _joined(settings)
    latest = {setting.key: setting for setting in settings}
    warned = (*dropped_settings(latest, values), *reader.warned)
    warnings = tuple(f"line {line}: {words}" for line, words in warned)
    lines = frozenset(line for line, _ in warned)
    return Config(source, settings, warnings, lines, MappingProxyType(values), MappingProxyType(latest))


class _Reader:
    """One pass over the tokens, with no step back and no recursion."""

    def __init__(self, text: str, source: str) -> None:
        self.warned: list[tuple[int, str]] = []
        self._text = text
        self._source = source
        self._tokens = tokens(text, source)
        self._is_list: dict[str, bool] = {}

    def settings(self) -> tuple[Setting, ...]:
        found: list[Setting] = []
        token = self._take()
        while token.kind is not Kind.END:
            if token.kind is Kind.NAME:
                found.append(self._assignment(token))
                token = self._statement_end(token)
            elif token.kind in _ENDS:
                token = self._take()
            else:
                self._refuse(token, _why_no_name(token))
        return tuple(found)

    def _assignment(self, name: Token) -> Setting:
        operator = self._take()
        if operator.kind is not Kind.ASSIGN and operator.kind is not Kind.ADD:
            self._refuse(name, f"no = after {_shown(name)}")
        is_addition = operator.kind is Kind.ADD
        value = self._value(name)
        is_list = isinstance(value, tuple)
        if is_addition and self._is_list.get(name.text, is_list) != is_list:
            self._refuse(name, f"+= would join a list and a single value in {_shown(name)}")
        self._is_list[name.text] = is_list
        return Setting(name.text, value, name.line_number, is_addition)

    def _value(self, name: Token) -> Value:
        token = self._take()
        if token.kind is Kind.OPEN:
            return self._list(token)
        if token.kind in _ENDS:
            self._refuse(name, f"no value for {_shown(name)}")
        return self._scalar(token)

    def _scalar(self, token: Token) -> str:
        if token.kind not in _SCALARS:
            self._refuse(token, _why_no_value(token))
        return token.text

    def _list(self, opening: Token) -> tuple[Value, ...]:
        outer: list[list[Value]] = []
        items: list[Value] = []
        after_item = False
        while True:
            token = self._take_in_list(opening)
            if token.kind is Kind.CLOSE:
                closed = tuple(items)
                if not outer:
                    return closed
                items = outer.pop()
                items.append(closed)
                after_item = True
            elif after_item:
                if token.kind is not Kind.COMMA:
                    where = f"in the list opened on line {opening.line_number}"
                    self._refuse(token, f"no comma or ] before {_shown(token)} {where}")
                after_item = False
            elif token.kind is Kind.OPEN:
                if len(outer) + 1 == DEPTH_LIMIT:
                    self._refuse(token, f"lists nested more than {DEPTH_LIMIT} deep")
                outer.append(items)
                items = []
            else:
                items.append(self._scalar(token))
                after_item = True

    def _take_in_list(self, opening: Token) -> Token:
        """Line ends count for nothing inside a list."""
        while (token := self._take()).kind is Kind.NEWLINE:
            continue
        if token.kind is Kind.END:
            self._refuse(opening, "this list isn't closed: no ] before the end of the file")
        return token

    def _statement_end(self, name: Token) -> Token:
        token = self._take()
        if token.kind not in _ENDS:
            self._refuse(token, _why_no_end(name, token, self._text[token.start - 1]))
        return token

    def _take(self) -> Token:
        token = next(self._tokens)
        if token.kind is Kind.END and token.text:
            self.warned.append((token.line_number, f"xl skips a stray {token.text!r} at the end of the file"))
        return token

    def _refuse(self, token: Token, reason: str) -> NoReturn:
        raise ParseError(self._source, token.line_number, line_at(self._text, token.start), reason)


def _joined(settings: Iterable[Setting]) -> dict[str, Value]:
    """The final value of each key; pieces are joined once, so that a million additions take linear time."""
    pieces: dict[str, list[Value]] = {}
    for setting in settings:
        if setting.is_addition and setting.key in pieces:
            pieces[setting.key].append(setting.value)
        else:
            pieces[setting.key] = [setting.value]
    return {key: found[0] if len(found) == 1 else _concatenated(found) for key, found in pieces.items()}


def _concatenated(pieces: list[Value]) -> Value:
    if isinstance(pieces[0], str):
        return "".join(piece for piece in pieces if isinstance(piece, str))
    return tuple(item for piece in pieces if isinstance(piece, tuple) for item in piece)


def _shown(token: Token) -> str:
    return f'"{token.text[:40]}"'


def _why_no_name(token: Token) -> str:
    if token.kind is Kind.STRAY and token.text[0].isupper():
        return f"{_shown(token)}: names of settings have only lower-case letters"
    return f"{_shown(token)} where a setting's name should be"


def _why_no_value(token: Token) -> str:
    if token.kind is Kind.NAME or (token.kind is Kind.STRAY and token.text[0].isalpha()):
        return f"bare word {_shown(token)}: text needs quotes"
    if token.kind is Kind.STRAY and token.text[0] in "+-":
        return f"{_shown(token)}: a number can't have a sign"
    return f"{_shown(token)} where a value should be"


def _why_no_end(name: Token, token: Token, character_before: str) -> str:
    if token.kind not in (Kind.NAME, Kind.STRAY):
        return f"{_shown(token)} after the value of {_shown(name)}"
    if character_before in "\"'":
        return f"{_shown(token)} right after the closing quote of {_shown(name)}; write a quote inside as \\' or \\\""
    if character_before.isalnum():
        return f"{_shown(name)} needs a number: digits only, without unit, point or sum"
    return f"{_shown(token)} after the value of {_shown(name)}; a new setting needs a new line"
