"""Root writes only where no other user decides what is written to."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.foreign_users import MALLORY, given_to_mallory, only_as_root
from xentui_driver.jobs.audit.log import AuditLog
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.errors import AuditUnwritable, CommandFailed, FileUnwritable, JobsUnwritable, XenError
from xentui_driver.model.job import HostId, JobRecord, Subject, Who
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.transport import safe_files
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.safe_files import (
    Untrusted,
    behind_sudo,
    folder,
    new_file,
    open_regular,
    read_regular,
    remedy_of,
)

PRECIOUS = b"root's own\n"
ME = safe_files.user_name(os.geteuid())


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    """A file of root's that must stay as it is."""
    path = tmp_path / "precious"
    path.write_bytes(PRECIOUS)
    return path


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def refusal(path: Path, *, make: bool = False, strict: bool = False) -> Untrusted:
    with pytest.raises(Untrusted) as refused, folder(str(path), make=make, strict=strict):
        pass
    return refused.value


def test_a_folder_of_ours_is_opened_and_its_levels_are_made_private(tmp_path: Path, no_umask: None) -> None:
    with folder(str(tmp_path / "a" / "b" / "c"), make=True, strict=True) as fd:
        os.close(new_file("file", fd))
    assert [mode(tmp_path / "a" / more) for more in ("", "b", "b/c")] == [0o700] * 3
    assert mode(tmp_path / "a/b/c/file") == 0o600


def test_a_sticky_folder_may_be_above_our_own(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp").chmod(0o1777)
    with folder(str(tmp_path / "tmp" / "ours"), make=True, strict=True):
        assert mode(tmp_path / "tmp" / "ours") == 0o700


@pytest.mark.parametrize("below", ["", "ours"])
def test_a_folder_that_everybody_can_write_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "open" / "ours").mkdir(parents=True)
    (tmp_path / "open").chmod(0o777)
    error = refusal(tmp_path / "open" / below)
    assert error.strerror == f"everybody can write into {tmp_path}/open"
    assert remedy_of(error) == f"Give a folder that only {ME} can write to."


def test_only_a_folder_of_our_own_is_to_be_mended(tmp_path: Path) -> None:
    """Advice to take a folder from its owner, as his home, would do harm."""
    (tmp_path / "open" / "jobs").mkdir(parents=True)
    (tmp_path / "open").chmod(0o777)
    another = f"Give a folder that only {ME} can write to"
    mended = f"{another}, or `chmod o-w {tmp_path}/open` once you have checked what is in it."
    assert remedy_of(refusal(tmp_path / "open", strict=True)) == mended
    assert remedy_of(refusal(tmp_path / "open" / "", strict=True)) == mended
    assert remedy_of(refusal(tmp_path / "open" / "jobs", strict=True)) == f"{another}."
    (tmp_path / "xentui" / "jobs").mkdir(parents=True)
    (tmp_path / "xentui").chmod(0o777)
    assert f"or `chmod o-w {tmp_path}/xentui`" in remedy_of(refusal(tmp_path / "xentui" / "jobs", strict=True))


def test_links_of_ours_lead_where_they_say(tmp_path: Path) -> None:
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "absolute").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "relative").symlink_to("../real/./deep")
    with folder(str(tmp_path / "absolute" / "relative" / "..")) as fd:
        assert os.path.samestat(os.fstat(fd), (tmp_path / "real").stat())
    with folder(str(tmp_path / "absolute" / "new" / "folder"), make=True):
        assert (tmp_path / "real" / "new" / "folder").is_dir()


def test_links_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match="Too many levels of symbolic links"), folder(str(tmp_path / "a" / "c")):
        pass


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "file").touch()
    before = os.listdir("/proc/self/fd")
    for path in ("link/link/new", "file/below", "x\0y", "link/file"):
        try:
            with folder(str(tmp_path / path), make=True):
                pass
        except (OSError, ValueError):
            continue
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_a_path_from_here_is_one_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path)
    for path in ("here", "./here/", "here/../here"):
        with folder(path) as fd:
            assert os.path.samestat(os.fstat(fd), (tmp_path / "here").stat())


@only_as_root
@pytest.mark.parametrize("below", ["", "ours", "ours/deeper"])
def test_a_folder_of_another_user_is_refused_at_every_level(tmp_path: Path, below: str) -> None:
    (tmp_path / "theirs" / "ours").mkdir(parents=True)
    given_to_mallory(tmp_path / "theirs", 0o755)
    error = refusal(tmp_path / "theirs" / below, make=True)
    assert error.strerror == (f"{tmp_path}/theirs belongs to user {MALLORY}, who could change what is written there")
    assert remedy_of(error) == "Give a folder that only root can write to."
    assert not (tmp_path / "theirs" / "ours" / "deeper").exists()


@only_as_root
def test_a_link_of_another_user_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    given_to_mallory(tmp_path / "link")
    assert f"{tmp_path}/link is a link that belongs to user {MALLORY}" in str(refusal(tmp_path / "link"))


@only_as_root
def test_a_group_of_people_is_refused_where_we_keep_our_own(tmp_path: Path) -> None:
    for name, group, is_refused in (("people", MALLORY, True), ("system", 108, False)):
        path = tmp_path / name
        path.mkdir()
        os.chown(path, 0, group)
        path.chmod(0o775)
        with folder(str(path)):
            pass
        if is_refused:
            assert f"chmod g-w {path}" in remedy_of(refusal(path, strict=True))
        else:
            with folder(str(path), strict=True):
                pass


@only_as_root
def test_who_has_become_root_by_sudo_is_trusted_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    given_to_mallory(tmp_path / "home", 0o755)
    with folder(str(tmp_path / "home"), also=behind_sudo({"SUDO_UID": str(MALLORY)})):
        pass
    refusal(tmp_path / "home")


@pytest.mark.parametrize("uid", ["", "-1", "x", "٣", "9" * 40])
def test_what_is_no_user_is_nobody(uid: str) -> None:
    assert behind_sudo({"SUDO_UID": uid}) == frozenset()


def test_a_new_file_is_never_an_old_one(tmp_path: Path, precious: Path) -> None:
    (tmp_path / "link").symlink_to(precious)
    with folder(str(tmp_path)) as fd:
        for name in ("link", "precious"):
            with pytest.raises(FileExistsError):
                new_file(name, fd)
    assert precious.read_bytes() == PRECIOUS


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_only_regular_files_are_read_and_none_is_waited_for(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "it")
    for read in (lambda: open_regular(str(tmp_path / "it")), lambda: read_regular(str(tmp_path / "it"), 10)):
        with pytest.raises(OSError, match=r"(it isn't a regular file|it is a folder)|Is a directory"):
            read()


def record() -> JobRecord:
    return JobRecord("stop", "Stop web", "stopping", HostId("dom0a", "a"), Subject("web"), Who("root"), 1_790_000_000.0)


def store(path: Path) -> JobStore:
    return JobStore(str(path), HostId("dom0a", "a"), SimulatedClock())


WRITERS: dict[str, Callable[[Path], object]] = {
    "jobs": lambda folder: store(folder).create(record()),
    "definition": lambda folder: LocalTransport().write_file(f"{folder}/web.cfg", b"", replacing=None),
    "link": lambda folder: LocalTransport().make_link(f"{folder}/auto", "/etc/xen/web.cfg"),
    "removal": lambda folder: LocalTransport().remove_file(f"{folder}/there"),
    "stash": lambda folder: LocalTransport().move_file(f"{folder.parent}/precious", f"{folder}/stashed"),
    "taken away": lambda folder: LocalTransport().move_file(f"{folder}/there", f"{folder.parent}/stashed"),
    "operation": lambda folder: LocalTransport(operations_folder=str(folder)).start(["true"]),
    "audit": lambda folder: AuditLog(f"{folder}/audit.jsonl", syslog=None).check(),
}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("below", ["", "deeper"])
def test_nothing_is_written_below_a_folder_that_everybody_can_write(
    tmp_path: Path, precious: Path, kind: str, below: str
) -> None:
    _refuses_to_write(tmp_path, "open", kind, below, lambda path: path.chmod(0o777))
    assert precious.read_bytes() == PRECIOUS


@only_as_root
@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("below", ["", "deeper"])
def test_nothing_is_written_below_a_folder_of_another_user(
    tmp_path: Path, precious: Path, kind: str, below: str
) -> None:
    _refuses_to_write(tmp_path, "theirs", kind, below, lambda path: given_to_mallory(path, 0o755))
    assert precious.read_bytes() == PRECIOUS


def _refuses_to_write(root: Path, name: str, kind: str, below: str, spoil: Callable[[Path], object]) -> None:
    path = root / name / below
    path.mkdir(parents=True)
    (path / "there").touch()
    (path.parent / "precious").touch()
    spoil(root / name)
    before = sorted(root.rglob("*"))
    with pytest.raises((JobsUnwritable, FileUnwritable, CommandFailed, AuditUnwritable)) as refused:
        WRITERS[kind](path)
    assert sorted(root.rglob("*")) == before
    told = refused.value
    assert str(root / name) in told.summary + told.detail
    assert f"Give a folder that only {ME} can write to" in told.next_step, "it says what to do"


@only_as_root
@pytest.mark.parametrize("name", ["000001", "000001/result.json.new", "000001/result.json", "000001/events.jsonl"])
def test_a_job_that_another_user_has_laid_out_is_not_touched(tmp_path: Path, precious: Path, name: str) -> None:
    """What was once overwritten: root settles a job whose files are links to root's own."""
    jobs = tmp_path / "jobs"
    (jobs / "000001").mkdir(parents=True)
    if name == "000001":
        (jobs / "000001").rmdir()
        (jobs / "000001").symlink_to(tmp_path)
    else:
        (jobs / name).symlink_to(precious)
    for path in (jobs, *jobs.rglob("*")):
        given_to_mallory(path)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: store(jobs).all(),
        lambda: store(jobs).unaudited(),
        lambda: store(jobs).cancel("1", Who("root")),
        lambda: store(jobs).create(record()),
    )
    for attempt in attempts:
        with pytest.raises(XenError, match=f"belongs to user {MALLORY}"):
            attempt()
    store(jobs).release("1")
    store(jobs).prune()
    store(jobs).audit("1", lambda: pytest.fail("it is not ours"))
    assert precious.read_bytes() == PRECIOUS
    assert (tmp_path / "release").exists() is False


def test_what_a_crash_has_left_of_an_outcome_is_no_way_to_another_file(tmp_path: Path, precious: Path) -> None:
    jobs = store(tmp_path / "jobs")
    writer = jobs.create(record())
    for name in ("result.json.new", "audited", "cancel.new", "events.jsonl", "trouble.log"):
        Path(writer.folder, name).unlink(missing_ok=True)
        Path(writer.folder, name).symlink_to(precious)
    writer("it says something")
    writer.command_output(writer.command_begins(["xl"]), "output")
    writer.audited()
    jobs.cancel("1", Who("root"))
    with pytest.raises(OSError, match="Too many levels"):
        writer.open_trouble()
    writer.close()
    assert precious.read_bytes() == PRECIOUS


def test_a_jobs_folder_for_everybodys_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp").chmod(0o1777)
    with pytest.raises(JobsUnwritable, match="is shared by all users"):
        store(tmp_path / "tmp").create(record())
    assert mode(tmp_path / "tmp") == 0o1777


def test_the_parents_of_the_jobs_are_private_too(tmp_path: Path, no_umask: None) -> None:
    store(tmp_path / "lib" / "xentui" / "jobs").create(record()).close()
    paths = (tmp_path / "lib", *(tmp_path / "lib").rglob("*"))
    assert {mode(path) for path in paths if path.is_dir()} == {0o700}
    assert {mode(path) for path in paths if path.is_file()} == {0o600}


def test_an_audit_with_a_second_name_is_not_added_to(tmp_path: Path, precious: Path) -> None:
    os.link(precious, tmp_path / "audit.jsonl")
    with pytest.raises(AuditUnwritable, match="hard link") as refused:
        AuditLog(str(tmp_path / "audit.jsonl"), syslog=None).check()
    assert refused.value.next_step == f"Move {tmp_path}/audit.jsonl away: xentui creates a new one."
    assert (precious.read_bytes(), mode(precious)) == (PRECIOUS, mode(precious))


@only_as_root
def test_an_audit_of_another_user_is_not_added_to(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").touch()
    given_to_mallory(tmp_path / "audit.jsonl", 0o600)
    with pytest.raises(AuditUnwritable, match=f"it belongs to user {MALLORY}"):
        AuditLog(str(tmp_path / "audit.jsonl"), syslog=None).check()


def test_a_user_without_a_name_is_told_by_number() -> None:
    assert safe_files.user_name(0) == "root"
    assert safe_files.user_name(MALLORY) == f"user {MALLORY}"
