"""The audit has every entry once and whole, or says that it hasn't."""

import errno
import fcntl
import gzip
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.jobs.audit_entries import NOON_S, UUID, entry
from xentui_driver.jobs import audit
from xentui_driver.jobs.audit import log, reading, system_log
from xentui_driver.jobs.audit.entry import AuditEntry, entry_of, line_of
from xentui_driver.jobs.audit.log import AuditLog, default_audit_file
from xentui_driver.jobs.audit.reading import AuditRead, audit_files, read_audit
from xentui_driver.jobs.audit.system_log import syslog_line, to_syslog
from xentui_driver.model.errors import AuditUnwritable, FileUnreadable
from xentui_driver.model.job import CommandRun, Who

DRIVER = str(Path(audit.__file__).parents[3])
NO_TRUNCATING = OSError(errno.EPERM, "Operation not permitted")

WRITER = """
import resource
import sys
from dataclasses import replace
from xentui_driver.jobs.audit.log import AuditLog
from xentui_driver.jobs.audit.entry import entry_of
path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
entry = entry_of(sys.stdin.buffer.read())
if len(sys.argv) > 4:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)
log = AuditLog(path, syslog=None)
for number in range(count):
    log.write(replace(entry, summary=f"{name} {number} " + "x" * 5000))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """In a folder that isn't there yet."""
    return tmp_path / "log" / "xentui" / "audit.jsonl"


def write(path: Path, *entries: AuditEntry) -> None:
    for each in entries:
        AuditLog(str(path), syslog=None).write(each)


def jobs(path: Path, **selection: object) -> list[str | None]:
    return [read.entry.job if read.entry else read.problem for read in read_audit(str(path), **selection)]  # type: ignore[arg-type]


def problems(path: Path) -> list[str]:
    return [read.problem for read in read_audit(str(path)) if read.entry is None]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def half_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full in the middle of the next line."""
    whole = os.write
    monkeypatch.setattr(os, "write", lambda fd, content: whole(fd, content[: len(content) // 2]))


# The line


def test_a_line_says_who_did_what_to_which_guest() -> None:
    assert json.loads(line_of(entry())) == {
        "schema": "xentui-audit/1",
        "time": "2026-11-27T14:03:21.123+00:00",
        "host": "dom0a",
        "who": {"user": "root", "sudo_user": "alice", "ssh_client": "10.0.0.5", "terminal": "pts/0"},
        "operation": "stop",
        "title": "stop web",
        "guest": {"name": "web", "uuid": UUID, "domid": 3, "definition": "/etc/xen/web.cfg", "other": ""},
        "commands": [{"argv": ["xl", "shutdown", "3"], "exit_status": 0}],
        "changes": [],
        "before": "running",
        "after": "stopped",
        "verdict": "succeeded",
        "summary": "web is stopped.",
        "job": "7",
    }


def test_the_output_of_commands_is_not_kept() -> None:
    told = replace(entry(), commands=(CommandRun(("xl", "shutdown", "3"), 0, "secret"),))
    assert b"secret" not in line_of(told)


@given(st.text(st.characters(codec=None)), st.floats(0, 4e9))
def test_any_text_survives_in_one_line_of_ascii(text: str, time_s: float) -> None:
    told = replace(entry(name=text), commands=(CommandRun(("xl", text), None),), changes=(text,), time_s=time_s)
    line = line_of(told)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert replace(entry_of(line), time_s=time_s) == told


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"null",
        b"[1]",
        b"\xff\x00",
        b"[" * 100_000,
        line_of(entry())[:-20],
        line_of(entry()).replace(b"audit/1", b"audit/2"),
        line_of(entry()).replace(b"+00:00", b""),
        line_of(entry()).replace(b'"2026-', b'"9999-'),
        line_of(entry()).replace(b'"succeeded"', b'"well"'),
        line_of(entry()).replace(b'"domid": 3', b'"domid": "3"'),
        line_of(entry()).replace(b'"time": "', b'"time": ["'),
        line_of(entry()).replace(b'"host"', b'"hosts"'),
    ],
    ids=range(14),
)
def test_what_is_no_line_of_ours_is_no_entry(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        entry_of(line)


# Writing


def test_the_file_and_its_folders_are_for_nobody_else(path: Path) -> None:
    write(path, entry("1"), entry("2"))
    assert jobs(path) == ["1", "2"]
    assert mode(path) == 0o600
    assert mode(path.parent) == mode(path.parent.parent) == 0o700


@pytest.mark.parametrize("wide", [0o644, 0o666, 0o640, 0o4600])
def test_a_wider_mode_is_tightened(path: Path, wide: int) -> None:
    write(path, entry("1"))
    path.chmod(wide)
    AuditLog(str(path), syslog=None).check()
    assert mode(path) == 0o600


def test_a_mode_that_cannot_be_tightened_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, entry("1"))
    path.chmod(0o644)

    def refuse(fd: int, mode: int) -> None:
        raise NO_TRUNCATING

    monkeypatch.setattr(os, "fchmod", refuse)
    with pytest.raises(AuditUnwritable, match="its mode is 0644"):
        AuditLog(str(path), syslog=None).check()


def test_check_leaves_an_empty_file_and_changes_no_other(path: Path) -> None:
    AuditLog(str(path), syslog=None).check()
    assert path.read_bytes() == b""
    write(path, entry("1"))
    before = path.read_bytes()
    AuditLog(str(path), syslog=None).check()
    assert path.read_bytes() == before


def make_link(path: Path) -> None:
    path.symlink_to(path.parent / "elsewhere")


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [make_link, make_fifo, make_folder])
def test_nothing_but_a_regular_file_is_written(path: Path, make: Callable[[Path], None]) -> None:
    path.parent.mkdir(parents=True)
    make(path)
    log = AuditLog(str(path), syslog=None)
    with pytest.raises(AuditUnwritable) as checked:
        log.check()
    with pytest.raises(AuditUnwritable) as written:
        log.write(entry())
    assert checked.value.state_now == "Nothing was done."
    assert written.value.state_now == "The audit log has no entry for this operation: stop web, succeeded."
    for raised in (checked, written):
        assert str(path) in raised.value.next_step
        assert "[audit] required = false" in raised.value.next_step
    assert sorted(each.name for each in path.parent.iterdir()) == ["audit.jsonl"]


@pytest.mark.parametrize("nowhere", ["/dev/full", "/dev/null/audit.jsonl", "/proc/audit.jsonl", "/a\0b"])
def test_places_where_no_audit_can_be_are_told(nowhere: str) -> None:
    with pytest.raises(AuditUnwritable):
        AuditLog(nowhere, syslog=None).check()
    with pytest.raises(AuditUnwritable):
        AuditLog(nowhere, syslog=None).write(entry())


def test_a_full_file_system_is_known_beforehand(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs(path.parents[2])
    full = os.statvfs_result((*real[:3], 1, 1, *real[5:]))
    monkeypatch.setattr(os, "fstatvfs", lambda fd: full)
    with pytest.raises(AuditUnwritable, match="No space left"):
        AuditLog(str(path), syslog=None).check()


def test_a_full_disk_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, entry("1"))
    before = path.read_bytes()
    half_of_it(monkeypatch)
    with pytest.raises(AuditUnwritable, match=r"only \d+ of \d+ bytes"):
        write(path, entry("2"))
    assert path.read_bytes() == before


def test_half_a_line_that_stays_costs_that_line_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, entry("1"))
    with monkeypatch.context() as patched:
        half_of_it(patched)
        patched.setattr(os, "ftruncate", lambda *_: (_ for _ in ()).throw(NO_TRUNCATING))
        with pytest.raises(AuditUnwritable):
            write(path, entry("2"))
    write(path, entry("3"))
    assert jobs(path) == ["1", "3", f"{path}: line 2: half-written, damaged, or from a newer xentui"]


def test_the_kernel_refuses_the_rest_of_a_line(path: Path) -> None:
    """A true short write: the limit of a file's size lies in the middle of the line."""
    write(path, entry("1"))
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", WRITER, path, "limited", "1", str(len(before) + 2000)],
        input=line_of(entry()),
        env={"PYTHONPATH": DRIVER},
        capture_output=True,
        timeout=60,
    )
    assert b"AuditUnwritable" in done.stderr
    assert b"only 2000 of " in done.stderr
    assert path.read_bytes() == before


def test_a_last_line_without_end_does_not_swallow_the_next(path: Path) -> None:
    write(path, entry("1"), entry("2"))
    path.write_bytes(path.read_bytes()[:-30])
    write(path, entry("3"))
    assert jobs(path)[:2] == ["1", "3"]
    assert len(problems(path)) == 1


def test_a_line_that_cannot_be_brought_to_the_disk_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, entry())

    def fail(fd: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(AuditUnwritable, match="Input/output error"):
        write(path, entry())


@pytest.fixture
def append_only(path: Path) -> Iterator[Path]:
    write(path, entry("1"))
    if subprocess.run(["chattr", "+a", path], capture_output=True).returncode != 0:
        pytest.skip("chattr +a needs root and a file system that has it")
    yield path
    subprocess.run(["chattr", "-a", path], check=True)


def test_a_file_that_the_kernel_lets_only_grow_is_written(append_only: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    AuditLog(str(append_only), syslog=None).check()
    write(append_only, entry("2"))
    with monkeypatch.context() as patched:
        half_of_it(patched)
        with pytest.raises(AuditUnwritable, match=r"only \d+ of \d+ bytes"):
            write(append_only, entry("3"))
    write(append_only, entry("4"))
    assert jobs(append_only)[:3] == ["1", "2", "4"]


def test_a_rotated_file_is_not_written_any_more(path: Path) -> None:
    log = AuditLog(str(path), syslog=None)
    log.write(entry("1"))
    path.rename(f"{path}.1")
    log.write(entry("2"))
    assert [json.loads(line)["job"] for line in path.read_text().splitlines()] == ["2"]
    assert jobs(path) == ["1", "2"]


@pytest.mark.parametrize("is_made_anew", [True, False])
def test_what_waits_for_the_lock_while_the_file_is_rotated_goes_into_the_new_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, is_made_anew: bool
) -> None:
    write(path, entry("1"))
    real = fcntl.flock

    def rotate_meanwhile(fd: int, operation: int) -> None:
        monkeypatch.setattr(fcntl, "flock", real)
        path.rename(f"{path}.1")
        if is_made_anew:
            path.touch(0o600)
        real(fd, operation)

    monkeypatch.setattr(fcntl, "flock", rotate_meanwhile)
    write(path, entry("2"))
    assert [json.loads(line)["job"] for line in path.read_text().splitlines()] == ["2"]


def test_a_lock_that_is_never_given_back_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, entry("1"))
    monkeypatch.setattr(log, "LOCK_TIMEOUT_S", 0.05)
    with path.open("rb") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        with pytest.raises(AuditUnwritable, match="another program holds its lock"):
            write(path, entry("2"))
    write(path, entry("3"))
    assert jobs(path) == ["1", "3"]


def test_a_file_system_without_locks_is_written_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(fd: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    write(path, entry("1"))
    assert jobs(path) == ["1"]


def test_writers_in_several_processes_and_threads_never_interleave_while_it_is_rotated(path: Path) -> None:
    count, names = 25, ("a", "b", "c", "d")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, name, str(count)], stdin=subprocess.PIPE, env={"PYTHONPATH": DRIVER}
        )
        for name in names
    ]
    threads = [
        threading.Thread(target=write, args=(path, *(replace(entry(), summary=f"{name} {n} y") for n in range(count))))
        for name in ("t", "u")
    ]
    for thread in threads:
        thread.start()
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(line_of(entry()))
        writer.stdin.close()
    rotations = 0
    while any(writer.poll() is None for writer in writers):
        if rotations < 20 and path.exists() and path.stat().st_size:
            rotations += 1
            path.rename(f"{path}.{rotations}")
    for thread in threads:
        thread.join()
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    assert rotations > 1
    found = [read.entry for read in read_audit(str(path))]
    told = sorted(" ".join(each.summary.split()[:2]) for each in found if each is not None)
    assert len(told) == len(found)
    assert told == sorted(f"{name} {n}" for name in (*names, "t", "u") for n in range(count))


# The system's log


def test_the_system_log_hears_of_each_entry_also_of_those_that_the_file_has_not(path: Path) -> None:
    heard: list[str] = []
    AuditLog(str(path), syslog=heard.append).write(entry("1"))
    with pytest.raises(AuditUnwritable):
        AuditLog("/dev/full", syslog=heard.append).write(entry("2"))
    assert [line.split()[2] for line in heard] == ["job=1", "job=2"]


def test_a_line_for_the_system_log_says_all_that_matters() -> None:
    assert syslog_line(entry()) == (
        f"verdict=succeeded operation=stop job=7 host=dom0a uuid={UUID} domid=3 guest=web "
        'who="alice as root (10.0.0.5)" before=running after=stopped commands="xl shutdown 3"'
    )


@given(st.text(st.characters(codec=None), max_size=2000))
def test_a_line_for_the_system_log_is_short_and_harmless(text: str) -> None:
    hostile = replace(
        entry(name=text, uuid=None), who=Who(text, text), host=text, commands=(CommandRun((text, text)),), job=None
    )
    line = syslog_line(hostile)
    assert line.isascii()
    assert line.isprintable()
    assert len(line) <= 1000
    assert line.startswith("verdict=succeeded operation=stop ")


def test_a_name_cannot_imitate_a_field_of_the_system_log() -> None:
    line = syslog_line(entry(name='x" verdict=failed "'))
    assert r'guest="x\" verdict=failed \""' in line


class FakeSyslog:
    LOG_PID, LOG_AUTH, LOG_NOTICE = 1, 32, 5

    def __init__(self, hangs: threading.Event | None = None) -> None:
        self.calls: list[tuple[object, ...]] = []
        self._hangs = hangs

    def openlog(self, *words: object) -> None:
        self.calls.append(words)

    def syslog(self, *words: object) -> None:
        if self._hangs is not None:
            self._hangs.wait(60)
        self.calls.append(words)


def test_a_line_goes_to_syslog_under_our_name(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeSyslog()
    monkeypatch.setitem(sys.modules, "syslog", fake)
    to_syslog("verdict=failed")
    assert fake.calls == [("xentui", 1, 32), (37, "verdict=failed")]


def test_a_system_log_that_hangs_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = threading.Event()
    fake = FakeSyslog(hangs)
    monkeypatch.setitem(sys.modules, "syslog", fake)
    monkeypatch.setattr(system_log, "_LOG_TIMEOUT_S", 0.01)
    to_syslog("verdict=failed")
    assert len(fake.calls) == 1
    hangs.set()


def test_the_real_syslog_takes_a_line() -> None:
    to_syslog(syslog_line(entry(name="x\0\ud800\n")))


# Reading


def test_no_audit_is_an_empty_one(path: Path) -> None:
    assert audit_files(str(path)) == ()
    assert jobs(path) == []


def test_rotated_files_are_read_too_oldest_first(path: Path) -> None:
    path.parent.mkdir(parents=True)
    for age, suffix in enumerate(["", ".1", ".2.gz", "-20261101", "-20261001.gz", ".3.gz"]):
        content = line_of(entry(f"{suffix or 'now'}"))
        file = path.with_name(path.name + suffix)
        file.write_bytes(gzip.compress(content) if suffix.endswith(".gz") else content)
        os.utime(file, (NOON_S - age, NOON_S - age))
    for other in (".bak", "-notes", ".1.xz", "~", ".1.gz.part"):
        path.with_name(path.name + other).write_bytes(b"garbage\n")
    assert jobs(path) == [".3.gz", "-20261001.gz", "-20261101", ".2.gz", ".1", "now"]


def test_a_file_that_is_being_compressed_is_read_once(path: Path) -> None:
    write(path, entry("1"))
    path.rename(f"{path}.1")
    Path(f"{path}.1.gz").write_bytes(gzip.compress(line_of(entry("1")))[:40])
    os.link(f"{path}.1", f"{path}.2")
    assert jobs(path) == ["1"]


def test_only_the_entries_that_are_asked_for_are_read(path: Path) -> None:
    write(
        path,
        entry("1", time_s=NOON_S - 7200),
        entry("2", name="db", uuid=UUID.replace("7", "8")),
        entry("3", name="file", uuid=None),
        entry("4"),
    )
    assert jobs(path, since_s=NOON_S - 60) == ["2", "3", "4"]
    assert jobs(path, guest="web") == ["1", "4"]
    assert jobs(path, guest=UUID.upper()) == ["1", "4"]
    assert jobs(path, guest="") == []
    assert jobs(path, guest="web", since_s=NOON_S - 60) == ["4"]


def test_what_cannot_be_read_is_counted_for_each_file(path: Path) -> None:
    write(path, entry("1"))
    with path.open("ab") as file:
        file.write(b"garbage\n\n\xff\xff\n" + line_of(entry("2")) + b'{"schema": "xentui-audit/1"')
    assert jobs(path) == [
        "1",
        "2",
        f"{path}: 3 lines, the first is line 2: half-written, damaged, or from a newer xentui",
    ]


def test_a_flood_without_line_breaks_is_one_line_of_garbage(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT_BYTES", 1000)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * 10_000 + b"\n" + line_of(entry("1")))
    assert jobs(path) == ["1", f"{path}: line 1: half-written, damaged, or from a newer xentui"]


@pytest.mark.parametrize("damage", [slice(0, -15), slice(5, None), slice(0, 4)])
def test_a_damaged_compressed_file_hides_no_other(path: Path, damage: slice) -> None:
    write(path, entry("1"))
    content = gzip.compress(b"".join(line_of(entry(str(n))) for n in range(3)))
    Path(f"{path}.1.gz").write_bytes(content[damage])
    os.utime(f"{path}.1.gz", (1, 1))
    assert jobs(path)[-1] == "1"
    assert len([p for p in problems(path) if "can't be read to its end" in p]) == 1


def test_what_is_no_regular_file_is_told_and_not_waited_for(path: Path) -> None:
    write(path, entry("1"))
    os.mkfifo(f"{path}.1")
    Path(f"{path}.2").mkdir()
    Path(f"{path}.3").symlink_to("/nowhere")
    found = list(read_audit(str(path)))
    assert [read.problem for read in found[:2]] == [
        f"{path}.1 can't be read: it isn't a regular file",
        f"{path}.2 can't be read: it isn't a regular file",
    ]
    assert found[2:] == [AuditRead(entry("1"))]


def test_a_folder_that_cannot_be_read_is_an_error(path: Path) -> None:
    path.parent.parent.mkdir(parents=True)
    path.parent.write_text("no folder")
    with pytest.raises(FileUnreadable):
        list(read_audit(str(path)))


def test_the_file_is_where_the_system_keeps_such() -> None:
    assert default_audit_file({}, is_root=True) == "/var/log/xentui/audit.jsonl"
    assert default_audit_file({"XDG_STATE_HOME": "/state"}, is_root=False) == "/state/xentui/audit.jsonl"
    home = os.path.expanduser("~/.local/state/xentui/audit.jsonl")
    assert default_audit_file({"XDG_STATE_HOME": "relative"}, is_root=False) == home
