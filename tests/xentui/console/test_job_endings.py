"""What the console tells when jobs end, and of jobs that it has not begun itself."""

import os

import pytest

from tests.xentui.console.deaf import deaf
from tests.xentui.console.driving import Console, drive
from xentui.console.messages import JobChanged
from xentui.console.screens.death import DeathPage
from xentui_driver.jobs.actions import DESTROY, START, STOP, Request
from xentui_driver.jobs.audit.reading import read_audit
from xentui_driver.jobs.jobs import Verdict
from xentui_driver.jobs.orders import record_of
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.dataclass import replace
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Result, Who
from xentui_driver.model.outcome import Outcome
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.guest import GuestBehaviour

ANN = Who("root", "ann", "192.0.2.7")


def instance(c: Console, name: str) -> Instance:
    return next(i for i in c.app.main_screen.table.rows if i.name == name)


def operations(c: Console) -> list[str]:
    return [job.record.operation for job in c.jobs.all]


def test_many_jobs_that_are_told_at_once_are_shown_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """At its start a console is told of every job that the host has."""
    console = Console()
    console.define("web-01", start=True)
    shown: list[int] = []

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("p", "y")
        await c.jobs_over()
        (job,) = c.jobs.all
        monkeypatch.setattr(c.app.overview, "show_all", lambda **_: shown.append(len(shown)))
        for number in range(50):
            c.app.post_message(JobChanged(replace(job, id=f"{number}")))
        await c.until(lambda: shown, "the jobs")
        await c.pilot.pause()
        assert len(shown) < 5

    drive(console, scenario, (80, 24))


def test_a_stop_that_is_not_obeyed_offers_three_ways_on_and_takes_none_by_itself() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("deaf")
        await c.press("x", "y")
        await c.sees("Stop deaf: failed")
        text = c.screen_text()
        for offer in ("w Keep waiting", "a Stop by ACPI", "X Force off"):
            assert offer in text
        assert operations(c) == ["stop"]
        await c.press("w")
        await c.sees("Keep waiting deaf: failed")
        assert operations(c) == ["stop", "await_stop"]
        assert c.jobs.all[1].commands == ()
        await c.press("a")
        await c.sees("Stop by ACPI deaf: failed")
        await c.press("X")
        await c.sees("Force off deaf (id 1)?")
        await c.press("enter")
        await c.until(lambda: c.app.is_undisturbed)
        assert operations(c) == ["stop", "await_stop", "stop_acpi"]

    drive(deaf(), scenario)


def test_for_a_guest_that_cannot_hear_no_waiting_is_offered() -> None:
    made = Console()
    made.world.set_guest("win", GuestBehaviour(boot_s=0.0, pv_drivers=False))
    made.define("win", text='name = "win"\ntype = "hvm"\nmemory = 1024\nvcpus = 2\n', start=True)

    async def scenario(c: Console) -> None:
        c.move_to("win")
        await c.press("x", "y")
        await c.sees("Stop win: failed")
        await c.sees("[ Close ]  [ a Stop by ACPI ]  [ X Force off ]")

    drive(made, scenario)


def test_what_was_offered_is_offered_again_from_the_jobs() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("deaf")
        await c.press("x", "y")
        await c.sees("Stop deaf: failed")
        await c.press("escape", "5")
        await c.sees("Jobs 1")
        await c.press("enter")
        await c.sees("w Keep waiting")

    drive(deaf(), scenario)


def test_a_job_of_another_operator_is_seen_and_keeps_the_guest() -> None:
    made = Console()
    made.define("web", start=True)
    web = Instance("k", domain=made.hypervisor.snapshot().instances[1].domain)
    record = record_of(STOP, Request(web), made.jobs.workplace.host, ANN, made.clock.epoch_s())
    writer = made.jobs.store.create(record)
    writer.begin()
    writer("acknowledged, shutting down: 3 of 180 s")

    async def scenario(c: Console) -> None:
        await c.sees("1 job")
        await c.sees("stopping")
        c.move_to("web")
        await c.press("X")
        await c.sees("Force off is not possible: it is stopping already.")
        prepared = c.jobs.prepare(DESTROY, (Request(instance(c, "web")),))
        submitted = c.jobs.submit(prepared)
        assert submitted.jobs == ()
        assert "ann as root (192.0.2.7)" in submitted.refused[0][1].summary
        await c.press("q")
        await c.sees("Stop web: acknowledged")
        await c.press("n")
        writer.close()  # its process is gone
        await c.sees("its process is gone")
        job = c.jobs.all[0]
        assert job.verdict is Verdict.UNKNOWN
        assert job.result is not None
        assert job.result.error is not None
        assert "doesn't look like success" in job.result.error.state_now

    drive(made, scenario, size=(120, 40))


def test_what_was_left_behind_is_settled_and_audited_by_the_next_console() -> None:
    made = Console()
    made.define("web", start=True)
    web = made.hypervisor.snapshot().instances[1]
    record = record_of(DESTROY, Request(web), made.jobs.workplace.host, ANN, made.clock.epoch_s())
    writer = made.jobs.store.create(record)
    writer.begin()
    writer.command_begins(("xl", "destroy", "1"))
    writer.close()
    made.xl("destroy", "1")

    async def scenario(c: Console) -> None:
        await c.sees("Force off web: its process is gone")
        error = c.jobs.all[0].result.error  # type: ignore[union-attr]
        assert error is not None
        assert "looks like success" in error.state_now
        assert "`xl destroy 1` was the last command started" in error.next_step
        path = c.jobs.workplace.audit_file
        await c.until(lambda: [read.entry for read in read_audit(path)], "its line in the audit")
        entries = [read.entry for read in read_audit(path) if read.entry is not None]
        assert [(e.job, e.verdict, [run.argv for run in e.commands]) for e in entries] == [
            ("1", Verdict.UNKNOWN, [("xl", "destroy", "1")])
        ]
        assert entries[0].who == ANN

    drive(made, scenario, size=(160, 40))


@pytest.mark.parametrize("fast_s", [-60, 3600], ids=["by this clock", "by a clock that was fast"])
def test_who_comes_back_is_told_of_the_last_outcomes_without_a_bell(
    fast_s: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Console()
    made.define("web")
    web = made.hypervisor.snapshot().instances[1]
    for number in range(8):
        record = record_of(START, Request(web), made.jobs.workplace.host, ANN, made.clock.epoch_s())
        writer = made.jobs.store.create(record)
        ended = Result(Verdict.SUCCEEDED, made.clock.epoch_s() + fast_s, outcome=Outcome(f"start number {number}."))
        assert writer.finish(ended)
        writer.close()
    rung: list[int] = []
    monkeypatch.setattr(made.app, "bell", lambda: rung.append(1))

    async def scenario(c: Console) -> None:
        await c.sees("start number 7. (by ann as root (192.0.2.7))")
        assert [event.text[:14] for event in c.app.overview.events] == [f"start number {n}" for n in range(3, 8)]
        assert not rung
        assert not c.app.message_lines.queue.all

    drive(made, scenario, size=(120, 60))


def test_an_audit_that_can_not_be_written_refuses_what_would_change_something_and_says_so() -> None:
    made = Console()
    made.define("web", start=True)
    os.makedirs(made.jobs.workplace.audit_file)  # a folder where the file should be

    async def scenario(c: Console) -> None:
        told = "can't be written"  # before anything is tried
        await c.until(lambda: any(told in event.text for event in c.app.overview.events), told)
        c.move_to("web")
        await c.press("x", "y")
        await c.sees("Stop: not started")
        text = c.screen_text()
        assert "audit" in text
        assert "[audit]" in text
        assert c.jobs.all == ()
        await c.press("escape")
        await c.runs("web")

    drive(made, scenario, size=(120, 40))


def test_a_guest_that_crashes_or_vanishes_is_brought_to_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Console()
    for name in ("web", "db"):
        made.define(name, start=True)
    rung: list[int] = []

    async def scenario(c: Console) -> None:
        monkeypatch.setattr(c.app, "bell", lambda: rung.append(1))
        await c.press("ctrl+r")
        c.xl("destroy", "2")  # somebody else, past xentui
        for _ in range(4):
            await c.press("ctrl+r")
            await c.pilot.pause(0.1)
        await c.sees("is gone from this host")
        assert rung

    drive(made, scenario, size=(120, 40))


def test_cancelling_a_stop_ends_the_wait_and_not_the_guest() -> None:
    made = Console(SystemClock())
    made.world.set_guest("slow", GuestBehaviour(boot_s=0.0, shutdown_s=10_000.0))
    made.define("slow")
    made.xl("create", "/etc/xen/slow.cfg")

    async def scenario(c: Console) -> None:
        c.jobs.submit(c.jobs.prepare(STOP, (Request(instance(c, "slow"), timeout_s=1e9),)))
        await c.until(lambda: c.jobs.all and "acknowledged" in c.jobs.all[0].words)
        await c.press("5")
        await c.press("c")
        await c.sees("Stops waiting. The request already sent to the guest stays in effect.")
        await c.press("n")
        assert not c.jobs.all[0].is_cancelling
        await c.press("c", "y")
        await c.until(lambda: c.jobs.all[0].is_over)
        job = c.jobs.all[0]
        assert job.verdict is Verdict.CANCELLED
        assert "may still do what it was asked" in job.words

    drive(made, scenario)


def test_a_start_records_no_number_of_vcpus_and_a_stop_the_one_that_was_there() -> None:
    made = Console()
    made.define("web")

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("s")
        await c.jobs_over()
        assert (done := c.jobs.all[-1].result) is not None
        assert done.after == "running, id 1, 1024 MiB"
        c.clock.wait(30.0)
        await c.press("ctrl+r")
        await c.until(lambda: any(i.domain and i.domid == 1 and i.domain.vcpus == 2 for i in c.app.fleet.instances))
        c.move_to("web")
        await c.press("x", "y")
        await c.jobs_over()
        assert c.jobs.all[-1].record.before == "running, id 1, 1024 MiB, 2 vCPUs"

    drive(made, scenario)


def test_a_failure_leads_to_why_and_to_its_job() -> None:
    made = Console()
    made.define("web")
    made.world.set_fault(Fault.CREATE_FAILS)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("s")
        await c.sees("[ Close ]  [ Y Why ]  [ E Job ]")
        await c.press("Y")
        await c.until(lambda: isinstance(c.app.screen, DeathPage), "the page that says why")
        await c.press("escape", "s")
        await c.sees("[ E Job ]")
        await c.press("E")
        await c.sees("Jobs 2")
        await c.press("enter")
        await c.sees("[ Close ]  [ Y Why ]")
        assert "E Job" not in c.screen_text(), "it is the job that was opened"

    drive(made, scenario, size=(120, 50))


def test_why_is_not_offered_of_a_guest_that_runs() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("deaf")
        await c.press("x", "y")
        await c.sees("[ E Job ]")
        assert "Y Why" not in c.screen_text()

    drive(deaf(), scenario)
