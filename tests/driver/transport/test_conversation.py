"""A conversation with a process of our own: one line for one line, or a reason in time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.own_children import own_children
from tests.waiting import ROOM_S, until
from xentui_driver.model.errors import CommandFailed, CommandTimedOut, OutputTooLarge, TransportClosed, XenError
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.recording import RecordingTransport
from xentui_driver.transport.replay import ReplayTransport

TALKERS = "tests.driver.transport.talkers"


@pytest.fixture
def host() -> Iterator[LocalTransport]:
    transport = LocalTransport()
    yield transport
    transport.close()


def test_each_line_is_answered_by_one(host: LocalTransport) -> None:
    with closing(host.converse(f"{TALKERS}.echo")) as echo:
        said = [echo.ask(word, timeout_s=ROOM_S) for word in ("a", "b", "ü")]
    assert said == ["answer to a", "answer to b", "answer to ü"]


@pytest.mark.parametrize(
    ("module", "kind", "words"),
    [
        ("hangs", CommandTimedOut, "The talkers gave no answer in 1 s and was ended."),
        ("dies", CommandFailed, "The talkers has ended."),
        ("floods", OutputTooLarge, "The talkers answered with more than 8 MiB and was ended."),
        ("babbles", CommandFailed, "The talkers said more than it was asked."),
        ("nags", CommandFailed, "The talkers said more than it was asked."),
        ("nowhere", CommandFailed, "The talkers has ended."),
    ],
)
def test_every_fault_ends_it_with_its_reason(
    host: LocalTransport, capfd: pytest.CaptureFixture[str], module: str, kind: type[XenError], words: str
) -> None:
    talker = host.converse(f"{TALKERS}.{module}")
    with pytest.raises(kind) as failed:
        talker.ask("?", timeout_s=1.0 if module == "hangs" else ROOM_S)
    assert failed.value.summary == words
    assert failed.value.next_step
    with pytest.raises(CommandFailed, match="has ended"):
        talker.ask("?", timeout_s=ROOM_S)
    until(lambda: not own_children(f"{TALKERS}.{module} "))
    assert capfd.readouterr() == ("", "")


def test_an_empty_line_is_a_call_and_no_answer(host: LocalTransport) -> None:
    calls: list[str] = []
    with closing(host.converse(f"{TALKERS}.calls", lambda: calls.append(threading.current_thread().name))) as caller:
        for number, word in enumerate(("a", "b", "c"), start=1):
            assert caller.ask(word, timeout_s=ROOM_S) == f"answer to {word}"
            until(partial(_are, calls, number))
    assert threading.current_thread().name not in calls


def test_one_that_calls_on_and_on_is_heard_twice_and_then_no_more(host: LocalTransport) -> None:
    calls: list[None] = []
    nagger = host.converse(f"{TALKERS}.nags", lambda: calls.append(None))
    with pytest.raises(CommandFailed, match="said more than it was asked"):
        nagger.ask("?", timeout_s=ROOM_S)
    until(lambda: not own_children(f"{TALKERS}.nags "))
    until(lambda: not listeners())
    assert len(calls) <= 2


def test_nobody_listens_to_one_that_has_ended(host: LocalTransport) -> None:
    with closing(host.converse(f"{TALKERS}.echo")) as echo:
        echo.ask("a", timeout_s=ROOM_S)
        assert listeners()
    until(lambda: not listeners())


def test_leaving_ends_the_listening_too(host: LocalTransport) -> None:
    with closing(host.converse(f"{TALKERS}.hangs")):
        assert listeners()
        host.close()
        until(lambda: not listeners())


def _are(calls: list[str], number: int) -> bool:
    return len(calls) == number


def listeners() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("listen to ")]


def test_what_it_complains_of_is_the_detail_and_has_an_end(host: LocalTransport) -> None:
    with pytest.raises(CommandFailed) as failed:
        host.converse(f"{TALKERS}.dies").ask("?", timeout_s=ROOM_S)
    assert "xencall: error" in failed.value.detail
    assert len(failed.value.detail) <= 4096


def test_leaving_ends_it_at_once_while_it_hangs() -> None:
    host = LocalTransport()
    talker = host.converse(f"{TALKERS}.hangs")
    ended: list[XenError] = []

    def ask() -> None:
        try:
            talker.ask("?", timeout_s=3600.0)
        except TransportClosed as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    until(lambda: own_children(f"{TALKERS}.hangs "))
    began_s = time.monotonic()
    host.close()
    assert time.monotonic() - began_s < 0.1
    thread.join(ROOM_S)
    assert len(ended) == 1
    until(lambda: not own_children(f"{TALKERS}.hangs "))


def test_nothing_begins_after_leaving(host: LocalTransport) -> None:
    echo = host.converse(f"{TALKERS}.echo")
    host.close()
    with closing(echo), pytest.raises(TransportClosed):
        echo.ask("?", timeout_s=ROOM_S)
    with pytest.raises(TransportClosed):
        host.converse(f"{TALKERS}.echo")


def test_to_close_it_twice_does_no_harm(host: LocalTransport) -> None:
    echo = host.converse(f"{TALKERS}.echo")
    echo.close()
    echo.close()


def test_a_replay_answers_what_was_recorded_and_then_the_last_of_it(host: LocalTransport) -> None:
    lines: list[str] = []
    with closing(RecordingTransport(host, lines.append).converse(f"{TALKERS}.echo")) as recorded:
        recorded.ask("a", timeout_s=ROOM_S)
    replayed = ReplayTransport(lines).converse(f"{TALKERS}.echo")
    assert [replayed.ask("a", timeout_s=1.0) for _ in range(2)] == ["answer to a"] * 2
    with pytest.raises(XenError, match="no answer to ask"):
        replayed.ask("b", timeout_s=1.0)


def is_alive(pid: int) -> bool:
    """A zombie isn't alive."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_ends_with_a_console_that_is_killed() -> None:
    script = f"""
import os, signal, sys
from xentui_driver.transport.local import LocalTransport
echo = LocalTransport().converse("{TALKERS}.echo")
echo.ask("?", timeout_s=60)
sys.stdout.write(str(echo._child.pid))
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    until(lambda: not is_alive(int(killed.stdout)))
