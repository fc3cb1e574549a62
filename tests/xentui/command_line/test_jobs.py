"""`xentui jobs` on real folders of jobs, on a machine without any host."""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.driver.jobs.keeping_jobs import THERE, done, record
from tests.xentui.command_line.ran import Ran
from tests.xentui.command_line.without_host import Terminal, run_without_host, time_zone
from xentui.command_line.job_output import follow
from xentui.command_line.jobs import add_jobs, job_id
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.this_host import this_host
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.errors import CancelRefused, NoSuchJob, RebootFailed, XenError
from xentui_driver.model.job import JobRecord, Result, Verdict
from xentui_driver.simulator.clock import SimulatedClock

BEGUN_S = 1_790_000_000.0
"""2026-09-21 14:13:20 UTC."""


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with time_zone("UTC", monkeypatch):
        yield


class JobsCommand:
    """`xentui jobs` on a machine without any host, with jobs in a folder of the test."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.clock = SimulatedClock()
        self.store = JobStore(str(folder / "jobs"), this_host("dom0a"), self.clock)
        self._capsys = capsys

    def record(self, name: str = "web", **values: Any) -> JobRecord:
        return replace(record(name, **values), host=self.store.host)

    def create(self, name: str = "web", **values: Any) -> JobWriter:
        made = self.record(name, uuid=None, domid=None, definition=f"/etc/xen/{name}.cfg", **values)
        return self.store.create(made)

    def run(self, *arguments: str, read_only: bool = False) -> Ran:
        parser = argparse.ArgumentParser()
        settings = argparse.Namespace(jobs_folder=self.store.folder, keep_jobs=500, keep_days=90)
        parser.set_defaults(settings=settings, simulate=False)
        add_jobs(parser, read_only=read_only)
        return run_without_host(parser, arguments, self._capsys)

    def follow(self, writer: JobWriter, *meanwhile: Callable[[], object]) -> Ran:
        """Follow a job to which these happen, one between two looks."""
        steps = iter(meanwhile)
        _, status = follow(self.store, writer.id, pause=lambda _s: next(steps)())
        return Ran(status, *self._capsys.readouterr())


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> JobsCommand:
    monkeypatch.setattr("os.uname", lambda: SimpleNamespace(nodename="dom0a"))
    monkeypatch.setattr("time.time", lambda: BEGUN_S + 60)
    return JobsCommand(tmp_path, capsys)


def output(writer: JobWriter, text: str, number: int = 1) -> None:
    Path(writer.folder, f"output-{number}.log").write_text(text)


def failed(writer: JobWriter) -> None:
    error = RebootFailed("web did not come back.", detail="libxl: error: gone", state_now="web is not running.")
    assert writer.finish(Result(Verdict.FAILED, BEGUN_S + 9, "stopped", error=error))
    writer.close()


def test_a_folder_that_is_not_there_yet_is_an_empty_answer(command: JobsCommand) -> None:
    ran = command.run()
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == f"xentui: there are no jobs in {command.store.folder} yet\n", "others may have jobs elsewhere"
    assert command.run("--json").json == {"schema": "xentui/1", "jobs": []}


def test_each_job_is_a_line_the_newest_last(command: JobsCommand) -> None:
    first = command.create("web")
    first.begin()
    done(first)
    failing = command.create("db")
    failing.begin()
    failed(failing)
    running = command.create("mail")
    running.begin()
    running("acknowledged, shutting down: 4 of 120 s")
    waiting = command.create("cache")
    lines = command.run().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["ID", "STATE"],
        ["1", "succeeded"],
        ["2", "failed"],
        ["3", "running"],
        ["4", "waiting"],
    ]
    assert "web has shut down." in lines[1]
    assert "  14:13:20     0:09  " in lines[2]
    assert lines[2].endswith("web did not come back. web is not running.")
    assert "ann" in lines[2]
    assert lines[3].endswith("acknowledged, shutting down: 4 of 120 s")
    assert lines[4].endswith("waiting for its turn")
    running.close()
    waiting.close()


def test_a_job_that_nobody_performs_any_more_is_unknown_and_stays_so(command: JobsCommand) -> None:
    writer = command.create()
    writer.begin()
    writer.command_begins(("xl", "shutdown", "3"))
    writer.close()
    ran = command.run()
    assert ran.status == 0
    assert "unknown" in ran.out.splitlines()[1]
    assert ran.out.endswith("Its process is gone and left no outcome.\n")
    ran = command.run("--follow", writer.id)
    assert ran.status == 1
    assert "$ xl shutdown 3\n" in ran.out
    assert "xentui: Job 1 (Stop web): unknown. Its process is gone and left no outcome." in ran.err
    assert "`xl shutdown 3` was the last command started" in ran.err
    assert command.store.job(writer.id).result is None, "whoever can look at the host settles it"


def test_what_it_does_is_printed_as_it_comes_and_then_its_outcome(command: JobsCommand) -> None:
    writer = command.create()

    def begins() -> None:
        writer.begin()
        writer("request sent")
        writer.command_begins(("xl", "shutdown", "new web"))
        output(writer, "Shutting down dom")
        writer.command_started(1, str(Path(writer.folder, "output-1.log")))

    def goes_on() -> None:
        output(writer, "Shutting down domain 3\n\x1b[31mred\n")
        writer("acknowledged")

    def ends() -> None:
        output(writer, "Shutting down domain 3\n\x1b[31mred\nno line end")
        writer.command_ended(1, 4)
        done(writer)

    ran = command.follow(writer, begins, goes_on, ends)
    assert ran == Ran(
        0,
        f"Job 1: Stop web, by {writer.record.who.words}: waiting\n"
        "$ xl shutdown 'new web'\n"
        "request sent\n"
        "  Shutting down domain 3\n"
        "  \u241b[31mred\n"
        "acknowledged\n"
        "  no line end\n"
        "  exit status 4\n"
        "web has shut down.\n",
        "",
    )


def test_a_failure_is_status_1_and_says_why(command: JobsCommand) -> None:
    writer = command.create()
    writer.begin()
    failed(writer)
    ran = command.run("--follow", "000001")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("xentui: web did not come back. web is not running.")
    assert ran.err.endswith("  libxl: error: gone\n")


def test_a_cancelled_job_is_status_1(command: JobsCommand) -> None:
    writer = command.create()
    assert writer.finish(Result(Verdict.CANCELLED, BEGUN_S))
    writer.close()
    ran = command.run("--follow", writer.id)
    assert (ran.status, ran.err) == (
        1,
        "xentui: Job 1 (Stop web): cancelled. Not started. Start it again if you still want it.\n",
    )


def test_ctrl_c_ends_following_and_not_the_job(command: JobsCommand) -> None:
    writer = command.create()
    writer.begin()

    def interrupted() -> None:
        raise KeyboardInterrupt

    ran = command.follow(writer, lambda: None, interrupted)
    assert ran.status == 130
    assert ran.err == "xentui: job 1 goes on; `xentui jobs --follow 1` follows it again\n"
    assert not command.store.job(writer.id).is_cancelling
    assert command.store.job(writer.id).verdict is Verdict.RUNNING
    writer.close()


def test_of_much_output_nothing_is_printed_twice_or_left_out(command: JobsCommand) -> None:
    writer = command.create()
    writer.begin()
    writer.command_begins(("xl", "migrate"))
    writer.command_started(1, str(Path(writer.folder, "output-1.log")))
    lines = [f"block {number // 3} of many\n" for number in range(12_000)]

    def printed(count: int) -> Callable[[], None]:
        return lambda: output(writer, "ä" + "".join(lines[:count]))

    def ends() -> None:
        writer.command_ended(1, 0)
        done(writer)

    ran = command.follow(writer, printed(2000), printed(2001), printed(4000), printed(6000), printed(9000), ends)
    printed_lines = ran.out.splitlines()[2:-1]
    assert [line.strip().lstrip("ä") for line in printed_lines] == [line.strip() for line in lines[:9000]]


def test_on_a_terminal_a_line_that_counts_takes_the_place_of_the_one_before(
    command: JobsCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = command.create()
    writer.begin()
    writer("asked")
    for second in range(3):
        command.clock.advance(2)
        writer(f"waiting: {12 - 2 * second} s")
    done(writer)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    follow(command.store, writer.id)
    assert terminal.getvalue() == "asked\nwaiting: 12 s\rwaiting: 10 s\rwaiting: 8 s \nweb has shut down.\n"


def test_a_job_of_another_host_is_followed_with_a_warning(command: JobsCommand) -> None:
    other = JobStore(command.store.folder, THERE, command.clock)
    writer = other.create(record("web", host=THERE))
    writer.begin()
    assert "dom0b: Stop web" in command.run().out
    ran = command.follow(writer, lambda: done(writer))
    assert ran.status == 0
    assert "only its host, dom0b, knows whether it is still running" in ran.err


def test_a_job_is_asked_to_stop_where_that_does_no_harm(command: JobsCommand) -> None:
    writer = command.create(cancelling="Nobody waits any more.")
    writer.begin()
    ran = command.run("--cancel", writer.id)
    assert ran == Ran(0, "Job 1 (Stop web) was asked to stop. Nobody waits any more.\n", "")
    assert writer.is_cancelled
    assert "cancelling" in command.run().out
    waiting = command.create("db")
    assert command.run("--cancel", waiting.id).out.endswith("It will not start.\n")
    assert command.run("--json").json["jobs"][1]["is_cancelling"] is True
    writer.close()
    waiting.close()


def test_a_job_that_cannot_be_broken_off_is_refused(command: JobsCommand) -> None:
    writer = command.create()
    writer.begin()
    with pytest.raises(CancelRefused, match="stopping it now could do harm"):
        command.run("--cancel", writer.id)
    assert not writer.is_cancelled
    writer.close()
    with pytest.raises(NoSuchJob):
        command.run("--cancel", "9")


def test_of_a_job_that_is_over_nothing_is_left_to_be_waited_for(command: JobsCommand) -> None:
    failed(command.create())
    with pytest.raises(CancelRefused) as refused:
        command.run("--cancel", "1")
    assert "can't be cancelled: it is over." in refused.value.summary
    assert refused.value.next_step.startswith("It is over, so there is nothing to stop")
    assert "Let it finish" not in str(refused.value)


def test_read_only_there_is_no_way_to_cancel(command: JobsCommand) -> None:
    with pytest.raises(SystemExit) as left:
        command.run("--cancel", "1", read_only=True)
    assert left.value.code == 2
    assert command.run(read_only=True).status == 0


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "٣", "9" * 30])
def test_what_is_no_number_is_wrong_usage(command: JobsCommand, text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        job_id(text)
    with pytest.raises(SystemExit):
        command.run(f"--follow={text}")


def test_the_json_has_all_of_it(command: JobsCommand) -> None:
    writer = command.create(operation="reboot", set_id="5")
    writer.begin()
    writer("request sent")
    number = writer.command_begins(("xl", "reboot", "3"))
    writer.command_output(number, "a\x1b\nb\n")
    writer.command_ended(number, 1)
    failed(writer)
    ran = command.run("--follow", writer.id, "--json")
    (values,) = ran.json["jobs"]
    assert ran.status == 1
    assert values == {
        "id": "1",
        "host": "dom0a",
        "is_foreign": False,
        "operation": "reboot",
        "title": "Stop web",
        "value": None,
        "set": "5",
        "who": {"user": "root", "sudo_user": "ann", "ssh_client": "192.0.2.7", "terminal": "pts/3"},
        "guest": {"name": "web", "uuid": None, "domid": None, "definition": "/etc/xen/web.cfg", "other": ""},
        "verdict": "failed",
        "is_cancelling": False,
        "why_not_cancelled": "it is over",
        "why_not_set_back": "stopping can't be undone by setting a value",
        "sets_back": None,
        "set_back_by": None,
        "submitted": "2026-09-21T14:13:20.000+00:00",
        "begun": "2026-09-21T14:13:20.000+00:00",
        "ended": "2026-09-21T14:13:29.000+00:00",
        "before": "running",
        "after": "stopped",
        "steps": ["xl shutdown None"],
        "commands": [{"argv": ["xl", "reboot", "3"], "exit_status": 1, "output": ["a␛", "b"]}],
        "changes": [],
        "lines": ["request sent"],
        "words": "web did not come back. web is not running.",
        "outcome": None,
        "error": {
            "kind": "RebootFailed",
            "summary": "web did not come back.",
            "state_now": "web is not running.",
            "next_step": "",
            "detail": ["libxl: error: gone"],
        },
        "problems": [],
    }


def test_every_field_of_the_json_is_documented(command: JobsCommand) -> None:
    command.create().close()
    text = Path(__file__).parents[3].joinpath("docs/json.md").read_text()
    section = text.partition("## `xentui jobs --json`")[2].partition("\n## ")[0]
    for field in command.run("--json").json["jobs"][0]:
        assert f"jobs[].{field}" in section or f"`.{field}`" in section, field


def test_garbage_in_a_folder_is_a_job_that_says_so(command: JobsCommand) -> None:
    folder = Path(command.store.folder, "000007")
    folder.mkdir(parents=True)
    Path(folder, "job.json").write_text("{")
    assert "Unreadable job" in command.run().out
    (values,) = command.run("--json").json["jobs"]
    assert values["operation"] is None
    assert values["problems"]


def test_a_folder_that_cannot_be_read_is_told(command: JobsCommand) -> None:
    Path(command.store.folder).write_text("no folder")
    with pytest.raises(XenError, match="can't be read"):
        command.run()


def test_hostile_names_stay_in_their_line(command: JobsCommand) -> None:
    writer = command.store.create(command.record("x\n\x1b[2J"))
    writer.close()
    ran = command.run()
    assert ran.out.count("\n") == 2
    assert "\x1b" not in ran.out
    assert "\x1b" not in command.run("--json").out
