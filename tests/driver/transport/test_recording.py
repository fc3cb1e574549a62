"""What was recorded is answered again, whatever it was."""

import json
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xentui_driver.model.errors import (
    CommandFailed,
    CommandTimedOut,
    FileUnreadable,
    NoSuchDomain,
    ParseError,
    ToolMissing,
    TransportClosed,
    XenError,
)
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import Completed, FileEntry, FilePart, Operation, Transport
from xentui_driver.transport.recording import RecordingTransport
from xentui_driver.transport.replay import ReplayTransport

Outcome = Completed | FilePart | str | bytes | tuple[object, ...] | Mapping[str, str] | XenError
Question = tuple[str, tuple[str, ...]]


class Host:
    """Answers what it is told to, in that order."""

    host_name = "dom0a"

    def __init__(self, *outcomes: Outcome) -> None:
        self._outcomes = list(outcomes)

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        outcome = self._next()
        assert isinstance(outcome, Completed)
        return Completed(tuple(argv), outcome.exit_status, outcome.stdout, outcome.stderr)

    def start(self, argv: Sequence[str]) -> Operation:
        outcome = self._next()
        assert isinstance(outcome, tuple)
        return Steps(tuple(argv), *outcome)  # type: ignore[arg-type]

    def converse(self, module: str, called: object = None) -> "Host":
        return self

    def ask(self, line: str, *, timeout_s: float) -> str:
        outcome = self._next()
        assert isinstance(outcome, str)
        return outcome

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        outcome = self._next()
        assert isinstance(outcome, bytes)
        return outcome

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        return self._next()  # type: ignore[return-value]

    def read_links(self, path: str) -> Mapping[str, str]:
        return self._next()  # type: ignore[return-value]

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        return self._next()  # type: ignore[return-value]

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        self._next()

    def move_file(self, path: str, target: str) -> None:
        self._next()

    def make_link(self, path: str, target: str) -> None:
        self._next()

    def remove_file(self, path: str) -> None:
        self._next()

    def sweep(self, folder: str) -> None:
        self._next()

    def press_sysrq(self, key: str) -> None:
        self._next()

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return ("/usr/sbin/" + argv[0], *argv[1:])

    def close(self) -> None:
        self._outcomes.clear()

    def _next(self) -> Outcome:
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, XenError):
            raise outcome
        return outcome


class Steps:
    """An operation that gets on by one step each time its status is asked."""

    output_path = "/var/lib/xentui/operations/1.log"

    def __init__(self, argv: tuple[str, ...], *steps: tuple[str, int | None]) -> None:
        self.argv = argv
        self._steps = list(steps)

    def output(self) -> str:
        return self._steps[0][0]

    def exit_status(self) -> int | None:
        return (self._steps.pop(0) if len(self._steps) > 1 else self._steps[0])[1]


def followed(host: Transport) -> list[object]:
    """All that is seen of an operation up to its end."""
    operation = host.start(["xl", "migrate", "7", "dom0b"])
    seen: list[object] = [operation.argv, operation.output_path, operation.output()]
    while (status := operation.exit_status()) is None:
        seen.append(operation.output())
    return [*seen, status]


def recorded(*outcomes: Outcome) -> tuple[RecordingTransport, list[str]]:
    lines: list[str] = []
    return RecordingTransport(Host(*outcomes), lines.append), lines


def asked(host: Transport, question: Question) -> object:
    """The answer, or what tells one error from another."""
    kind, about = question
    ask: dict[str, Callable[[], object]] = {
        "run": lambda: host.run(about, timeout_s=1.0),
        "ask": lambda: host.converse(about[0]).ask("?", timeout_s=1.0),
        "read_file": lambda: host.read_file(about[0]),
        "list_directory": lambda: host.list_directory(about[0]),
        "read_links": lambda: host.read_links(about[0]),
        "read_part": lambda: host.read_part(about[0], offset=-7, limit_bytes=40),
    }
    try:
        return ask[kind]()
    except XenError as error:
        words = (error.summary, error.detail, error.state_now, error.next_step)
        return type(error), words, getattr(error, "argv", None), getattr(error, "exit_status", None)


without_clock = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

TEXT = st.binary(max_size=40).map(lambda it: it.decode("utf-8", "surrogateescape"))
WORDS = st.lists(st.sampled_from(["xl", "list", "7", "-v", "web 01", "\udcff"]), min_size=1, max_size=3).map(tuple)
PLAIN_ERROR = st.builds(
    lambda kind, summary, detail: kind(summary, detail=detail, state_now="It runs."),
    st.sampled_from([XenError, ToolMissing, CommandTimedOut, FileUnreadable]),
    st.text("az[] \x1b\n\u202eä…", max_size=10),
    st.text("az[] \x1b\n\u202eä…", max_size=10),
)
FAILURE = st.builds(
    lambda kind, argv, status: kind("It failed.", argv=argv, exit_status=status),
    st.sampled_from([CommandFailed, NoSuchDomain]),
    WORDS,
    st.none() | st.integers(-64, 255),
)
ANSWERS: dict[str, st.SearchStrategy[Outcome]] = {
    "run": st.builds(Completed, st.just(()), st.integers(-64, 255), TEXT, TEXT),
    "ask": TEXT,
    "read_file": st.binary(max_size=40),
    "read_links": st.dictionaries(TEXT, TEXT, max_size=3),
    "read_part": st.builds(
        FilePart,
        st.binary(max_size=40),
        st.integers(0),
        st.integers(0),
        st.floats(allow_nan=False, allow_infinity=False),
        st.integers(0),
        st.integers(0),
    ),
    "list_directory": st.lists(
        st.builds(FileEntry, TEXT, st.booleans(), st.integers(0), st.floats(allow_nan=False, allow_infinity=False))
    ).map(tuple),
}
CONTACTS = st.sampled_from(sorted(ANSWERS)).flatmap(
    lambda kind: st.tuples(st.tuples(st.just(kind), WORDS), ANSWERS[kind] | PLAIN_ERROR | FAILURE)
)


@without_clock
@given(st.lists(CONTACTS, max_size=8))
def test_a_replay_answers_as_the_host_did(contacts: list[tuple[Question, Outcome]]) -> None:
    host, lines = recorded(*(outcome for _, outcome in contacts))
    questions = [question for question, _ in contacts]
    answers = [asked(host, question) for question in questions]

    replay = ReplayTransport(lines)
    assert [asked(replay, question) for question in questions] == answers


@without_clock
@given(st.lists(CONTACTS, max_size=4))
def test_a_contact_is_one_line_of_ascii(contacts: list[tuple[Question, Outcome]]) -> None:
    host, lines = recorded(*(outcome for _, outcome in contacts))
    for question, _ in contacts:
        asked(host, question)

    begun = [kind for (kind, _), _ in contacts if kind == "ask"]  # each begins a conversation, which is a line too
    assert len(lines) == 1 + len(contacts) + len(begun)
    assert all(line.isascii() and line.index("\n") == len(line) - 1 for line in lines)


def test_a_line_says_what_was_asked_what_came_and_how_long_it_took() -> None:
    host, lines = recorded(Completed((), 1, "out", "err"))
    host.run(["xl", "list"], timeout_s=1.0)
    header, line = map(json.loads, lines)

    assert (header["xentui_recording"], header["host"]) == (1, "dom0a")
    assert line.pop("took_s") >= 0
    assert line == {
        "contact": "run",
        "about": ["xl", "list"],
        "answer": {"exit_status": 1, "stdout": "out", "stderr": "err"},
    }


def test_answers_come_in_their_order_and_the_last_one_stays() -> None:
    host, lines = recorded(Completed((), 0, "first", ""), Completed((), 0, "last", ""))
    for _ in range(2):
        host.run(["xl", "list"], timeout_s=1.0)
    replay = ReplayTransport(lines)

    assert [replay.run(["xl", "list"], timeout_s=1.0).stdout for _ in range(3)] == ["first", "last", "last"]


def test_an_operation_is_replayed_step_by_step() -> None:
    host, lines = recorded((("one", None), ("one", None), ("one two", None), ("one two three", 0)))
    seen = followed(host)

    assert seen[2:] == ["one", "one", "one two", "one two three", 0]
    assert followed(ReplayTransport(lines)) == seen


def test_an_operations_output_that_stays_the_same_is_recorded_once() -> None:
    host, lines = recorded((("one", None),))
    operation = host.start(["xl", "migrate", "7", "dom0b"])
    for _ in range(5):
        operation.output()

    assert sum('"one"' in line for line in lines) == 1


def test_the_way_to_a_terminal_is_recorded() -> None:
    host, lines = recorded()
    host.terminal_argv(["xl", "console", "7"])

    assert ReplayTransport(lines).terminal_argv(["xl", "console", "7"]) == ("/usr/sbin/xl", "console", "7")


def test_what_was_never_asked_has_no_answer() -> None:
    _, lines = recorded()

    with pytest.raises(XenError, match="no answer to run xl list"):
        ReplayTransport(lines).run(["xl", "list"], timeout_s=1.0)


def test_a_closed_replay_runs_and_starts_nothing() -> None:
    host, lines = recorded(Completed((), 0, "", ""))
    host.run(["xl", "list"], timeout_s=1.0)
    replay = ReplayTransport(lines)
    replay.close()

    with pytest.raises(TransportClosed):
        replay.run(["xl", "list"], timeout_s=1.0)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "isn't JSON"),
        ("[]", "isn't an object"),
        ("{}", "isn't a contact"),
        ('{"contact": "dance", "about": [], "answer": 1}', "isn't a contact"),
        ('{"contact": "run", "about": ["xl"], "answer": 1}', "isn't a contact"),
        ('{"contact": "run", "about": ["xl"], "error": {"class": "XenError"}}', "isn't a contact"),
    ],
)
def test_a_line_that_is_no_contact_is_named(line: str, reason: str) -> None:
    _, lines = recorded()

    with pytest.raises(ParseError, match=f"recording, line 2: it {reason}"):
        ReplayTransport([*lines, line + "\n"])


@pytest.mark.parametrize("lines", [[], ["\n"], ['{"xentui_recording": 2, "host": "dom0a"}\n'], ["xl list\n"]])
def test_what_is_no_recording_of_this_version_is_refused(lines: list[str]) -> None:
    with pytest.raises(ParseError, match="recording, line 1"):
        ReplayTransport(lines)


def test_a_last_line_that_is_cut_off_is_left_out() -> None:
    host, lines = recorded(Completed((), 0, "all", ""), Completed((), 0, "half", ""))
    for _ in range(2):
        host.run(["xl", "list"], timeout_s=1.0)
    replay = ReplayTransport([*lines[:2], lines[2][:-20]])

    assert [replay.run(["xl", "list"], timeout_s=1.0).stdout for _ in range(2)] == ["all", "all"]


def test_an_error_of_a_class_that_isnt_known_keeps_its_words() -> None:
    host, lines = recorded(ToolMissing("No xl."))
    asked(host, ("run", ("xl",)))

    with pytest.raises(XenError, match=r"No xl\. Install") as caught:
        ReplayTransport([line.replace("ToolMissing", "ErrorOfNextYear") for line in lines]).run(["xl"], timeout_s=1.0)
    assert type(caught.value) is XenError


def test_closing_a_recording_closes_the_host() -> None:
    host = RecordingTransport(LocalTransport(), lambda _: None)
    host.close()

    with pytest.raises(TransportClosed):
        host.run(["true"], timeout_s=1.0)
