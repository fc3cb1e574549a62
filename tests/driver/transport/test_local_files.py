"""Files of this machine are changed whole or not at all, whatever happens meanwhile."""

import errno
import fcntl
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xentui_driver.definitions.folder import DefinitionFolder
from xentui_driver.model.errors import FileChanged, FileExists, FileUnreadable, FileUnwritable, InvalidInput, XenError
from xentui_driver.transport import hidden_files, local_files
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.local_files import make_link, move_file, press_sysrq, remove_file, write_file

OLD, NEW = b"name = 'old'\n", b"name = 'new'\n"
DRIVER = str(Path(local_files.__file__).parents[2])
DISK_FULL = OSError(errno.ENOSPC, "No space left on device")
READ_ONLY = OSError(errno.EROFS, "Read-only file system")
OTHER_DISK = OSError(errno.EXDEV, "Invalid cross-device link")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that is there, alone in its folder."""
    folder = tmp_path / "xen"
    folder.mkdir()
    (folder / "web.cfg").write_bytes(OLD)
    return folder / "web.cfg"


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def failing(monkeypatch: pytest.MonkeyPatch, function: str, error: OSError) -> None:
    """Let a function of `os` fail."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(os, function, fail)


def refusing_to_cross_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a rename into another folder fail as between two file systems."""
    real = os.rename

    def rename(source: str, target: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        if not os.path.samestat(os.fstat(src_dir_fd), os.fstat(dst_dir_fd)):
            raise OTHER_DISK
        real(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    monkeypatch.setattr(os, "rename", rename)


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    write_file(str(tmp_path / "web.cfg"), NEW, replacing=None)
    assert (tmp_path / "web.cfg").read_bytes() == NEW
    assert mode(tmp_path / "web.cfg") == 0o600
    assert names(tmp_path) == ["web.cfg"]


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("/nosuch"), Path.touch, os.mkfifo])
def test_a_new_file_never_takes_the_place_of_anything(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "web.cfg"
    make(path)
    before = path.lstat()
    with pytest.raises(FileExists, match=r"web\.cfg already exists"):
        write_file(str(path), NEW, replacing=None)
    assert path.lstat() == before
    assert names(tmp_path) == ["web.cfg"]


def test_a_replaced_file_is_new_and_its_owners_alone(path: Path) -> None:
    path.chmod(0o644)
    with path.open("rb") as reader:
        write_file(str(path), NEW, replacing=OLD)
        assert reader.read() == OLD, "who reads the old file reads it whole"
    assert path.read_bytes() == NEW
    assert mode(path) == 0o600
    assert names(path.parent) == ["web.cfg"]


@pytest.mark.parametrize("before", [0o644, 0o640, 0o4755])
def test_a_file_that_others_read_can_keep_its_mode(path: Path, before: int) -> None:
    path.chmod(before)
    owner = path.stat().st_uid, path.stat().st_gid
    write_file(str(path), NEW, replacing=OLD, keeps_mode=True)
    assert path.read_bytes() == NEW
    assert mode(path) == before
    assert (path.stat().st_uid, path.stat().st_gid) == owner


@pytest.mark.parametrize("there", [b"", OLD[:-1], OLD + b"#", NEW])
def test_what_somebody_else_wrote_stays(path: Path, there: bytes) -> None:
    path.write_bytes(there)
    with pytest.raises(FileChanged, match=r"somebody else.*Their version is in place"):
        write_file(str(path), b"mine", replacing=OLD)
    assert path.read_bytes() == there
    assert names(path.parent) == ["web.cfg"]


def test_nothing_is_written_through_a_link(path: Path) -> None:
    link = path.with_name("link.cfg")
    link.symlink_to(path)
    with pytest.raises(FileUnwritable, match=rf"is a link to {path}: xentui doesn't write through links"):
        write_file(str(link), NEW, replacing=OLD)
    assert link.is_symlink()
    assert path.read_bytes() == OLD


def test_a_link_put_there_at_the_last_moment_is_not_read_through(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = path.with_name("link.cfg")
    link.symlink_to(path)
    monkeypatch.setattr(stat, "S_ISLNK", lambda _: False)
    with pytest.raises(FileUnwritable):
        write_file(str(link), NEW, replacing=OLD)
    assert link.is_symlink()


def test_a_pipe_or_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(FileUnwritable, match="it isn't a regular file"):
            write_file(str(tmp_path / name), NEW, replacing=b"")


@pytest.mark.parametrize("replacing", [None, OLD])
@pytest.mark.parametrize("name", ["nosuch/web.cfg", "we\0b.cfg", "\ud800.cfg", "n" * 300])
def test_a_path_that_leads_nowhere_is_told(tmp_path: Path, name: str, replacing: bytes | None) -> None:
    with pytest.raises(FileUnwritable, match=r"can't be written: .*It was not changed"):
        write_file(str(tmp_path / name), NEW, replacing=replacing)
    assert names(tmp_path) == []


def test_a_file_that_went_away_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable, match="No such file or directory"):
        write_file(str(tmp_path / "web.cfg"), NEW, replacing=OLD)
    assert names(tmp_path) == []


def test_a_name_of_255_bytes_can_be_written(tmp_path: Path) -> None:
    name = "日" * 85
    write_file(str(tmp_path / name), NEW, replacing=None)
    assert names(tmp_path) == [name]


@pytest.mark.parametrize("error", [DISK_FULL, READ_ONLY])
@pytest.mark.parametrize("function", ["open", "fsync", "rename"])
def test_a_failed_write_says_why_and_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, function: str, error: OSError
) -> None:
    with monkeypatch.context() as patched:
        failing(patched, function, error)
        with pytest.raises(FileUnwritable) as refused:
            write_file(str(path), NEW, replacing=OLD)
    assert refused.value.summary == f"{path} can't be written: {error.strerror}."
    assert refused.value.state_now == "It was not changed."
    assert path.read_bytes() == OLD
    assert names(path.parent) == ["web.cfg"]


@pytest.mark.parametrize("function", ["open", "fsync", "link"])
def test_a_new_file_that_cant_be_written_isnt_there_by_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    with monkeypatch.context() as patched:
        failing(patched, function, DISK_FULL)
        with pytest.raises(FileUnwritable, match="No space left on device"):
            write_file(str(tmp_path / "web.cfg"), NEW, replacing=None)
    assert names(tmp_path) == []


def test_a_folder_that_cant_be_synced_is_told_with_the_change_in_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(errno.EIO, "Input/output error")
        real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(FileUnwritable, match=r"was changed, but.*The change is in place") as told:
        write_file(str(path), NEW, replacing=OLD)
    assert "as it was" not in str(told.value)
    assert path.read_bytes() == NEW


def test_a_folder_of_a_file_system_that_syncs_none_is_no_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fsync(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    write_file(str(path), NEW, replacing=OLD)
    assert path.read_bytes() == NEW


def test_a_lock_that_is_never_given_back_doesnt_hang_the_writer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden_files, "LOCK_TIMEOUT_S", 0.02)
    fd = os.open(path.parent, os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_EX)
    with pytest.raises(FileUnwritable, match="another program holds a lock on its folder"):
        write_file(str(path), NEW, replacing=OLD)
    os.close(fd)
    assert path.read_bytes() == OLD
    write_file(str(path), NEW, replacing=OLD)


def test_a_file_system_without_locks_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(_fd: int, _operation: int) -> None:
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(fcntl, "flock", flock)
    write_file(str(path), NEW, replacing=OLD)
    assert path.read_bytes() == NEW


COUNTING = """
import sys
from xentui_driver.model.errors import FileChanged
from xentui_driver.transport.local_files import write_file
done = 0
sys.stdin.read(1)
for _ in range(60):
    with open(sys.argv[1], "rb") as file:
        content = file.read()
    try:
        write_file(sys.argv[1], b"%d" % (int(content) + 1), replacing=content)
    except FileChanged:
        continue
    done += 1
print(done)
"""


def program(text: str, *arguments: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": DRIVER}
    return subprocess.Popen(
        (sys.executable, "-c", text, *arguments),
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_writers_at_the_same_moment_never_undo_each_other(path: Path) -> None:
    path.write_bytes(b"0")
    writers = [program(COUNTING, str(path)) for _ in range(3)]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("x" * 8192)
        writer.stdin.flush()
    done = [int(writer.communicate(timeout=120)[0]) for writer in writers]
    assert min(done) > 0
    assert int(path.read_bytes()) == sum(done)
    assert names(path.parent) == ["web.cfg"]


KILLED = """
import os, signal, sys
from xentui_driver.transport import hidden_files, local_files
path, before, replacing, can_be_nameless = sys.argv[1:]
setattr(os, before, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
if not can_be_nameless:
    hidden_files._nameless = lambda _place: None
local_files.write_file(path, b"vncpasswd = 'secret'\\n", replacing=replacing.encode() if replacing else None)
"""


def killed_in(path: Path, before: str, *, replacing: bytes | None, can_be_nameless: bool = True) -> None:
    """Write the file in a process that is killed as it calls that function of `os`."""
    crashed = program(KILLED, str(path), before, (replacing or b"").decode(), "yes" if can_be_nameless else "")
    crashed.communicate(timeout=60)
    assert crashed.returncode == -signal.SIGKILL


@pytest.mark.parametrize("before", ["fsync", "link"])
@pytest.mark.parametrize("replacing", [None, OLD])
def test_who_is_killed_while_he_writes_leaves_nothing(path: Path, before: str, replacing: bytes | None) -> None:
    target = path if replacing else path.with_name("other.cfg")
    killed_in(target, before, replacing=replacing)
    assert names(path.parent) == ["web.cfg"]
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("can_be_nameless", [True, False])
def test_what_a_kill_right_before_the_rename_leaves_is_no_definition_and_goes_with_the_next_one(
    path: Path, can_be_nameless: bool
) -> None:
    killed_in(path, "rename", replacing=OLD, can_be_nameless=can_be_nameless)
    (left,) = (name for name in names(path.parent) if name != "web.cfg")
    assert left.startswith(".web.cfg.")
    assert left.endswith(".new")
    assert path.read_bytes() == OLD
    definitions, problems = DefinitionFolder(LocalTransport(), str(path.parent)).scan()
    assert ([definition.name for definition in definitions], problems) == (["old"], ())
    write_file(str(path.with_name("other.cfg")), NEW, replacing=None)
    assert names(path.parent) == ["other.cfg", "web.cfg"]


def test_a_file_system_without_nameless_files_is_written_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden_files, "_nameless", lambda _place: None)
    write_file(str(path), NEW, replacing=OLD)
    write_file(str(path.with_name("other.cfg")), OLD, replacing=None)
    assert (path.read_bytes(), path.with_name("other.cfg").read_bytes()) == (NEW, OLD)
    assert names(path.parent) == ["other.cfg", "web.cfg"]


DRAFT = ".web.cfg.1700000000000-0.xentui-draft"
TRYING = """
import sys
from xentui_driver.transport.local import LocalTransport
host = LocalTransport()
host.write_file(sys.argv[1], b"vncpasswd = 'secret'\\n", replacing=None)
print("written", flush=True)
sys.stdin.read()
"""


def test_a_draft_lives_as_long_as_who_has_written_it(path: Path) -> None:
    draft = path.with_name(DRAFT)
    trying = program(TRYING, str(draft))
    assert trying.stdout is not None
    assert trying.stdout.readline() == "written\n"
    other = path.with_name("other.cfg")
    write_file(str(other), NEW, replacing=None)
    LocalTransport().sweep(str(path.parent))
    assert names(path.parent) == [DRAFT, "other.cfg", "web.cfg"]
    trying.kill()
    trying.communicate(timeout=60)
    LocalTransport().sweep(str(path.parent))
    assert names(path.parent) == ["other.cfg", "web.cfg"]


def test_a_draft_that_was_taken_away_is_held_no_longer(path: Path) -> None:
    draft, host = str(path.with_name(DRAFT)), LocalTransport()
    before = len(os.listdir("/proc/self/fd"))
    host.write_file(draft, NEW, replacing=None)
    host.remove_file(draft)
    assert len(os.listdir("/proc/self/fd")) == before
    assert names(path.parent) == ["web.cfg"]


def test_only_our_own_hidden_files_are_swept(path: Path) -> None:
    others = (".web.cfg.swp", ".web.cfg.new", ".web.cfg.1700000000000-0.draft", "web.cfg.0123abcd.new", ".#web.cfg")
    for name in others:
        path.with_name(name).touch()
    path.with_name(".pipe.0123abcd.new.d").mkdir()
    os.mkfifo(path.with_name(".pipe.0123abcd.new"))
    before = names(path.parent)
    LocalTransport().sweep(str(path.parent))
    assert names(path.parent) == before


def test_without_locks_only_what_is_old_is_swept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(_fd: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    old, new = path.with_name(DRAFT), path.with_name(".web.cfg.0123abcd.new")
    old.touch()
    os.utime(old, (0, 0))
    new.touch()
    LocalTransport().sweep(str(path.parent))
    assert names(path.parent) == [new.name, "web.cfg"]


def test_a_moved_file_keeps_its_content_and_the_folders_made_are_private(path: Path) -> None:
    target = path.parents[1] / "var" / "stash" / "web-1.cfg"
    move_file(str(path), str(target))
    assert target.read_bytes() == OLD
    assert names(path.parent) == []
    assert [mode(folder) for folder in (target.parent, target.parents[1])] == [0o700, 0o700]


def test_a_folder_that_is_there_keeps_its_mode(path: Path) -> None:
    stash = path.parents[1] / "stash"
    stash.mkdir(mode=0o755)
    move_file(str(path), str(stash / "web-1.cfg"))
    assert mode(stash) == 0o755


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("/nosuch"), Path.touch])
def test_a_move_never_overwrites(path: Path, make: Callable[[Path], None]) -> None:
    target = path.with_name("target.cfg")
    make(target)
    before = target.lstat()
    with pytest.raises(FileExists):
        move_file(str(path), str(target))
    assert target.lstat() == before
    assert path.read_bytes() == OLD


def test_moves_to_one_name_at_the_same_moment_keep_every_file(tmp_path: Path) -> None:
    text = """
import sys
from xentui_driver.model.errors import FileExists
from xentui_driver.transport.local_files import move_file
sys.stdin.read(1)
number = 0
for n in range(20):
    while True:
        try:
            move_file(f"{sys.argv[1]}/{sys.argv[2]}-{n}", f"{sys.argv[1]}/stash/{number}")
            break
        except FileExists:
            number += 1
"""
    for who in ("a", "b", "c"):
        for n in range(20):
            (tmp_path / f"{who}-{n}").write_text(f"{who}-{n}")
    movers = [program(text, str(tmp_path), who) for who in ("a", "b", "c")]
    for mover in movers:
        mover.communicate("x", timeout=120)
    assert {file.read_text() for file in (tmp_path / "stash").iterdir()} == {
        f"{who}-{n}" for who in ("a", "b", "c") for n in range(20)
    }
    assert names(tmp_path) == ["stash"]


def test_a_move_of_nothing_is_told_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"web\.cfg doesn't exist"):
        move_file(str(tmp_path / "web.cfg"), str(tmp_path / "stash" / "web-1.cfg"))
    assert names(tmp_path) == []


def test_a_folder_or_a_pipe_is_not_moved(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        with pytest.raises(FileUnreadable, match="isn't a regular file"):
            move_file(str(tmp_path / name), str(tmp_path / "stash" / "x"))
    assert names(tmp_path) == ["folder", "pipe"]


def test_a_file_in_the_way_of_a_folder_is_told_as_such(path: Path) -> None:
    (path.parent / "stash").touch()
    with pytest.raises(FileUnwritable, match="stash isn't a folder") as refused:
        move_file(str(path), str(path.parent / "stash" / "web-1.cfg"))
    assert not isinstance(refused.value, FileExists)
    assert path.read_bytes() == OLD


def test_a_link_is_moved_and_not_what_it_points_to(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = path.with_name("link.cfg")
    link.symlink_to(path)
    move_file(str(link), str(path.parent / "1" / "link"))
    refusing_to_cross_disks(monkeypatch)
    move_file(str(path.parent / "1" / "link"), str(path.parent / "2" / "link"))
    assert os.readlink(path.parent / "2" / "link") == str(path)
    assert path.read_bytes() == OLD


def test_a_file_is_moved_to_another_disk_with_its_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing_to_cross_disks(monkeypatch)
    os.utime(path, ns=(10**18, 10**18))
    target = path.parent / "stash" / "web-1.cfg"
    move_file(str(path), str(target))
    assert (target.read_bytes(), mode(target), target.stat().st_mtime_ns) == (OLD, 0o600, 10**18)
    assert names(target.parent) == ["web-1.cfg"]
    assert names(path.parent) == ["stash"]


def test_a_file_is_moved_between_real_file_systems(path: Path) -> None:
    shared_memory = Path("/dev/shm")
    if not shared_memory.is_dir() or shared_memory.stat().st_dev == path.stat().st_dev:
        pytest.skip("there is one file system only")
    target = shared_memory / f"xentui-test-{os.getpid()}" / "web-1.cfg"
    move_file(str(path), str(target))
    try:
        assert target.read_bytes() == OLD
        assert not path.exists()
    finally:
        target.unlink()
        target.parent.rmdir()


@pytest.mark.parametrize("function", ["fsync", "utime", "unlink"])
def test_a_move_to_another_disk_that_fails_leaves_the_file_and_no_half_copy(
    path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    stash = path.parent / "stash"
    real = getattr(os, function)

    def fail_once(*arguments: Any, **words: Any) -> None:
        monkeypatch.setattr(os, function, real)
        raise READ_ONLY

    refusing_to_cross_disks(monkeypatch)
    monkeypatch.setattr(os, function, fail_once)
    with pytest.raises(FileUnwritable) as refused:
        move_file(str(path), str(stash / "web-1.cfg"))
    assert refused.value.summary == f"{path} can't be moved to {stash}/web-1.cfg: Read-only file system."
    assert refused.value.state_now == "It was not changed."
    assert path.read_bytes() == OLD
    assert names(stash) == []


def test_a_file_written_while_it_was_copied_away_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing_to_cross_disks(monkeypatch)
    real = os.utime

    def utime(beside: int, *, ns: tuple[int, int]) -> None:
        real(beside, ns=ns)
        path.unlink()
        path.write_bytes(NEW)

    monkeypatch.setattr(os, "utime", utime)
    with pytest.raises(FileChanged, match="Their version is in place"):
        move_file(str(path), str(path.parent / "stash" / "web-1.cfg"))
    assert path.read_bytes() == NEW
    assert names(path.parent / "stash") == []


def test_a_link_is_made_with_its_folder_and_never_over_anything(tmp_path: Path) -> None:
    link = tmp_path / "auto" / "web.cfg"
    make_link(str(link), "/etc/xen/web.cfg")
    assert os.readlink(link) == "/etc/xen/web.cfg"
    with pytest.raises(FileExists):
        make_link(str(link), "/etc/xen/other.cfg")
    assert os.readlink(link) == "/etc/xen/web.cfg"


def test_a_link_is_removed_and_not_what_it_points_to(path: Path) -> None:
    link = path.with_name("link.cfg")
    link.symlink_to(path)
    remove_file(str(link))
    assert names(path.parent) == ["web.cfg"]
    with pytest.raises(FileUnreadable, match="doesn't exist"):
        remove_file(str(link))


def test_a_folder_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "auto").mkdir()
    with pytest.raises(FileUnwritable, match="can't be removed"):
        remove_file(str(tmp_path / "auto"))


def test_a_sysrq_key_is_written_to_the_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trigger = tmp_path / "sysrq-trigger"
    monkeypatch.setattr(local_files, "SYSRQ_TRIGGER", str(trigger))
    with pytest.raises(FileUnwritable, match="Nothing was sent to the kernel"):
        press_sysrq("s")
    trigger.touch()
    press_sysrq("s")
    assert trigger.read_bytes() == b"s"


@pytest.mark.parametrize("key", ["", "sb", "\n", "ö"])
def test_what_is_no_key_of_sysrq_is_refused(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trigger = tmp_path / "sysrq-trigger"
    trigger.touch()
    monkeypatch.setattr(local_files, "SYSRQ_TRIGGER", str(trigger))
    with pytest.raises(InvalidInput):
        press_sysrq(key)
    assert trigger.read_bytes() == b""


def test_hostile_names_are_harmless_in_every_error(tmp_path: Path) -> None:
    path = str(tmp_path / "nosuch" / "\x1b[2J\udcff.cfg")
    attempts: tuple[Callable[[], None], ...] = (
        lambda: write_file(path, NEW, replacing=None),
        lambda: move_file(path, path),
        lambda: remove_file(path),
    )
    for attempt in attempts:
        with pytest.raises(XenError) as refused:
            attempt()
        assert "\x1b" not in str(refused.value)
