"""Where in the text of an xl.cfg each assignment stands, with the items of its list and the comments inside."""

from collections.abc import Iterator, Sequence

from xentui_driver.definitions.xl_config.lexer import Kind, Token, tokens
from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list."""

    start: int
    end: int
    before: Token
    after: Token
    """The tokens on both sides: brackets, commas and line ends."""
    comma: Token | None
    """The comma that follows it, perhaps after line ends."""
    after_comma: Token | None
    comments: tuple[str, ...]
    """Inside an item that is a list."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One assignment."""

    key: str
    start: int
    operator: Token
    value: Token
    """The token of a single value, or the opening bracket."""
    end: int
    before: Token | None
    """The `;` or line end before it; None at the start of the file."""
    after: Token
    """The `;`, line end or end of the file that ends it."""
    items: tuple[Item, ...]
    comments: tuple[str, ...]
    """Inside its list."""

    @property
    def is_list(self) -> bool:
        return self.value.kind is Kind.OPEN

    @property
    def is_addition(self) -> bool:
        return self.operator.kind is Kind.ADD


def statements(text: str) -> tuple[Statement, ...]:
    """Every assignment in order, of a text that `parse` has accepted."""
    return tuple(_statements(tuple(tokens(text, ""))))


def _statements(found: Sequence[Token]) -> Iterator[Statement]:
    at = 0
    while at < len(found):
        if found[at].kind is not Kind.NAME:
            at += 1
            continue
        last = _last(found, at + 2)
        yield Statement(
            key=found[at].text,
            start=found[at].start,
            operator=found[at + 1],
            value=found[at + 2],
            end=found[last].end,
            before=found[at - 1] if at else None,
            after=found[last + 1],
            items=tuple(_items(found, at + 2, last)),
            comments=_comments(found, at + 2, last),
        )
        at = last + 1


def _last(found: Sequence[Token], first: int) -> int:
    """The place of a value's last token: the bracket that closes a list."""
    depth, at = 0, first
    while True:
        kind = found[at].kind
        depth += (kind is Kind.OPEN) - (kind is Kind.CLOSE)
        if depth == 0:
            return at
        at += 1


def _items(found: Sequence[Token], opening: int, closing: int) -> Iterator[Item]:
    at = opening + 1
    while at < closing:
        if found[at].kind in (Kind.NEWLINE, Kind.COMMA):
            at += 1
            continue
        last = _last(found, at)
        comma = _skipping_line_ends(found, last + 1)
        has_comma = found[comma].kind is Kind.COMMA
        yield Item(
            start=found[at].start,
            end=found[last].end,
            before=found[at - 1],
            after=found[last + 1],
            comma=found[comma] if has_comma else None,
            after_comma=found[comma + 1] if has_comma else None,
            comments=_comments(found, at, last),
        )
        at = last + 1


def _skipping_line_ends(found: Sequence[Token], at: int) -> int:
    while found[at].kind is Kind.NEWLINE:
        at += 1
    return at


def _comments(found: Sequence[Token], first: int, last: int) -> tuple[str, ...]:
    inside = (token for token in found[first:last] if token.kind is Kind.NEWLINE)
    return tuple(token.text.rstrip("\n") for token in inside if token.text != "\n")
