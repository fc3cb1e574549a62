"""Changes settings in the text of an xl.cfg and leaves everything else as it is: comments, order, blanks."""

from collections.abc import Iterator, Mapping, Sequence

from xentui_driver.definitions.xl_config.config import Config, Value
from xentui_driver.definitions.xl_config.keys import BOUNDED_KEYS, NUMBER_KEYS
from xentui_driver.definitions.xl_config.lexer import Kind, tokens
from xentui_driver.definitions.xl_config.list_editing import list_edits
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.definitions.xl_config.splice import Edit, blanks_end, indentation, line_start, spliced
from xentui_driver.definitions.xl_config.statements import Statement, statements
from xentui_driver.definitions.xl_config.writer import assignment, is_plain_number
from xentui_driver.model.errors import InvalidInput, ParseError
from xentui_driver.model.text import harmless


def edited(text: str, source: str, changes: Mapping[str, Value | None]) -> str:
    """The text with these settings changed, added at the end, or (None) removed.

    Afterwards the file means what `changes` says, `+=` and repeated settings included: the text is read back and
    compared. Raises ParseError when xl could not read the text, InvalidInput when a value can't be written.
    """
    before = parse(text, source)
    wanted = {key: value for key, value in changes.items() if not _is_so_already(before, key, value)}
    new = {key: assignment(key, value) for key, value in wanted.items() if value is not None}
    places = _places(text, wanted)
    edits = [edit for key, found in places.items() for edit in _edits(text, before, found, wanted[key])]
    result = spliced(text, edits)
    added = "".join(f"{line}\n" for key, line in new.items() if key not in places)
    if added:
        result = _ready_for_more(result) + added
    _check(before, result, source, wanted)
    return result


def _is_so_already(config: Config, key: str, value: Value | None) -> bool:
    """xl drops a number that was written with `+=`, so that one has to be written again."""
    is_dropped = key in config.latest and config.latest[key].is_addition and key in NUMBER_KEYS | BOUNDED_KEYS
    return config.get(key) == value and not is_dropped


def _places(text: str, wanted: Mapping[str, Value | None]) -> Mapping[str, Sequence[Statement]]:
    found: dict[str, list[Statement]] = {}
    for statement in statements(text) if wanted else ():
        if statement.key in wanted:
            found.setdefault(statement.key, []).append(statement)
    return found


def _edits(text: str, before: Config, found: Sequence[Statement], value: Value | None) -> Iterator[Edit]:
    """Changes only the assignment that counts, the last one, and its additions; but removes a setting everywhere."""
    if value is None:
        for statement in found:
            yield _removed(text, statement)
        return
    plain = [place for place, statement in enumerate(found) if not statement.is_addition]
    base, *additions = found[plain[-1] if plain else 0 :]
    old = before.get(base.key)
    if isinstance(old, tuple) and isinstance(value, tuple) and value:
        yield from list_edits(text, (base, *additions), old, value)
        return
    yield _replaced(text, base, value)
    for statement in additions:
        yield _removed(text, statement)


def _replaced(text: str, statement: Statement, value: Value) -> Edit:
    """The blanks around the = stay, += becomes =, a number without quotes stays one."""
    if statement.value.kind is Kind.NUMBER and isinstance(value, str) and is_plain_number(value):
        words = value
    else:
        words = assignment(statement.key, value).partition(" = ")[2]
    name = text[statement.start : statement.operator.start]
    blanks = text[statement.operator.end : statement.value.start]
    return Edit(statement.start, statement.end, f"{_kept_comments(text, statement)}{name}={blanks}{words}")


def _kept_comments(text: str, statement: Statement) -> str:
    """The comments inside a list that is removed, each with its line end, up to the next thing in the text."""
    indent = indentation(text, statement.start)
    return "".join(f"{comment}\n{indent}" for comment in statement.comments)


def _removed(text: str, statement: Statement) -> Edit:
    """Removes the whole line if nothing else is on it; its comments stay."""
    before, after = statement.before, statement.after
    comments = _kept_comments(text, statement)
    if after.kind is Kind.SEMICOLON:
        return Edit(statement.start, blanks_end(text, after.end), comments)
    if after.text != "\n":
        return Edit(statement.start, after.start, comments)
    if comments:
        return Edit(statement.start, after.start, comments.removesuffix(f"\n{indentation(text, statement.start)}"))
    if before is not None and before.kind is Kind.SEMICOLON:
        return Edit(before.end, after.start)
    return Edit(line_start(text, statement.start), after.end)


def _ready_for_more(text: str) -> str:
    """With a line end, and without the stray character that xl swallows only at the very end of a file."""
    if not text or text.endswith("\n"):
        return text
    *_, end = tokens(text, "")
    return f"{text[: end.start]}\n"


def _check(before: Config, result: str, source: str, wanted: Mapping[str, Value | None]) -> None:
    """Check that the file now says what was asked for, and that nothing else has changed."""
    expected = {key: value for key, value in before.values.items() if key not in wanted}
    expected |= {key: value for key, value in wanted.items() if value is not None}
    try:
        values = parse(result, source).values
    except ParseError as error:
        raise _unsafe(source) from error
    if values != expected:
        raise _unsafe(source)


def _unsafe(source: str) -> InvalidInput:
    return InvalidInput(
        f"{harmless(source)} can't be changed safely: it would not say what was asked for.",
        state_now="Nothing was done.",
        next_step="Change it in an editor.",
    )
