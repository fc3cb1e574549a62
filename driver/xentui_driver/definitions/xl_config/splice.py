"""Replaces pieces of a text."""

from collections.abc import Iterable
from typing import NamedTuple

_INDENTATION_LIMIT = 80


class Edit(NamedTuple):
    """The text to put between two offsets."""

    start: int
    end: int
    text: str = ""


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits applied; two may remove the same characters, which are removed once."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += (text[at : edit.start], edit.text)
        at = max(at, edit.end)
    return "".join((*pieces, text[at:]))


def line_start(text: str, offset: int) -> int:
    """The offset at which the line of `offset` begins."""
    return text.rfind("\n", 0, offset) + 1


def indentation(text: str, offset: int) -> str:
    """The blanks with which the line of `offset` begins, as far as a person would indent."""
    start = line_start(text, offset)
    return text[start : min(blanks_end(text, start), offset, start + _INDENTATION_LIMIT)]


def blanks_end(text: str, offset: int) -> int:
    """Where the blanks that begin at `offset` end."""
    while offset < len(text) and text[offset] in " \t":
        offset += 1
    return offset
