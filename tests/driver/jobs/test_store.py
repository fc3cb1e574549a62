import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.driver.jobs.keeping_jobs import HERE, THERE, UUID, WHO, done, record, store
from tests.pseudo_terminal import IMPORT_PATH
from xentui_driver.jobs import files
from xentui_driver.jobs.store import default_jobs_folder, why_not_cancelled
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CancelRefused, GuestBusy, JobsUnwritable, NoSuchJob
from xentui_driver.model.job import Job, Result, Subject, Unread, Verdict
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.transport.safe_files import folder

_PERFORMER = """
import sys
from pathlib import Path
from tests.driver.jobs.keeping_jobs import record, store
writer = store(Path(sys.argv[1])).create(record())
writer.begin()
writer.command_begins(("xl", "shutdown", "3"))
print(writer.id, flush=True)
sys.stdin.read()
"""


def performer(folder: Path) -> "subprocess.Popen[str]":
    """Another process that performs a job until it is killed."""
    root = str(Path(__file__).parents[3])
    process = subprocess.Popen(
        (sys.executable, "-c", _PERFORMER, str(folder)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((root, IMPORT_PATH))},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "1\n"
    return process


def killed(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def test_a_job_says_who_began_what_and_what_came_of_it(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record(definition="/etc/xen/web.cfg"))
    assert jobs.job("1").verdict is Verdict.WAITING
    writer.begin()
    writer("request sent")
    number = writer.command_begins(("xl", "shutdown", "3"))
    (Path(writer.folder) / "out.log").write_text("Shutting down domain 3\n")
    writer.command_started(number, f"{writer.folder}/out.log")
    assert jobs.job("1").verdict is Verdict.RUNNING
    assert jobs.job("1").commands[0].exit_status is None
    writer.command_ended(number, 0)
    writer.changed("made /srv/web.save")
    writer.built(DomainRef(UUID, 4, "web"))
    done(writer)
    job = jobs.job("1")
    assert job.verdict is Verdict.SUCCEEDED
    assert job.record == record(definition="/etc/xen/web.cfg")
    assert job.record.who.words == "ann as root (192.0.2.7)"
    assert job.lines == ("request sent",)
    assert (job.commands[0].argv, job.commands[0].exit_status) == (("xl", "shutdown", "3"), 0)
    assert job.commands[0].output == "Shutting down domain 3\n"
    assert job.changes == ("made /srv/web.save",)
    assert job.built == DomainRef(UUID, 4, "web")
    assert job.words == "web has shut down."
    assert job.problems == ()


def test_what_is_written_is_for_its_owner_only(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    (tmp_path / "jobs").mkdir(mode=0o755)
    writer = jobs.create(record())
    writer("a line")
    done(writer)
    for path in (tmp_path / "jobs", *(tmp_path / "jobs").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_numbers_go_up_and_are_not_used_again(tmp_path: Path) -> None:
    jobs = store(tmp_path, keep_jobs=1)
    for number in ("1", "2", "3"):
        writer = jobs.create(record())
        assert writer.id == number
        done(writer)
        jobs.prune()
    assert [job.id for job in jobs.all()] == ["3"]


@pytest.mark.parametrize(
    "second",
    [
        record(),
        record("renamed", domid=9),
        record(uuid=None, domid=None, definition="/etc/xen/web.cfg"),
    ],
)
def test_a_second_job_on_a_guest_is_refused_by_name_of_the_first(tmp_path: Path, second: object) -> None:
    jobs = store(tmp_path)
    first = jobs.create(record(definition="/etc/xen/web.cfg"))
    with pytest.raises(GuestBusy) as refused:
        jobs.create(second)  # type: ignore[arg-type]
    assert "Stop web" in refused.value.summary
    assert "ann as root (192.0.2.7)" in refused.value.summary
    assert "job 1" in refused.value.summary
    done(first)
    assert jobs.create(second).id == "2"  # type: ignore[arg-type]


def test_other_guests_are_not_held_up(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    jobs.create(record())
    assert jobs.create(record("db", uuid="0" * 35 + "2", domid=4)).id == "2"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (Subject("a", UUID, 1), Subject("b", UUID, 2), True),
        (Subject("a", "0" * 8 + "-0000", 1), Subject("b", "0" * 8 + "-0000", 2), False),
        (Subject("a", "0" * 8 + "-0000", 1), Subject("b", None, 1), True),
        (Subject("a", None, None, "/etc/xen/a.cfg"), Subject("b", UUID, 1, "/etc/xen/a.cfg"), True),
        (Subject("a"), Subject("a"), False),
        (Subject("a", other="/srv/a.save"), Subject("a", other="/srv/a.save"), True),
    ],
)
def test_a_guest_is_met_again_by_any_of_its_keys(a: Subject, b: Subject, same: bool) -> None:
    assert bool(a.keys & b.keys) is same


def test_the_refusal_holds_across_processes_and_ends_with_the_other_process(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    other = performer(tmp_path)
    try:
        assert jobs.job("1").verdict is Verdict.RUNNING
        with pytest.raises(GuestBusy):
            jobs.create(record())
    finally:
        killed(other)
    assert jobs.job("1").verdict is Verdict.UNKNOWN
    assert jobs.create(record()).id == "2"


def nobody_looks(job: Job) -> Result:
    raise AssertionError(f"job {job.id} is looked into, though there is nothing to find out")


def test_only_one_of_several_consoles_looks_into_a_job(tmp_path: Path) -> None:
    killed(performer(tmp_path))

    def looks(_job: Job) -> Result:
        assert not store(tmp_path).settle("1", nobody_looks)
        return Result(Verdict.UNKNOWN, 1_790_000_009.0)

    assert store(tmp_path).settle("1", looks)


def test_a_job_whose_process_is_gone_is_settled_once(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    killed(performer(tmp_path))
    unknown = Result(Verdict.UNKNOWN, 1_790_000_009.0)
    assert jobs.settle("1", lambda _: unknown)
    assert not jobs.settle("1", nobody_looks)
    assert jobs.job("1").result == unknown
    assert jobs.job("1").commands[0].argv == ("xl", "shutdown", "3")


def test_a_job_that_is_performed_can_not_be_settled(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record())
    assert not jobs.settle("1", nobody_looks)
    done(writer)
    assert jobs.job("1").verdict is Verdict.SUCCEEDED


def test_a_command_that_outlives_its_performer_keeps_the_job_running(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    killed(performer(tmp_path))
    with folder(jobs.path("1")) as own:
        lock = files.take(own, "xl-shutdown.log")
    assert lock is not None
    job = jobs.job("1")
    assert job.verdict is Verdict.RUNNING
    assert "the command itself is still running" in job.problems[0]
    with pytest.raises(GuestBusy):
        jobs.create(record())
    os.close(lock)
    assert jobs.job("1").verdict is Verdict.UNKNOWN


def test_a_job_of_another_host_in_a_shared_folder_is_left_to_that_host(tmp_path: Path) -> None:
    killed_there = store(tmp_path, host=THERE).create(record(host=THERE))
    killed_there.begin()
    killed_there.close()
    here = store(tmp_path, host=HERE)
    job = here.job("1")
    assert job.is_foreign
    assert job.verdict is Verdict.RUNNING
    assert here.create(record()).id == "2"  # a guest of that UUID there is no guest here
    with pytest.raises(CancelRefused, match="dom0b"):
        here.cancel("1", WHO)
    here.prune()
    assert here.unaudited() == ()
    assert [job.id for job in here.all()] == ["1", "2"]


def test_a_job_of_another_host_is_read_again_as_soon_as_anything_is_written_to_it(tmp_path: Path) -> None:
    there = store(tmp_path, host=THERE).create(record(host=THERE))
    there.begin()
    for path in (there.folder, *(f"{there.folder}/{name}" for name in os.listdir(there.folder))):
        os.utime(path, (1_790_000_000, 1_790_000_000))
    here = store(tmp_path, host=HERE)
    (job,) = here.all()
    assert here.all()[0] is job
    there("request sent")
    assert here.all()[0].lines == ("request sent",)
    done(there)
    assert here.all()[0].verdict is Verdict.SUCCEEDED


def test_the_same_machine_after_a_restart_knows_its_jobs(tmp_path: Path) -> None:
    writer = store(tmp_path).create(record())
    writer.close()
    restarted = store(tmp_path, host=type(HERE)(HERE.name, HERE.machine_id, "boot-2"))
    assert not restarted.job("1").is_foreign
    assert restarted.job("1").verdict is Verdict.UNKNOWN


def test_a_job_of_a_newer_xentui_is_shown_and_left_alone(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record())
    values = files.read_object(f"{writer.folder}/job.json") | {"format": files.FORMAT + 1, "colour": ["new"]}
    with folder(writer.folder) as own:
        files.write_whole(own, "job.json", values)
    writer.close()
    job = jobs.job("1")
    assert job.is_newer
    assert job.record.title == "Stop web"
    assert job.verdict is Verdict.WAITING, "whether it is over, only that one can tell"
    assert "newer xentui" in job.problems[0]
    assert "newer xentui" in why_not_cancelled(job)
    with pytest.raises(GuestBusy):
        jobs.create(record())


@pytest.mark.parametrize("content", [b"", b"\x00" * 400, b"[1, 2]", b'{"title": "half', b"{" * 9000, b'{"format": 1}'])
def test_garbage_in_the_folder_is_told_and_never_an_outcome(tmp_path: Path, content: bytes) -> None:
    jobs = store(tmp_path)
    jobs.create(record()).close()
    for name in ("job.json", "result.json", "events.jsonl"):
        (Path(jobs.path("1")) / name).write_bytes(content)
    (tmp_path / "jobs" / "notes.txt").write_text("not a job")
    (tmp_path / "jobs" / "000002").write_text("a file where a folder should be")
    (tmp_path / "jobs" / "000003").mkdir()
    (tmp_path / "jobs" / "0000004x").mkdir()
    job = jobs.job("1")
    assert job.verdict is Verdict.UNKNOWN
    assert job.problems
    assert job.unread >= {Unread.RECORD, Unread.OUTCOME}
    assert not job.is_readable
    assert [job.id for job in jobs.all()] == ["1", "3"]
    assert jobs.create(record()).id == "4"


def test_hostile_text_in_a_job_is_harmless(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record("evil\x1b]0;x\x07"))
    writer("\x1b[2J gone")
    job = jobs.job("1")
    assert "\x1b" not in job.record.title + "".join(job.lines)


def test_only_jobs_that_can_be_stopped_without_harm_can_be_cancelled(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    harmful = jobs.create(record())
    jobs.cancel("1", WHO)
    assert harmful.is_cancelled, "it has not begun"
    safe = jobs.create(record("db", uuid="0" * 35 + "2", domid=4, cancelling="Nobody waits any more."))
    safe.begin()
    jobs.cancel(safe.id, WHO)
    assert safe.is_cancelled
    with pytest.raises(CancelRefused, match="already"):
        jobs.cancel(safe.id, WHO)
    begun = jobs.create(record("mail", uuid="0" * 35 + "3", domid=5))
    begun.begin()
    with pytest.raises(CancelRefused, match="stopping it now could do harm"):
        jobs.cancel(begun.id, WHO)
    done(begun)
    with pytest.raises(CancelRefused, match="it is over"):
        jobs.cancel(begun.id, WHO)
    with pytest.raises(NoSuchJob):
        jobs.cancel("77", WHO)


def ids(jobs: tuple[Job, ...]) -> list[str]:
    return [job.id for job in jobs]


def test_pruning_takes_the_oldest_that_are_over_and_none_that_runs(tmp_path: Path) -> None:
    jobs = store(tmp_path, keep_jobs=2)
    running = jobs.create(record("old", uuid="0" * 35 + "9", domid=9))
    for _ in range(4):
        done(jobs.create(record()))
    jobs.prune()
    assert ids(jobs.all()) == ["1", "4", "5"]
    running.close()
    jobs.prune()
    assert ids(jobs.all()) == ["1", "4", "5"], "what nobody has settled yet stays"


def test_pruning_by_age_leaves_the_newest_and_what_seems_to_come_from_the_future(tmp_path: Path) -> None:
    clock = SimulatedClock()
    jobs = store(tmp_path, clock=clock)
    now_s = clock.epoch_s()
    done(jobs.create(record()), ended_s=now_s - 91 * 86_400)
    done(jobs.create(record()), ended_s=now_s + 400 * 86_400)  # the clock was wrong for a while
    done(jobs.create(record()), ended_s=now_s - 91 * 86_400)
    jobs.prune()
    assert ids(jobs.all()) == ["2", "3"]


def test_what_a_crash_left_half_made_is_swept_away(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    done(jobs.create(record()))
    for name in (".new-77-2", ".old-1"):
        (tmp_path / "jobs" / name).mkdir()
    jobs.prune()
    assert sorted(path.name for path in (tmp_path / "jobs").iterdir()) == [".lock", "000001"]


def test_a_folder_that_can_not_be_made_refuses_the_job(tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("no folder")
    with pytest.raises(JobsUnwritable, match="not started") as refused:
        store(tmp_path).create(record())
    assert refused.value.state_now == "Nothing was done."


def test_a_job_is_audited_once(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record())
    assert jobs.unaudited() == ()
    done(writer)
    assert ids(jobs.unaudited()) == ["1"]
    written: list[str] = []
    for _ in range(3):
        jobs.audit("1", lambda: written.append("line"))
    assert written == ["line"]
    assert jobs.unaudited() == ()


def test_the_usual_folder_is_the_systems_for_root_and_the_users_own_else() -> None:
    assert default_jobs_folder({}, is_root=True) == "/var/lib/xentui/jobs"
    assert default_jobs_folder({"XDG_STATE_HOME": "/s"}, is_root=False) == "/s/xentui/jobs"
    assert default_jobs_folder({"XDG_STATE_HOME": "s"}, is_root=False).endswith("/.local/state/xentui/jobs")


def test_of_a_job_whose_events_can_t_be_read_nobody_says_that_it_has_not_begun(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record())
    Path(jobs.path("1"), files.EVENTS_FILE).write_bytes(b"\x00 garbage\n")
    job = jobs.job("1")
    assert job.unread == {Unread.EVENTS}
    assert job.verdict is Verdict.RUNNING
    assert job.has_begun
    writer.close()
    assert jobs.job("1").verdict is Verdict.UNKNOWN
