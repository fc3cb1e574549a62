"""The kinds of contact with a host, and how each is written into a recording and read from it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.redaction import without_passwords_in
from xentui_driver.model.serialization import from_plain, to_plain
from xentui_driver.model.value_classes import field_names
from xentui_driver.transport.protocol import Completed, FileEntry, FilePart

VERSION = 1
"""Of the form of a recording."""

Value = TypeVar("Value")
Json = Any


@dataclass(frozen=True, slots=True)
class Kind(Generic[Value]):
    """A kind of contact, and how its answer is written and read."""

    name: str
    to_json: Callable[[Value], Json]
    from_json: Callable[[tuple[str, ...], Json], Value]
    """From what was asked about and the answer."""


@dataclass(frozen=True, slots=True)
class Started:
    number: int
    output_path: str


_ENTRY = field_names(FileEntry)


def _of(kind: Any, value: Json) -> Any:
    """Raises ValueError."""
    return from_plain(kind, value)


def asked(about: Sequence[str]) -> list[str]:
    """What was asked about, as it is written down, without passwords."""
    return list(without_passwords_in(list(about)))


RUN: Kind[Completed] = Kind(
    "run",
    lambda it: {"exit_status": it.exit_status, "stdout": it.stdout, "stderr": it.stderr},
    lambda about, it: from_plain(Completed, {**it, "argv": list(about)}),
)
START: Kind[Started] = Kind(
    "start",
    lambda it: {"operation": it.number, "output_path": it.output_path},
    lambda _, it: from_plain(Started, {**it, "number": it["operation"]}),
)
OUTPUT: Kind[str | None] = Kind("output", lambda it: it, lambda _, it: _of(str | None, it))
"""An operation's output is read again and again: None where it hasn't changed."""
EXIT_STATUS: Kind[int | None] = Kind("exit_status", lambda it: it, lambda _, it: _of(int | None, it))
READ_FILE: Kind[bytes] = Kind(
    "read_file",
    lambda it: it.decode("utf-8", "surrogateescape"),
    lambda _, it: it.encode("utf-8", "surrogateescape"),
)
LIST_DIRECTORY: Kind[tuple[FileEntry, ...]] = Kind(
    "list_directory",
    lambda it: [list(to_plain(entry).values()) for entry in it],
    lambda _, it: tuple(from_plain(FileEntry, dict(zip(_ENTRY[: len(entry)], entry, strict=True))) for entry in it),
)
READ_LINKS: Kind[Mapping[str, str]] = Kind(
    "read_links",
    lambda it: [list(pair) for pair in it.items()],
    lambda _, it: dict(_of(tuple[tuple[str, str], ...], it)),
)
READ_PART: Kind[FilePart] = Kind(
    "read_part",
    lambda it: to_plain(it) | {"content": READ_FILE.to_json(it.content)},
    lambda _, it: from_plain(FilePart, {**it, "content": READ_FILE.from_json((), it["content"])}),
)
CHANGE_FILE: Kind[None] = Kind("change_file", lambda _: None, lambda *_: None)
"""What was done to which file; a file's content stays out of a bug report."""
TERMINAL_ARGV: Kind[tuple[str, ...]] = Kind("terminal_argv", list, lambda _, it: _of(tuple[str, ...], it))
CONVERSE: Kind[None] = Kind("converse", lambda _: None, lambda *_: None)
"""That a conversation has begun."""
ASK: Kind[str] = Kind("ask", lambda it: it, lambda _, it: _of(str, it))
KINDS = (
    RUN,
    CONVERSE,
    ASK,
    START,
    OUTPUT,
    EXIT_STATUS,
    READ_FILE,
    LIST_DIRECTORY,
    READ_LINKS,
    READ_PART,
    CHANGE_FILE,
    TERMINAL_ARGV,
)
