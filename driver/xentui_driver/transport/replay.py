"""Answers from a recording, as the host has answered."""

import shlex
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.error_values import error_from
from xentui_driver.model.errors import ParseError, TransportClosed, XenError
from xentui_driver.model.serialization import from_plain
from xentui_driver.model.strict_json import parsed
from xentui_driver.model.text import harmless
from xentui_driver.transport.contacts import (
    ASK,
    CHANGE_FILE,
    CONVERSE,
    EXIT_STATUS,
    KINDS,
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
from xentui_driver.transport.protocol import Completed, Conversation, FileEntry, FilePart, Operation, unheard

_ENDED_BY_CLOSE = (RUN, CONVERSE, ASK, START)


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
        return self.answer(RUN, argv)

    def start(self, argv: Sequence[str]) -> Operation:
        return _ReplayedOperation(self, tuple(argv), self.answer(START, argv))

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        return self.answer(READ_FILE, [path])

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        return self.answer(LIST_DIRECTORY, [path])

    def read_links(self, path: str) -> Mapping[str, str]:
        return self.answer(READ_LINKS, [path])

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        return self.answer(READ_PART, [path, str(offset), str(limit_bytes)])

    def converse(self, module: str, called: Callable[[], object] = unheard) -> Conversation:
        self.answer(CONVERSE, [module])
        return _ReplayedConversation(self, module)

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        self.answer(CHANGE_FILE, ["write", path])

    def move_file(self, path: str, target: str) -> None:
        self.answer(CHANGE_FILE, ["move", path, target])

    def make_link(self, path: str, target: str) -> None:
        self.answer(CHANGE_FILE, ["link", path, target])

    def remove_file(self, path: str) -> None:
        self.answer(CHANGE_FILE, ["remove", path])

    def sweep(self, folder: str) -> None:
        self.answer(CHANGE_FILE, ["sweep", folder])

    def press_sysrq(self, key: str) -> None:
        self.answer(CHANGE_FILE, ["sysrq", key])

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return self.answer(TERMINAL_ARGV, argv)

    def close(self) -> None:
        self._closed = True

    def answer(self, kind: Kind[Value], about: Sequence[str]) -> Value:
        """Raises the recorded error, TransportClosed, or XenError when the question isn't in the recording."""
        if self._closed and kind in _ENDED_BY_CLOSE:
            raise TransportClosed("The console is leaving.")
        with self._lock:
            answers = self._answers.get((kind.name, tuple(asked(about))))
            if not answers:
                raise XenError(
                    f"The recording has no answer to {kind.name} {shlex.join(about)}.",
                    next_step="Record again with --record, and do the same there.",
                )
            answer: Any = answers.popleft() if len(answers) > 1 else answers[0]
        if isinstance(answer, _Raised):
            raise answer.error()
        return answer  # type: ignore[no-any-return]


class _ReplayedConversation:
    def __init__(self, transport: ReplayTransport, module: str) -> None:
        self._transport = transport
        self._module = module

    def ask(self, line: str, *, timeout_s: float) -> str:
        return self._transport.answer(ASK, [self._module, line])

    def close(self) -> None:
        """Its answers are there as before for whoever begins another one."""


class _ReplayedOperation:
    def __init__(self, transport: ReplayTransport, argv: tuple[str, ...], started: Started) -> None:
        self.argv = argv
        self.output_path = started.output_path
        self._transport = transport
        self._number = str(started.number)
        self._output = ""

    def output(self) -> str:
        news = self._transport.answer(OUTPUT, [self._number])
        self._output = self._output if news is None else news
        return self._output

    def exit_status(self) -> int | None:
        return self._transport.answer(EXIT_STATUS, [self._number])


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
        (kind,) = (kind for kind in KINDS if kind.name == fields["contact"])
        about = tuple(asked(from_plain(tuple[str, ...], fields["about"])))
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
