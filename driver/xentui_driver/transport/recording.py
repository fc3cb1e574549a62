"""Records every contact with a host: a bug report is a recording.

It holds everything that the host said, except the passwords of guests' screens.
"""

import itertools
import json
import threading
from collections.abc import Callable, Mapping, Sequence

from xentui_driver.model.clock import Clock, SystemClock
from xentui_driver.model.error_values import error_values
from xentui_driver.model.errors import XenError
from xentui_driver.model.redaction import HIDDEN, names_a_password, without_passwords_in
from xentui_driver.transport.contacts import (
    ASK,
    CHANGE_FILE,
    CONVERSE,
    EXIT_STATUS,
    LIST_DIRECTORY,
    OUTPUT,
    READ_FILE,
    READ_LINKS,
    READ_PART,
    RUN,
    START,
    TERMINAL_ARGV,
    VERSION,
    Json,
    Kind,
    Started,
    Value,
    asked,
)
from xentui_driver.transport.protocol import Completed, Conversation, FileEntry, FilePart, Operation, Transport, unheard


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
        return self.recorded(RUN, argv, lambda: self._inner.run(argv, timeout_s=timeout_s))

    def start(self, argv: Sequence[str]) -> Operation:
        begun: list[Operation] = []

        def begin() -> Started:
            begun.append(self._inner.start(argv))
            return Started(next(self._numbers), begun[0].output_path)

        started = self.recorded(START, argv, begin)
        return _RecordingOperation(self, begun[0], str(started.number))

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        return self.recorded(READ_FILE, [path], lambda: self._inner.read_file(path, limit_bytes=limit_bytes))

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        return self.recorded(LIST_DIRECTORY, [path], lambda: self._inner.list_directory(path))

    def read_links(self, path: str) -> Mapping[str, str]:
        return self.recorded(READ_LINKS, [path], lambda: self._inner.read_links(path))

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        return self.recorded(
            READ_PART,
            [path, str(offset), str(limit_bytes)],
            lambda: self._inner.read_part(path, offset=offset, limit_bytes=limit_bytes),
        )

    def converse(self, module: str, called: Callable[[], object] = unheard) -> Conversation:
        begun: list[Conversation] = []
        self.recorded(CONVERSE, [module], lambda: begun.append(self._inner.converse(module, called)))
        return _RecordingConversation(self, begun[0], module)

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        def write() -> None:
            self._inner.write_file(path, content, replacing=replacing, keeps_mode=keeps_mode)

        self.recorded(CHANGE_FILE, ["write", path], write)

    def move_file(self, path: str, target: str) -> None:
        self.recorded(CHANGE_FILE, ["move", path, target], lambda: self._inner.move_file(path, target))

    def make_link(self, path: str, target: str) -> None:
        self.recorded(CHANGE_FILE, ["link", path, target], lambda: self._inner.make_link(path, target))

    def remove_file(self, path: str) -> None:
        self.recorded(CHANGE_FILE, ["remove", path], lambda: self._inner.remove_file(path))

    def sweep(self, folder: str) -> None:
        self.recorded(CHANGE_FILE, ["sweep", folder], lambda: self._inner.sweep(folder))

    def press_sysrq(self, key: str) -> None:
        self.recorded(CHANGE_FILE, ["sysrq", key], lambda: self._inner.press_sysrq(key))

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return self.recorded(TERMINAL_ARGV, argv, lambda: self._inner.terminal_argv(argv))

    def close(self) -> None:
        self._inner.close()

    def recorded(self, kind: Kind[Value], about: Sequence[str], ask: Callable[[], Value]) -> Value:
        """Calls `ask`, and writes down what it returns or raises."""
        started_s = self._clock.monotonic_s()
        contact: dict[str, Json] = {"contact": kind.name, "about": asked(about)}
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


class _RecordingConversation:
    """A conversation whose answers are written down."""

    def __init__(self, transport: RecordingTransport, inner: Conversation, module: str) -> None:
        self._transport = transport
        self._inner = inner
        self._module = module

    def ask(self, line: str, *, timeout_s: float) -> str:
        return self._transport.recorded(ASK, [self._module, line], lambda: self._inner.ask(line, timeout_s=timeout_s))

    def close(self) -> None:
        self._inner.close()


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
        self._transport.recorded(OUTPUT, [self._number], self._news)
        return self._output or ""

    def exit_status(self) -> int | None:
        return self._transport.recorded(EXIT_STATUS, [self._number], self._inner.exit_status)

    def _news(self) -> str | None:
        before, self._output = self._output, self._inner.output()
        return None if self._output == before else self._output


def _shown(about: Sequence[str], answer: Json) -> Json:
    """An answer as it is written down. xenstore-read prints values without their names."""
    if about[:1] == ["xenstore-read"] and isinstance(answer, dict) and any(map(names_a_password, about)):
        return answer | {"stdout": HIDDEN, "stderr": HIDDEN}
    return without_passwords_in(answer)
