"""The local transport with small real commands."""

import os
import re
import signal
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.pseudo_terminal import Program
from tests.waiting import until
from xentui_driver.model.errors import (
    CommandFailed,
    CommandTimedOut,
    FileMissing,
    FileUnreadable,
    OutputTooLarge,
    ToolMissing,
    TransportClosed,
    XenError,
)
from xentui_driver.transport import children
from xentui_driver.transport.local import LocalOperation, LocalTransport

HANG = "exec sleep 1000"
DRIVER_FOLDER = str(Path(children.__file__).parents[2])


@pytest.fixture
def operations(tmp_path: Path) -> Path:
    return tmp_path / "state" / "operations"


@pytest.fixture
def host(operations: Path) -> Iterator[LocalTransport]:
    transport = LocalTransport(operations_folder=str(operations))
    yield transport
    transport.close()


def is_alive(pid: int) -> bool:
    """A zombie isn't alive."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def pid_in(path: Path) -> int:
    return int(until(lambda: path.exists() and path.read_text().strip()))


def wait_for(path: Path) -> str:
    """The shell's words for it."""
    return f"until test -e {path}; do sleep 0.01; done"


def ended(operation: LocalOperation) -> int:
    until(lambda: operation.exit_status() is not None)
    status = operation.exit_status()
    assert status is not None
    return status


def test_a_command_answers_with_both_streams_and_its_status(host: LocalTransport) -> None:
    completed = host.run(["sh", "-c", "echo out; echo err >&2; exit 3"], timeout_s=10)

    assert (completed.stdout, completed.stderr, completed.exit_status) == ("out\n", "err\n", 3)
    assert completed.argv == ("sh", "-c", "echo out; echo err >&2; exit 3")


def test_a_command_runs_in_the_c_locale_with_nothing_to_read(host: LocalTransport) -> None:
    assert host.run(["sh", "-c", "echo $LC_ALL; cat"], timeout_s=10).stdout == "C\n"


def test_no_shell_looks_at_the_arguments(host: LocalTransport) -> None:
    assert host.run(["echo", "$(id); *"], timeout_s=10).stdout == "$(id); *\n"


def test_a_signal_that_ends_a_command_is_a_negative_status(host: LocalTransport) -> None:
    assert host.run(["sh", "-c", "kill -TERM $$"], timeout_s=10).exit_status == -signal.SIGTERM


def test_bytes_that_are_no_utf8_survive(host: LocalTransport) -> None:
    stdout = host.run(["printf", r"\303\244\377"], timeout_s=10).stdout

    assert stdout.encode("utf-8", "surrogateescape") == b"\xc3\xa4\xff"


def test_a_missing_command_is_named(host: LocalTransport) -> None:
    for ask in (lambda: host.run(["xl-of-mars"], timeout_s=10), lambda: host.start(["xl-of-mars"])):
        with pytest.raises(ToolMissing, match="xl-of-mars"):
            ask()


def test_a_command_without_its_interpreter_is_missing(host: LocalTransport, tmp_path: Path) -> None:
    script = tmp_path / "xl"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)

    with pytest.raises(ToolMissing, match="xl can't be run"):
        host.run([str(script)], timeout_s=10)


def test_an_argument_that_no_command_line_carries_is_refused_in_words(host: LocalTransport) -> None:
    with pytest.raises(CommandFailed, match="can't be passed on a command line"):
        host.run(["echo", "web\x00-01"], timeout_s=10)


def test_the_system_folders_are_searched_without_path() -> None:
    host = LocalTransport(environ={"PATH": "/nonexistent"})

    assert host.terminal_argv(["chroot", "/", "sh"])[0].endswith("sbin/chroot")


def test_a_timeout_ends_the_whole_group(host: LocalTransport, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    script = f"echo why >&2; sleep 1000 & echo $! >{pid_file}; wait"

    # On a busy machine it takes a shell a moment to come up.
    for timeout_s in (0.3, 3.0, 30.0):
        with pytest.raises(CommandTimedOut, match=rf"did not answer within {timeout_s:g} s") as caught:
            host.run(["sh", "-c", script], timeout_s=timeout_s)
        if pid_file.exists() and pid_file.read_text():
            break

    assert caught.value.detail == "why"
    until(lambda: not is_alive(pid_in(pid_file)))


def test_a_command_that_closed_its_streams_still_has_a_deadline(host: LocalTransport) -> None:
    with pytest.raises(CommandTimedOut):
        host.run(["sh", "-c", "exec >&- 2>&-; " + HANG], timeout_s=0.2)


@pytest.fixture
def unkillable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A command that no signal reaches, as one that waits in the kernel (state D)."""
    with monkeypatch.context() as patched:
        patched.setattr("os.killpg", lambda *_: None)
        yield f"echo $$ >{tmp_path}/pid; {HANG}"
    pid = pid_in(tmp_path / "pid")
    os.killpg(os.getpgid(pid), signal.SIGKILL)
    until(lambda: not is_alive(pid))


def test_a_child_that_cant_be_killed_is_not_waited_for(host: LocalTransport, unkillable: str) -> None:
    with pytest.raises(CommandTimedOut, match="hangs in the kernel"):
        host.run(["sh", "-c", unkillable], timeout_s=0.2)


def test_close_wakes_a_run_whose_child_cant_be_killed(host: LocalTransport, unkillable: str, tmp_path: Path) -> None:
    raised = run_in_background(host, unkillable)
    pid_in(tmp_path / "pid")
    host.close()

    assert isinstance(until(lambda: raised and raised[0]), TransportClosed)


def test_a_flood_is_cut_off(host: LocalTransport) -> None:
    with pytest.raises(OutputTooLarge, match="more than 8 MiB"):
        host.run(["head", "-c", "10000000", "/dev/zero"], timeout_s=30)


def test_what_can_be_true_is_read_whole(host: LocalTransport) -> None:
    assert len(host.run(["head", "-c", "5000000", "/dev/zero"], timeout_s=30).stdout) == 5_000_000


def run_in_background(host: LocalTransport, script: str) -> list[XenError]:
    """What it raises comes into the list."""
    raised: list[XenError] = []

    def ask() -> None:
        try:
            host.run(["sh", "-c", script], timeout_s=1000)
        except XenError as error:
            raised.append(error)

    threading.Thread(target=ask, daemon=True).start()
    return raised


def test_close_wakes_a_blocked_run_and_ends_its_command(host: LocalTransport, tmp_path: Path) -> None:
    raised = run_in_background(host, f"echo $$ >{tmp_path}/pid; {HANG}")
    pid = pid_in(tmp_path / "pid")
    host.close()

    assert isinstance(until(lambda: raised and raised[0]), TransportClosed)
    until(lambda: not is_alive(pid))


def test_close_itself_kills_since_the_process_may_end_before_any_thread_wakes() -> None:
    under_way = children.Children()
    child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    under_way.add(child)
    under_way.close()

    assert child.wait(timeout=30) == -signal.SIGKILL


def test_nothing_is_run_or_started_after_close(host: LocalTransport) -> None:
    host.close()

    with pytest.raises(TransportClosed):
        host.run(["true"], timeout_s=10)
    with pytest.raises(TransportClosed):
        host.start(["true"])


def test_many_threads_can_run_commands_at_once(host: LocalTransport) -> None:
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(host.run(["echo", str(n)], timeout_s=60).stdout))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == sorted(f"{n}\n" for n in range(20))


def run_and_kill(script: str, pid_file: Path) -> int:
    """Kill a Python that runs `script` as soon as its child has written its pid."""
    starter = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], cwd=DRIVER_FOLDER)
    pid = pid_in(pid_file)
    starter.kill()
    starter.wait()
    return pid


def test_a_reading_command_ends_by_itself_when_the_console_was_killed(tmp_path: Path) -> None:
    script = f"""
        from xentui_driver.transport import local
        local._BACKSTOP_S = 0.0
        local.LocalTransport().run(["sh", "-c", "echo $$ >{tmp_path}/pid; {HANG}"], timeout_s=1.0)
    """
    pid = run_and_kill(script, tmp_path / "pid")

    until(lambda: not is_alive(pid))


def test_a_timeout_of_busybox_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "busybox").write_text("#!/bin/sh\necho not me\n")
    (tmp_path / "busybox").chmod(0o755)
    (tmp_path / "timeout").symlink_to("busybox")
    host = LocalTransport(environ={"PATH": f"{tmp_path}:{os.environ['PATH']}"})

    assert host.run(["echo", "me"], timeout_s=10).stdout == "me\n"


def test_an_operation_survives_the_sigkill_of_its_starter(operations: Path, tmp_path: Path) -> None:
    script = f"""
        from xentui_driver.transport.local import LocalTransport
        LocalTransport(operations_folder="{operations}").start(
            ["sh", "-c", "echo $$ >{tmp_path}/pid; {wait_for(tmp_path / "go")}; echo done"]
        ).exit_status()
        while True: pass
    """
    pid = run_and_kill(script, tmp_path / "pid")
    (log,) = operations.iterdir()

    assert is_alive(pid)
    (tmp_path / "go").touch()
    until(lambda: log.read_text() == "done\n")


def test_an_operation_survives_the_hangup_of_its_terminal(operations: Path, tmp_path: Path) -> None:
    script = f"""
from xentui_driver.transport.local import LocalTransport
LocalTransport(operations_folder="{operations}").start(
    ["sh", "-c", "echo $$ >{tmp_path}/pid; {wait_for(tmp_path / "go")}; echo done"]
)
while True: pass
"""
    with Program.python(script) as starter:
        pid = pid_in(tmp_path / "pid")
        starter.hang_up()
        assert starter.ended() == -signal.SIGHUP
    (log,) = operations.iterdir()

    assert is_alive(pid)
    (tmp_path / "go").touch()
    until(lambda: log.read_text() == "done\n")


def test_close_leaves_an_operation_alone(host: LocalTransport, tmp_path: Path) -> None:
    operation = host.start(["sh", "-c", f"{wait_for(tmp_path / 'go')}; exit 7"])
    host.close()

    assert operation.exit_status() is None
    (tmp_path / "go").touch()
    assert ended(operation) == 7


def test_an_operations_output_is_seen_while_it_runs(host: LocalTransport, tmp_path: Path) -> None:
    operation = host.start(["sh", "-c", f"echo one; {wait_for(tmp_path / 'go')}; echo two >&2"])

    until(lambda: operation.output() == "one\n")
    assert operation.exit_status() is None
    (tmp_path / "go").touch()
    assert ended(operation) == 0
    assert operation.output() == "one\ntwo\n"


def test_an_operation_runs_in_a_session_of_its_own(host: LocalTransport) -> None:
    operation = host.start(["sh", "-c", "cut -d' ' -f1,6 /proc/$$/stat"])
    ended(operation)
    pid, session = operation.output().split()

    assert pid == session


def test_an_operation_that_nobody_asks_about_leaves_no_zombie(host: LocalTransport) -> None:
    operation = host.start(["sh", "-c", "echo $$"])
    pid = int(until(operation.output))

    until(lambda: not Path(f"/proc/{pid}").exists())
    assert ended(operation) == 0


def test_an_operations_log_is_private_and_tells_time_and_command(host: LocalTransport, operations: Path) -> None:
    operation = host.start(["/bin/echo", "migrate", "web 01/../x", "dom0b"])
    log = Path(operation.output_path)
    ended(operation)

    assert re.fullmatch(r"\d{8}T\d{6}-echo-migrate-web-01-..-x-dom0b-[0-9a-f]{8}\.log", log.name)
    assert log.parent == operations
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(operations.stat().st_mode) == 0o700


def test_an_operation_without_a_place_for_its_output_is_not_started(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    host = LocalTransport(operations_folder=str(tmp_path / "file" / "operations"))

    with pytest.raises(CommandFailed, match="Nothing was done") as caught:
        host.start(["touch", str(tmp_path / "done")])

    assert f"{tmp_path / 'file'} isn't a folder" in caught.value.detail
    assert not (tmp_path / "done").exists()


def test_an_operation_that_cant_be_started_leaves_no_log(host: LocalTransport, operations: Path) -> None:
    with pytest.raises(CommandFailed):
        host.start(["echo", "\x00"])

    assert list(operations.iterdir()) == []


def test_nothing_is_started_outside_a_job() -> None:
    with pytest.raises(CommandFailed, match="isn't part of a job") as caught:
        LocalTransport().start(["true"])
    assert caught.value.state_now == "Nothing was done."


def test_an_operations_log_that_went_away_is_said(host: LocalTransport) -> None:
    operation = host.start(["true"])
    os.unlink(operation.output_path)

    with pytest.raises(FileUnreadable):
        operation.output()


def test_a_file_is_read_as_it_is(host: LocalTransport, tmp_path: Path) -> None:
    (tmp_path / "web.cfg").write_bytes(b"name = '\xff'\n")

    assert host.read_file(str(tmp_path / "web.cfg"), limit_bytes=11) == b"name = '\xff'\n"


def test_a_file_of_proc_is_read_though_its_size_is_none(host: LocalTransport) -> None:
    assert host.read_file("/proc/self/status").startswith(b"Name:")


def test_a_file_over_the_limit_is_refused(host: LocalTransport, tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"x" * 101)

    with pytest.raises(FileUnreadable, match="larger than 100 bytes"):
        host.read_file(str(tmp_path / "log"), limit_bytes=100)


def test_a_fifo_is_refused_at_once(host: LocalTransport, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(FileUnreadable, match="isn't a regular file"):
        host.read_file(str(tmp_path / "pipe"))


@pytest.mark.parametrize(("name", "words"), [("none", "No such file"), ("", "it is a folder"), ("\x00", "null")])
def test_what_cant_be_read_is_said_in_words(name: str, words: str, host: LocalTransport, tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=words):
        host.read_file(f"{tmp_path}/{name}")


def test_links_are_read_wherever_they_lead(host: LocalTransport, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name, target in (("to nowhere", "/nosuch"), ("to itself", "to itself"), ("to a file", "file")):
        (tmp_path / name).symlink_to(target)
    assert host.read_links(str(tmp_path)) == {"to nowhere": "/nosuch", "to itself": "to itself", "to a file": "file"}
    with pytest.raises(FileMissing, match="none can't be read"):
        host.read_links(str(tmp_path / "none"))
    with open(tmp_path / "file") as opened:
        assert host.read_links("/proc/self/fd")[str(opened.fileno())] == str(tmp_path / "file")


def test_a_folder_is_listed_by_name_with_links_followed(host: LocalTransport, tmp_path: Path) -> None:
    (tmp_path / "web.cfg").write_bytes(b"12345")
    (tmp_path / "auto").mkdir()
    (tmp_path / "link.cfg").symlink_to("web.cfg")
    (tmp_path / "broken.cfg").symlink_to("nowhere")
    (tmp_path / "loop.cfg").symlink_to("loop.cfg")
    os.mkfifo(tmp_path / "pipe")

    entries = host.list_directory(str(tmp_path))

    assert [(entry.name, entry.is_file) for entry in entries] == [
        ("auto", False),
        ("broken.cfg", False),
        ("link.cfg", True),
        ("loop.cfg", False),
        ("pipe", False),
        ("web.cfg", True),
    ]
    assert entries[2].size_bytes == 5
    assert entries[2].modified_s == (tmp_path / "web.cfg").stat().st_mtime


def test_a_folder_that_isnt_there_is_said(host: LocalTransport, tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="No such file"):
        host.list_directory(str(tmp_path / "none"))


def test_the_hosts_name_is_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.uname", lambda: SimpleNamespace(nodename="dom0\x1b[31m"))

    assert LocalTransport().host_name == "dom0␛[31m"
