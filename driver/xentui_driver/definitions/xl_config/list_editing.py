"""Changes the items of a list where they stand, so that each comment stays beside its item."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.lexer import Kind, Token
from xentui_driver.definitions.xl_config.splice import Edit, blanks_end, indentation, line_start
from xentui_driver.definitions.xl_config.statements import Item, Statement
from xentui_driver.definitions.xl_config.writer import written_value

_COMPARISONS_LIMIT = 250_000
"""Above this, items are only paired by position: a comparison of long lists takes minutes."""

Change = tuple[str, int, int, int, int]


def list_edits(text: str, lists: Sequence[Statement], old: Sequence[Value], new: Sequence[Value]) -> Iterator[Edit]:
    """The edits that turn the items of an assignment and its additions, `old` together, into `new`."""
    items = [item for statement in lists for item in statement.items]
    key = lists[0].key
    if not items:
        closing = lists[0].end - 1
        yield Edit(closing, closing, ", ".join(written_value(key, value) for value in new))
        return
    for tag, begin, end, new_begin, new_end in _changes(old, new):
        if tag == "equal":
            continue
        paired = min(end - begin, new_end - new_begin)
        for place in range(paired):
            if old[begin + place] != new[new_begin + place]:
                yield _replaced(text, items[begin + place], written_value(key, new[new_begin + place]))
        for item in items[begin + paired : end]:
            yield from _removed(text, item)
        words = [written_value(key, value) for value in new[new_begin + paired : new_end]]
        if words:
            yield from _inserted(text, items, begin + paired, words)


def _changes(old: Sequence[Value], new: Sequence[Value]) -> Sequence[Change]:
    if len(old) * len(new) > _COMPARISONS_LIMIT:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _replaced(text: str, item: Item, words: str) -> Edit:
    return Edit(item.start, item.end, _kept_comments(text, item) + words)


def _kept_comments(text: str, item: Item) -> str:
    """The comments inside an item that is removed, each with its line end, up to the next thing in the text."""
    indent = indentation(text, item.start)
    return "".join(f"{comment}\n{indent}" for comment in item.comments)


def _removed(text: str, item: Item) -> Iterator[Edit]:
    comments = _kept_comments(text, item)
    end, following = item.end, item.after
    if item.comma is not None and item.after_comma is not None:
        if item.after is item.comma:
            end, following = item.comma.end, item.after_comma
        else:
            yield Edit(item.comma.start, item.comma.end)
    if item.before.kind is Kind.NEWLINE and following.kind is Kind.NEWLINE:
        is_bare = following.text == "\n" and not comments
        start = line_start(text, item.start) if is_bare else item.start
        yield Edit(start, following.end if is_bare else following.start, comments)
    elif end > item.end:
        yield Edit(item.start, blanks_end(text, end), comments)
    elif item.comma is None and item.before.kind is Kind.COMMA:
        yield Edit(item.before.start, item.end, f" {comments}" if comments else "")
    else:
        yield Edit(item.start, item.end, comments)


def _inserted(text: str, items: Sequence[Item], place: int, words: Sequence[str]) -> Iterator[Edit]:
    """New items before the one at `place`; on lines of their own where their neighbour is on one."""
    if place == 0:
        start = items[0].start
        separator = f",\n{indentation(text, start)}" if items[0].before.kind is Kind.NEWLINE else ", "
        yield Edit(start, start, "".join(f"{word}{separator}" for word in words))
        return
    item = items[place - 1]
    indent = indentation(text, item.start)
    line_end = _end_of_own_line(item)
    if line_end is None:
        yield Edit(item.end, item.end, "".join(f", {word}" for word in words))
    elif item.comma is None:
        yield Edit(item.end, item.end, ",")
        yield Edit(line_end.end, line_end.end, ",\n".join(f"{indent}{word}" for word in words) + "\n")
    else:
        yield Edit(line_end.end, line_end.end, "".join(f"{indent}{word},\n" for word in words))


def _end_of_own_line(item: Item) -> Token | None:
    """The end of the line on which it and its comma are alone."""
    following = item.after_comma if item.after is item.comma else item.after
    if item.comma not in (None, item.after) or following is None:
        return None
    return following if item.before.kind is following.kind is Kind.NEWLINE else None
