"""Records every contact with a host, and answers from such a recording: a bug report is a recording.

It holds everything that the host said, except the passwords of guests' screens.
"""

import itertools
import json
import shlex
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from xentui_driver.model.clock import Clock, SystemClock
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.error_values import error_from, error_values
from xentui_driver.model.errors import ParseError, TransportClosed, XenError
from xentui_driver.model.redaction import HIDDEN, names_a_password, without_passwords_in
from xentui_driver.model.serialization import from_plain, to_plain
from xentui_driver.model.strict_json import parsed
from xentui_driver.model.text import harmless
from xentui_driver.model.value_classes import field_names
from xentui_driver.transport.protocol import Completed, FileEntry, Operation, Transport

VERSION = 1

Value = TypeVar("Value")
Json = Any


@dataclass(frozen=True, slots=True)
class _Kind(Generic[Value]):
    """A kind of contact, and how its answer is written and read."""

    name: str
    to_json: Callable[[Value], Json]
    from_json: Callable[[tuple[str, ...], Json], Value]
    """From what was asked about and the answer."""


@dataclass(frozen=True, slots=True)
class _Started:
    number: int
    output_path: str


_ENTRY = field_names(FileEntry)


def _of(kind: Any, value: Json) -> Any:
    """Raises ValueError."""
    return from_plain(kind, value)


def _asked(about: Sequence[str]) -> list[str]:
    """What was asked about, as it is written down, without passwords."""
    return list(without_passwords_in(list(about)))


def _shown(about: Sequence[str], answer: Json) -> Json:
    """An answer as it is written down. xenstore-read prints values without their names."""
    if about[:1] == ["xenstore-read"] and isinstance(answer, dict) and any(map(names_a_password, about)):
        return answer | {"stdout": HIDDEN, "stderr": HIDDEN}
    return without_passwords_in(answer)


_RUN: _Kind[Completed] = _Kind(
    "run",
    lambda it: {"exit_status": it.exit_status, "stdout": it.stdout, "stderr": it.stderr},
    lambda about, it: from_plain(Completed, {**it, "argv": list(about)}),
)
_START: _Kind[_Started] = _Kind(
    "start",
    lambda it: {"operation": it.number, "output_path": it.output_path},
    lambda _, it: from_plain(_Started, {**it, "number": it["operation"]}),
)
_OUTPUT: _Kind[str | None] = _Kind("output", lambda it: it, lambda _, it: _of(str | None, it))
"""An operation's output is read again and again: None where it hasn't changed."""
_EXIT_STATUS: _Kind[int | None] = _Kind("exit_status", lambda it: it, lambda _, it: _of(int | None, it))
_READ_FILE: _Kind[bytes] = _Kind(
    "read_file",
    lambda it: it.decode("utf-8", "surrogateescape"),
    lambda _, it: it.encode("utf-8", "surrogateescape"),
)
_LIST_DIRECTORY: _Kind[tuple[FileEntry, ...]] = _Kind(
    "list_directory",
    lambda it: [list(to_plain(entry).values()) for entry in it],
    lambda _, it: tuple(from_plain(FileEntry, dict(zip(_ENTRY[: len(entry)], entry, strict=True))) for entry in it),
)
_READ_LINKS: _Kind[Mapping[str, str]] = _Kind(
    "read_links",
    lambda it: [list(pair) for pair in it.items()],
    lambda _, it: dict(_of(tuple[tuple[str, str], ...], it)),
)
_CHANGE_FILE: _Kind[None] = _Kind("change_file", lambda _: None, lambda *_: None)
"""What was done to which file; a file's content stays out of a bug report."""
_TERMINAL_ARGV: _Kind[tuple[str, ...]] = _Kind("terminal_argv", list, lambda _, it: _of(tuple[str, ...], it))
_KINDS = (_RUN, _START, _OUTPUT, _EXIT_STATUS, _READ_FILE, _LIST_DIRECTORY, _READ_LINKS, _CHANGE_FILE, _TERMINAL_ARGV)


class RecordingTransport:
    """Passes everything on to another transport; each contact becomes a line of JSON."""

    def __init__(self, inner: Transport, write: Callable[[str], None], *, clock: Clock | None = None) -> None:
        """`write` gets one whole line for each call, never two calls at once; it must not raise."""
        self._inner = inner
        self._write = write
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._write_line({"xentui_recording": VERSION, "host": inner.host_name, "epoch_s": self._clock.epoch_s()})

    @property
    def host_name(self) -> str:
        return self._inner.host_name

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        return self.recorded(_RUN, argv, lambda: self._inner.run(argv, timeout_s=timeout_s))

    def start(self, argv: Sequence[str]) -> Operation:
        begun: list[Operation] = []

        def begin() -> _Started:
            begun.append(self._inner.start(argv))
            return _Started(next(self._numbers), begun[0].output_path)

        started = self.recorded(_START, argv, begin)
        return _RecordingOperation(self, begun[0], str(started.number))

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        return self.recorded(_READ_FILE, [path], lambda: self._inner.read_file(path, limit_bytes=limit_bytes))

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        return self.recorded(_LIST_DIRECTORY, [path], lambda: self._inner.list_directory(path))

    def read_links(self, path: str) -> Mapping[str, str]:
        return self.recorded(_READ_LINKS, [path], lambda: self._inner.read_links(path))

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None) -> None:
        def write() -> None:
            self._inner.write_file(path, content, replacing=replacing)

        self.recorded(_CHANGE_FILE, ["write", path], write)

    def move_file(self, path: str, target: str) -> None:
        self.recorded(_CHANGE_FILE, ["move", path, target], lambda: self._inner.move_file(path, target))

    def make_link(self, path: str, target: str) -> None:
        self.recorded(_CHANGE_FILE, ["link", path, target], lambda: self._inner.make_link(path, target))

    def remove_file(self, path: str) -> None:
        self.recorded(_CHANGE_FILE, ["remove", path], lambda: self._inner.remove_file(path))

    def sweep(self, folder: str) -> None:
        self.recorded(_CHANGE_FILE, ["sweep", folder], lambda: self._inner.sweep(folder))

    def press_sysrq(self, key: str) -> None:
        self.recorded(_CHANGE_FILE, ["sysrq", key], lambda: self._inner.press_sysrq(key))

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return self.recorded(_TERMINAL_ARGV, argv, lambda: self._inner.terminal_argv(argv))

    def close(self) -> None:
        self._inner.close()

    def recorded(self, kind: _Kind[Value], about: Sequence[str], ask: Callable[[], Value]) -> Value:
        """Calls `ask`, and writes down what it returns or raises."""
        started_s = self._clock.monotonic_s()
        contact: dict[str, Json] = {"contact": kind.name, "about": _asked(about)}
        try:
            answer = ask()
        except XenError as error:
            shown = without_passwords_in(error_values(error))
            self._write_line(contact | {"error": shown, "took_s": self._since(started_s)})
            raise
        shown = _shown(list(about), kind.to_json(answer))
        self._write_line(contact | {"answer": shown, "took_s": self._since(started_s)})
        return answer

    def _since(self, started_s: float) -> float:
        return round(self._clock.monotonic_s() - started_s, 6)

    def _write_line(self, line: dict[str, Json]) -> None:
        text = json.dumps(line) + "\n"
        with self._lock:
            self._write(text)


class _RecordingOperation:
    """An operation whose answers are written down."""

    def __init__(self, transport: RecordingTransport, inner: Operation, number: str) -> None:
        self._transport = transport
        self._inner = inner
        self._number = number
        self._output: str | None = None

    @property
    def argv(self) -> tuple[str, ...]:
        return self._inner.argv

    @property
    def output_path(self) -> str:
        return self._inner.output_path

    def output(self) -> str:
        self._transport.recorded(_OUTPUT, [self._number], self._news)
        return self._output or ""

    def exit_status(self) -> int | None:
        return self._transport.recorded(_EXIT_STATUS, [self._number], self._inner.exit_status)

    def _news(self) -> str | None:
        before, self._output = self._output, self._inner.output()
        return None if self._output == before else self._output


class ReplayTransport:
    """Answers each question as the host answered it, in that order; the last answer is repeated."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Raises ParseError when it isn't a recording of this version; a last line that is cut off is ignored."""
        numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
        if not numbered:
            raise ParseError("recording", 1, "", "it is empty")
        self.host_name = _host_name(*numbered[0])
        self._answers: dict[tuple[str, tuple[str, ...]], deque[object]] = {}
        self._lock = threading.Lock()
        self._closed = False
        for number, line in numbered[1:]:
            is_last = number == numbered[-1][0]
            try:
                name, about, answer = _contact(number, line)
            except ParseError:
                if is_last and not line.endswith("\n"):
                    break
                raise
            self._answers.setdefault((name, about), deque()).append(answer)

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        return self.answer(_RUN, argv)

    def start(self, argv: Sequence[str]) -> Operation:
        return _ReplayedOperation(self, tuple(argv), self.answer(_START, argv))

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        return self.answer(_READ_FILE, [path])

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        return self.answer(_LIST_DIRECTORY, [path])

    def read_links(self, path: str) -> Mapping[str, str]:
        return self.answer(_READ_LINKS, [path])

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None) -> None:
        self.answer(_CHANGE_FILE, ["write", path])

    def move_file(self, path: str, target: str) -> None:
        self.answer(_CHANGE_FILE, ["move", path, target])

    def make_link(self, path: str, target: str) -> None:
        self.answer(_CHANGE_FILE, ["link", path, target])

    def remove_file(self, path: str) -> None:
        self.answer(_CHANGE_FILE, ["remove", path])

    def sweep(self, folder: str) -> None:
        self.answer(_CHANGE_FILE, ["sweep", folder])

    def press_sysrq(self, key: str) -> None:
        self.answer(_CHANGE_FILE, ["sysrq", key])

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return self.answer(_TERMINAL_ARGV, argv)

    def close(self) -> None:
        self._closed = True

    def answer(self, kind: _Kind[Value], about: Sequence[str]) -> Value:
        """Raises the recorded error, TransportClosed, or XenError when the question isn't in the recording."""
        if self._closed and kind in (_RUN, _START):
            raise TransportClosed("The console is leaving.")
        with self._lock:
            answers = self._answers.get((kind.name, tuple(_asked(about))))
            if not answers:
                raise XenError(
                    f"The recording has no answer to {kind.name} {shlex.join(about)}.",
                    next_step="Record again with --record while that is asked.",
                )
            answer: Any = answers.popleft() if len(answers) > 1 else answers[0]
        if isinstance(answer, _Raised):
            raise answer.error()
        return answer  # type: ignore[no-any-return]


class _ReplayedOperation:
    def __init__(self, transport: ReplayTransport, argv: tuple[str, ...], started: _Started) -> None:
        self.argv = argv
        self.output_path = started.output_path
        self._transport = transport
        self._number = str(started.number)
        self._output = ""

    def output(self) -> str:
        news = self._transport.answer(_OUTPUT, [self._number])
        self._output = self._output if news is None else news
        return self._output

    def exit_status(self) -> int | None:
        return self._transport.answer(_EXIT_STATUS, [self._number])


@dataclass(frozen=True, slots=True)
class _Raised:
    """An answer that was an error; each raise makes a new one, because a traceback would grow."""

    fields: Json

    def error(self) -> XenError:
        return error_from(self.fields)


def _host_name(number: int, line: str) -> str:
    fields = _fields(number, line)
    version = fields.get("xentui_recording")
    if version != VERSION or not isinstance(fields.get("host"), str):
        raise ParseError("recording", number, line, f"version {version!r} instead of {VERSION}")
    return harmless(fields["host"])


def _contact(number: int, line: str) -> tuple[str, tuple[str, ...], object]:
    """The kind of contact, what was asked about, and the answer or the error."""
    fields = _fields(number, line)
    try:
        (kind,) = (kind for kind in _KINDS if kind.name == fields["contact"])
        about = tuple(_asked(_of(tuple[str, ...], fields["about"])))
        if "error" in fields:
            raised = _Raised(fields["error"])
            raised.error()  # so that a fault in it shows at once
            return kind.name, about, raised
        return kind.name, about, kind.from_json(about, fields["answer"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ParseError("recording", number, line, "it isn't a contact") from error


def _fields(number: int, line: str) -> dict[str, Json]:
    try:
        fields = parsed(line)
    except ValueError as error:
        raise ParseError("recording", number, line, "it isn't JSON") from error
    if not isinstance(fields, dict):
        raise ParseError("recording", number, line, "it isn't an object")
    return fields
