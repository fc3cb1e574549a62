"""The operator's command hears of each notice, and can neither hold nor harm the console."""

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.waiting import until
from xentui_driver.jobs.notices import Notice, NoticeKind
from xentui_driver.jobs.notify_command import AT_ONCE, NoticeCommand, notice_fields, run_command

UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"
CRASHED = Notice(NoticeKind.CRASHED, "web", "web has crashed.", UUID, 3, "error")
ENDED = Notice(NoticeKind.JOB_ENDED, "host", "power cycle: failed.", None, None, "error", "failed", "7")


def python(text: str, *arguments: object) -> tuple[str, ...]:
    return (sys.executable, "-c", text, *map(str, arguments))


def test_the_command_finds_the_notice_in_its_environment() -> None:
    assert notice_fields(CRASHED, "dom0a") == {
        "XENTUI_NOTICE": "crashed",
        "XENTUI_HOST": "dom0a",
        "XENTUI_GUEST": "web",
        "XENTUI_UUID": UUID,
        "XENTUI_DOMID": "3",
        "XENTUI_TEXT": "web has crashed.",
        "XENTUI_VERDICT": "",
        "XENTUI_JOB": "",
    }
    fields = notice_fields(ENDED, "dom0a")
    assert (fields["XENTUI_UUID"], fields["XENTUI_DOMID"]) == ("", "")
    assert (fields["XENTUI_VERDICT"], fields["XENTUI_JOB"]) == ("failed", "7")


def test_hostile_text_is_harmless_and_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XENTUI_JOB", "of somebody else")
    failures: list[str] = []
    script = "import os, sys; open(sys.argv[1], 'wb').write(repr(sorted(os.environb.items())).encode())"
    command = NoticeCommand(python(script, tmp_path / "heard"), failures.append)
    command.run(
        Notice(NoticeKind.VANISHED, "a\0b\n\x1b[31m日\ud800", "x" * 9999, None, None, "warning"), "h", wait=True
    )
    assert failures == []
    heard = dict(eval((tmp_path / "heard").read_text()))
    assert heard[b"XENTUI_GUEST"].decode() == "a␀b␊␛[31m日�"
    assert heard[b"XENTUI_JOB"] == b""
    assert len(heard[b"XENTUI_TEXT"]) == 4096
    assert heard[b"PATH"] == os.environb[b"PATH"]


def test_the_command_has_a_session_of_its_own_and_no_terminal(tmp_path: Path) -> None:
    script = (
        "import os, sys; print('noise'); print('noise', file=sys.stderr);"
        "open(sys.argv[1], 'w').write(f'{os.getsid(0) == os.getpid()} {os.readlink(\"/proc/self/fd/0\")}"
        ' {os.readlink("/proc/self/fd/1")} {os.readlink("/proc/self/fd/2")}\')'
    )
    assert run_command(python(script, tmp_path / "told"), {}) == ""
    assert (tmp_path / "told").read_text() == "True /dev/null /dev/null /dev/null"


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    assert run_command(("touch", f"{tmp_path}/$(id) ; x"), {}) == ""
    assert [each.name for each in tmp_path.iterdir()] == ["$(id) ; x"]


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("/nowhere/mail",), "can't be run: No such file or directory"),
        (("/",), "can't be run: Permission denied"),
        (("true", "a\0b"), "isn't a valid command line: embedded null byte"),
        (("true", "\ud800"), "isn't a valid command line: "),
        (("",), "can't be run: "),
        (("false",), "failed with status 1"),
        (("sh", "-c", "kill -9 $$"), "failed with status -9"),
    ],
)
def test_what_goes_wrong_is_one_line_for_the_operator(argv: Sequence[str], words: str) -> None:
    failures: list[str] = []
    NoticeCommand(argv, failures.append).run(CRASHED, "dom0a", wait=True)
    (failure,) = failures
    assert failure.startswith(f"The notify command {argv[0]} {words}")
    assert failure.isprintable()


def test_a_command_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    slow = ("sh", "-c", 'sleep 600 & echo $! >"$0.new"; mv "$0.new" "$0"; wait', str(pid))
    assert run_command(slow, {}, limit_s=2.0) == "was killed: it took longer than 2 s"
    child = int(pid.read_text())
    until(lambda: not _is_running(child))


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # nobody may be there to collect it


def test_no_command_is_no_trouble() -> None:
    NoticeCommand((), _never).run(CRASHED, "dom0a")
    NoticeCommand((), _never).run(CRASHED, "dom0a", wait=True)


def _never(failure: str) -> None:
    raise AssertionError(failure)


class Slow:
    """A command that ends when it is let go."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.begun: list[str] = []

    def __call__(self, argv: Sequence[str], fields: Mapping[str, str]) -> str:
        self.begun.append(fields["XENTUI_GUEST"])
        self.go_on.wait(60)
        return f"failed for {fields['XENTUI_GUEST']}"


@pytest.fixture
def notices() -> Callable[[int], list[Notice]]:
    return lambda count: [Notice(NoticeKind.CRASHED, str(n), "", None, n, "error") for n in range(count)]


def test_telling_waits_for_nothing_and_runs_a_few_at_a_time(notices: Callable[[int], list[Notice]]) -> None:
    slow = Slow()
    failures: list[str] = []
    command = NoticeCommand(("mail",), failures.append, slow)
    for notice in notices(20):
        command.run(notice, "dom0a")
    until(lambda: len(slow.begun) == AT_ONCE)
    assert failures == []
    slow.go_on.set()
    until(lambda: len(failures) == 20)
    assert sorted(slow.begun, key=int) == [str(n) for n in range(20)]
    assert "The notify command mail failed for 7." in failures


def test_a_process_that_is_about_to_end_waits_for_its_command_only(notices: Callable[[int], list[Notice]]) -> None:
    slow = Slow()
    command = NoticeCommand(("mail",), _ignored, slow)
    for notice in notices(AT_ONCE):
        command.run(notice, "dom0a")
    until(lambda: len(slow.begun) == AT_ONCE)
    last = threading.Thread(target=command.run, args=(CRASHED, "dom0a"), kwargs={"wait": True})
    last.start()
    until(lambda: "web" in slow.begun)
    assert last.is_alive()
    slow.go_on.set()
    last.join(60)
    assert not last.is_alive()


def _ignored(failure: str) -> None:
    """The operator looks elsewhere."""
