import errno
import os
from pathlib import Path

import pytest

from tests.driver.jobs.keeping_jobs import done, record, store
from xentui_driver.jobs import files
from xentui_driver.model.errors import JobsUnwritable
from xentui_driver.model.job import Result, Verdict
from xentui_driver.simulator.clock import SimulatedClock


class FullDisk:
    """Takes no byte more, until something is given back or room is made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room_bytes: int = 0) -> None:
        self.room_bytes = room_bytes
        self._write = os.write
        self._unlink = os.unlink
        monkeypatch.setattr(os, "write", self.write)
        monkeypatch.setattr(os, "unlink", self.unlink)

    def write(self, fd: int, content: bytes) -> int:
        if self.room_bytes == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = self._write(fd, content[: self.room_bytes])
        self.room_bytes -= written
        return written

    def unlink(self, path: str, *, dir_fd: int | None = None) -> None:
        size = os.stat(path, dir_fd=dir_fd).st_size
        self._unlink(path, dir_fd=dir_fd)
        self.room_bytes += size


def test_a_job_that_can_not_be_kept_is_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = store(tmp_path)
    done(jobs.create(record()))
    FullDisk(monkeypatch, room_bytes=1000)
    with pytest.raises(JobsUnwritable, match="No space left"):
        jobs.create(record())
    assert [job.id for job in jobs.all()] == ["1"]
    assert not list((tmp_path / "jobs").glob(".new-*"))


def test_an_outcome_is_kept_though_the_disk_has_filled_up_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record())
    writer.begin()
    FullDisk(monkeypatch)
    number = writer.command_begins(("xl", "shutdown", "3"))
    writer.command_ended(number, 0)
    done(writer)
    job = jobs.job("1")
    assert job.verdict is Verdict.SUCCEEDED
    assert [(command.argv, command.exit_status) for command in job.commands] == [(("xl", "shutdown", "3"), 0)]


def test_an_outcome_waits_for_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimulatedClock()
    jobs = store(tmp_path, clock=clock)
    writer = jobs.create(record())
    os.unlink(f"{writer.folder}/{files.RESERVE_FILE}")
    disk = FullDisk(monkeypatch)
    waited: list[float] = []

    def wait(seconds: float, _wake: object = None) -> bool:
        waited.append(seconds)
        if len(waited) == 3:
            disk.room_bytes = 1 << 20
        return False

    monkeypatch.setattr(clock, "wait", wait)
    done(writer)
    assert len(waited) == 3
    assert jobs.job("1").verdict is Verdict.SUCCEEDED


def test_an_outcome_that_can_not_be_written_at_all_is_unknown_and_not_invented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record())
    writer.begin()
    os.unlink(f"{writer.folder}/{files.RESERVE_FILE}")
    FullDisk(monkeypatch)
    assert not writer.finish(Result(Verdict.SUCCEEDED, 1.0))
    writer.close()
    assert jobs.job("1").verdict is Verdict.UNKNOWN


def test_commands_that_no_event_could_tell_are_in_the_outcome(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record())
    writer.command_ended(writer.command_begins(("xl", "destroy", "3")), 0)
    writer.changed("made /etc/xen/web.cfg")
    os.unlink(f"{writer.folder}/{files.EVENTS_FILE}")
    done(writer)
    job = jobs.job("1")
    assert [command.argv for command in job.commands] == [("xl", "destroy", "3")]
    assert job.changes == ("made /etc/xen/web.cfg",)


def test_the_output_of_a_command_is_what_it_last_was(tmp_path: Path) -> None:
    writer = store(tmp_path).create(record())
    number = writer.command_begins(("xl", "save", "3", "/srv/web"))
    for text in ("half of what it says\n", "all\n"):
        writer.command_output(number, text)
    assert Path(writer.folder, f"output-{number}.log").read_text() == "all\n"
    done(writer)


def test_a_file_with_another_name_is_not_emptied_for_the_output_of_a_command(tmp_path: Path) -> None:
    writer = store(tmp_path).create(record())
    number = writer.command_begins(("xl", "save", "3", "/srv/web"))
    precious = tmp_path / "precious"
    precious.write_text("precious\n")
    os.link(precious, f"{writer.folder}/output-{number}.log")
    writer.command_output(number, "what it says\n")
    assert precious.read_text() == "precious\n"
    done(writer)


def test_half_a_last_line_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record())
    writer.begin()
    writer("whole")
    with open(f"{writer.folder}/{files.EVENTS_FILE}", "ab") as file:
        file.write(b'{"at": 3.0, "says": "ha')
    assert jobs.job("1").lines == ("whole",)
    assert jobs.job("1").problems == ()
    writer("after the power cut")
    assert jobs.job("1").lines == ("whole", "after the power cut")
    assert "1 lines can't be read" in jobs.job("1").problems[0]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98])
def test_half_an_outcome_is_none(tmp_path: Path, share: float) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record())
    done(writer)
    path = Path(writer.folder) / files.RESULT_FILE
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert jobs.job("1").verdict is Verdict.UNKNOWN
    assert files.RESULT_FILE in jobs.job("1").problems[0]


def test_an_outcome_that_says_it_is_still_running_is_none(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record())
    assert writer.finish(Result(Verdict.RUNNING, 1.0))
    writer.close()
    assert jobs.job("1").verdict is Verdict.UNKNOWN


def test_figures_that_change_are_kept_once_a_second(tmp_path: Path) -> None:
    clock = SimulatedClock()
    jobs = store(tmp_path, clock=clock)
    writer = jobs.create(record())
    for step in range(20):
        writer(f"shutting down: {step / 10:.1f} of 180 s")
        clock.advance(0.1)
    writer("has shut down")
    lines = jobs.job("1").lines
    assert lines[0] == "shutting down: 0.0 of 180 s"
    assert lines[-1] == "has shut down"
    assert len(lines) == 3


def test_a_clock_that_jumps_back_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimulatedClock()
    jobs = store(tmp_path, clock=clock)
    first = jobs.create(record())
    first.begin()
    monkeypatch.setattr(clock, "epoch_s", lambda: 5.0)  # 1970
    first("after the jump")
    done(first, ended_s=5.0)
    second = jobs.create(record())
    done(second, ended_s=6.0)
    jobs.prune()
    assert [job.id for job in jobs.all()] == ["1", "2"]
    assert jobs.job("1").lines == ("after the jump",)


def test_a_job_keeps_nothing_open_but_its_lock(tmp_path: Path) -> None:
    """A marked set may have hundreds, and a process no more than 1024 descriptors."""
    jobs = store(tmp_path)
    before = len(os.listdir("/proc/self/fd"))
    writer = jobs.create(record())
    writer.begin()
    writer("it goes on")
    writer.command_output(writer.command_begins(["xl"]), "output")
    assert len(os.listdir("/proc/self/fd")) == before + 1
    done(writer)
    assert len(os.listdir("/proc/self/fd")) == before
