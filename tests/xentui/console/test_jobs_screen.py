"""The screen of jobs: what is shown of them, and what its keys do."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tests.widgets import job_samples as samples
from tests.widgets.job_samples import NOW_S
from tests.xentui.console.jobs_desk import JobsDesk, play
from xentui.console.screens.jobs import NO_JOB
from xentui_driver.model.job import CommandRun, Job
from xentui_widgets.key_bar import KeyBar
from xentui_widgets.symbols import ASCII

Snapshot = Callable[..., bool]
SMALL = (80, 24)
LARGE = (120, 40)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def heading(desk: JobsDesk) -> str:
    return next(line for line in desk.text.splitlines() if re.search(r" job \d+ ", line))


def test_the_newest_is_the_first_and_everything_of_it_is_below() -> None:
    desk = JobsDesk(samples.succeeded(), samples.running())

    async def script(_pilot: Pilot[None]) -> None:
        lines = desk.text.splitlines()
        assert lines[0].startswith("─ Jobs 2 ─ 1 running ")
        assert "~ running     Stop web-01.example.net" in lines[2]
        assert "* succeeded   Reboot web-02.example.n" in lines[3]
        assert "Stop web-01.example.net ─ ~ running 0:42" in heading(desk)
        for words in (
            "alice as root (10.0.0.5), pts/3",
            "requested 14:02:21, started 14:02:39",
            "running, id 12, 8192 MiB, 4 vCPUs",
            "$ xl shutdown 12",
            "Shutting down domain 12",
            "~ acknowledged, shutting down: 40 of 120 s",
        ):
            assert words in desk.text
        assert "1 of 120 s" not in desk.text.replace("40 of 120 s", ""), "lines that only count are one"

    play(desk, script)


def test_nothing_was_done_yet() -> None:
    desk = JobsDesk()

    async def script(pilot: Pilot[None]) -> None:
        assert "No jobs on this host yet." in desk.text
        await pilot.press("c", "C", "u", "Y", "enter", "J", "down")
        assert (desk.cancelled, desk.copied, desk.opened) == ([], [], [])
        assert desk.said == [NO_JOB] * 5
        desk.show(samples.running())
        await pilot.pause()
        assert "Stop web-01.example.net" in heading(desk)

    play(desk, script)


def test_the_selection_stays_with_its_job_and_its_details() -> None:
    desk = JobsDesk(samples.succeeded(), samples.running())

    async def script(pilot: Pilot[None]) -> None:
        await pilot.press("down")
        desk.show(samples.succeeded(), samples.running(), samples.migrating())
        await pilot.pause()
        assert "Reboot web-02.example.net ─ * succeeded 0:15" in heading(desk)

    play(desk, script)


def test_output_is_seen_as_it_comes_and_the_end_stays_in_view() -> None:
    job = samples.migrating()
    desk = JobsDesk(job)

    def printed(count: int) -> str:
        return "".join(f"block {number}\n" for number in range(count))

    async def script(pilot: Pilot[None]) -> None:
        for count in (5, 50, 51):
            desk.show(replace(job, commands=(CommandRun(job.commands[0].argv, None, printed(count)),)))
            await pilot.pause()
            assert f"block {count - 1}" in desk.text
        await pilot.press("K", "K", "K", "K", "K", "K")
        desk.show(replace(job, commands=(CommandRun(job.commands[0].argv, None, printed(80)),)))
        await pilot.pause()
        assert "block 79" not in desk.text, "the details stay where they were scrolled to"
        await pilot.press("tab", "G")
        assert "block 79" in desk.text
        await pilot.press("g")
        assert "alice as root" in desk.text

    play(desk, script)


def test_the_outcome_is_in_view_once_it_is_there() -> None:
    job = samples.failed()
    desk = JobsDesk(replace(samples.migrating(job.id), record=job.record))

    async def script(pilot: Pilot[None]) -> None:
        desk.show(job)
        await pilot.pause()
        assert "X db-01.example.net did not shut down within 120 s." in desk.text
        assert "It is running still, id 9." in desk.text
        assert "Look at its console (c); forcing it off (X) is the last resort." in desk.text

    play(desk, script)


def test_c_cancels_only_where_that_is_safe() -> None:
    desk = JobsDesk(samples.foreign(), samples.succeeded(), samples.migrating(), samples.running())

    async def script(pilot: Pilot[None]) -> None:
        assert "c Cancel job" in desk.text
        assert "Stops waiting." in desk.text
        await pilot.press("c")
        assert desk.cancelled == ["12"]
        await pilot.press("down")
        assert "no: stopping it now could do harm; it ends by itself" in desk.text
        for _ in range(3):
            assert "c Cancel job" not in desk.text
            await pilot.press("c", "down")
        assert desk.cancelled == ["12"]

    play(desk, script)


@pytest.mark.parametrize("may_cancel", [True, False])
@pytest.mark.parametrize("job", samples.every_kind(), ids=lambda job: f"{job.verdict.value} {job.id}")
def test_each_key_does_something_with_every_job_or_says_why_not(job: Job, may_cancel: bool) -> None:
    desk = JobsDesk(job, may_cancel=may_cancel)

    async def script(pilot: Pilot[None]) -> None:
        for key in ("c", "C", "u", "Y", "enter"):
            before = desk.answers
            await pilot.press(key)
            assert desk.answers == before + 1, key

    play(desk, script)


def test_a_migration_that_runs_says_why_it_goes_on() -> None:
    desk = JobsDesk(samples.migrating())

    async def script(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        assert desk.said == [
            "Migrate db-02.example.net: can't be cancelled: stopping it now could do harm; it ends by itself."
        ]

    play(desk, script)


def test_what_has_changed_since_it_was_shown_counts() -> None:
    waiting = samples.waiting("13", "web")
    desk = JobsDesk(waiting)

    async def script(pilot: Pilot[None]) -> None:
        assert "It won't be started." in desk.text
        desk.jobs = (replace(samples.migrating(), id="13"),)
        await pilot.press("c")
        assert desk.cancelled == []

    play(desk, script)


def test_a_job_that_the_cursor_was_moved_to_is_not_cancelled_until_it_is_moved_again() -> None:
    desk = JobsDesk(samples.running(), samples.waiting("13", "web"))

    async def script(pilot: Pilot[None]) -> None:
        desk.jobs = (samples.running(),)  # the one under the cursor was taken away
        await pilot.press("c")
        assert desk.cancelled == []
        assert "That job is gone: move the cursor to continue" in desk.text
        await pilot.press("k", "c")
        assert desk.cancelled == ["12"]

    play(desk, script)


def test_the_rest_of_a_set_is_stopped_and_nothing_else() -> None:
    running = replace(samples.running(), record=replace(samples.running().record, set_id="7"))
    mine = [samples.waiting(str(number), f"web-{number}") for number in (13, 14, 15)]
    other = samples.waiting("16", "other", set_id="8")
    pending = replace(samples.handed_over(), record=replace(samples.handed_over().record, set_id="7"))
    desk = JobsDesk(running, *mine, other, pending)

    async def script(pilot: Pilot[None]) -> None:
        await pilot.press("G")
        assert "C Cancel the rest (3)" in desk.text
        await pilot.press("C")
        assert desk.cancelled == ["15", "14", "13"]

    play(desk, script)


def test_what_is_being_handed_over_cannot_be_cancelled_yet() -> None:
    desk = JobsDesk(samples.handed_over())

    async def script(pilot: Pilot[None]) -> None:
        assert "~ starting" in desk.text
        assert "not yet: it is just being started" in desk.text
        await pilot.press("c")
        assert desk.cancelled == []

    play(desk, script)


def test_who_only_looks_cancels_nothing() -> None:
    desk = JobsDesk(samples.waiting("13", "web"), samples.running(), may_cancel=False)

    async def script(pilot: Pilot[None]) -> None:
        assert "Cancel" not in desk.text
        await pilot.press("c", "C")
        assert desk.cancelled == []
        assert "not from here: this console is read-only" in desk.text

    play(desk, script)


def test_y_copies_the_exact_commands_and_enter_opens() -> None:
    job = samples.running()
    odd = replace(job, commands=(*job.commands, CommandRun(("xl", "rename", "3", "new db"), 0)))
    desk = JobsDesk(samples.waiting("11", "web"), odd)

    async def script(pilot: Pilot[None]) -> None:
        await pilot.press("Y", "enter", "down", "Y")
        assert desk.copied == ["xl shutdown 12\nxl rename 3 'new db'", "xl shutdown 21"]
        assert desk.opened == ["12"]

    play(desk, script)


def test_escape_and_q_go_back() -> None:
    for key in ("escape", "q"):
        desk = JobsDesk(samples.running())

        async def script(pilot: Pilot[None], desk: JobsDesk = desk, key: str = key) -> None:
            await pilot.press(key)
            assert desk.screen is not desk.page
            desk.page.show_again()

        play(desk, script)


def test_a_click_on_a_key_does_what_it_says() -> None:
    desk = JobsDesk(samples.running())

    async def script(pilot: Pilot[None]) -> None:
        x = desk.text.splitlines()[-1].index("c Cancel job")
        await pilot.click(KeyBar, offset=(x, 0))
        assert desk.cancelled == ["12"]

    play(desk, script)


def test_the_clock_goes_on_while_nothing_else_happens() -> None:
    desk = JobsDesk(samples.running())

    async def script(pilot: Pilot[None]) -> None:
        desk.now_s = NOW_S + 60
        desk.page.show_again()
        await pilot.pause()
        assert "~ running 1:42" in heading(desk)
        desk.now_s = NOW_S - 86_400
        desk.page.show_again()
        await pilot.pause()
        assert "~ running 0:00" in heading(desk)

    play(desk, script)


def test_500_jobs_are_drawn_by_a_few_widgets() -> None:
    desk = JobsDesk(*samples.crowd(500))

    async def script(pilot: Pilot[None]) -> None:
        assert len(list(desk.page.query("*"))) < 12
        await pilot.press("G")
        assert "Stop web-1 ─ * succeeded" in heading(desk)

    play(desk, script)


def test_hostile_output_is_text() -> None:
    job = samples.running()
    evil = CommandRun(("xl", "x\x1b[2J"), None, "\x1b]0;owned\x07[red]x[/red]\x9b31m\r\nseen\n")
    desk = JobsDesk(replace(job, commands=(evil,)))

    async def script(_pilot: Pilot[None]) -> None:
        assert "\x1b" not in desk.text
        assert "[red]x[/red]" in desk.text
        assert "seen" in desk.text

    play(desk, script)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_every_kind_of_job(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    assert snap_compare(JobsDesk(*samples.every_kind()), terminal_size=size, press=["down"] * 4)


def test_a_job_that_failed(snap_compare: Snapshot) -> None:
    assert snap_compare(JobsDesk(*samples.every_kind()), terminal_size=SMALL, press=["down"] * 6)


def test_a_migration_whose_outcome_nobody_knows(snap_compare: Snapshot) -> None:
    assert snap_compare(JobsDesk(*samples.every_kind()), terminal_size=LARGE, press=["down"] * 7)


def test_a_migration_that_cannot_be_cancelled(snap_compare: Snapshot) -> None:
    assert snap_compare(JobsDesk(*samples.every_kind()), terminal_size=SMALL, press=["down", "tab", "K"])


def test_a_job_of_a_set_that_waits(snap_compare: Snapshot) -> None:
    assert snap_compare(JobsDesk(*samples.every_kind()), terminal_size=SMALL, press=["down"] * 2)


def test_a_job_of_another_host(snap_compare: Snapshot) -> None:
    assert snap_compare(JobsDesk(*samples.every_kind()), terminal_size=SMALL, press=["down"] * 8)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_ascii(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    assert snap_compare(JobsDesk(*samples.every_kind(), symbols=ASCII), terminal_size=size, press=["down"] * 7)


def test_no_colour(snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(JobsDesk(*samples.every_kind()), terminal_size=SMALL, press=["down"] * 7)


def test_no_job(snap_compare: Snapshot) -> None:
    assert snap_compare(JobsDesk(), terminal_size=SMALL)


def names_in(desk: JobsDesk) -> list[str]:
    return [row.job.record.subject.name for row in desk.page.table.rows]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("web-02", ["web-02.example.net"]),
        ("stop running", ["web-01.example.net"]),
        ("!shutdown", ["web-02.example.net"]),
        ("alice 10.0.0.5 !succeeded", ["web-01.example.net"]),
        ("dom0a reboot", ["web-02.example.net"]),
        ("SHUTDOWN", ["web-01.example.net"]),
        ("nobody", []),
    ],
)
def test_the_filter_knows_guest_action_state_person_host_and_command(typed: str, left: list[str]) -> None:
    desk = JobsDesk(samples.succeeded(), samples.running())

    async def script(pilot: Pilot[None]) -> None:
        await pilot.press("slash", *("space" if letter == " " else letter for letter in typed), "enter")
        await pilot.pause()
        assert names_in(desk) == left
        assert f"Jobs {len(left)} of 2" in desk.text
        assert f"filter: {typed}" in desk.text
        assert ("No line matches the filter. Esc clears it." in desk.text) is not bool(left)
        assert "Esc Clear filter" in desk.text
        await pilot.press("escape")
        assert "Esc Back" in desk.text
        assert len(names_in(desk)) == 2

    play(desk, script)


def test_while_a_filter_is_typed_letters_cancel_nothing() -> None:
    desk = JobsDesk(samples.waiting("13", "mail"), samples.running())

    async def script(pilot: Pilot[None]) -> None:
        await pilot.press("slash", "c", "C", "y", "u", "q")
        assert (desk.cancelled, desk.copied, desk.set_back) == ([], [], [])
        assert desk.page.filter_line.text == "cCyuq"

    play(desk, script)
