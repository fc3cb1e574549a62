"""The audit and the events as lists: newest first, filtered, and each line leads to its job or its guest."""

from pathlib import Path

import pytest

from tests.driver.jobs.audit_entries import entry
from tests.xentui.console.driving import Console, drive
from xentui.console.screens.jobs import JobsScreen
from xentui.console.screens.records import RecordsScreen
from xentui_driver.jobs.audit.entry import AuditEntry, line_of

SIZES = [(40, 12), (80, 24), (120, 40)]


def console() -> Console:
    made = Console()
    for name in ("web", "mail"):
        made.define(name, start=True)
    return made


def audit_of(c: Console) -> Path:
    path = Path(c.jobs.workplace.audit_file)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def write(c: Console, *entries: AuditEntry) -> None:
    with open(audit_of(c), "ab") as file:
        file.writelines(map(line_of, entries))


async def pause(c: Console, name: str) -> None:
    c.move_to(name)
    await c.press("p", "y")
    await c.jobs_over()
    await c.state(name, "paused")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_audit_says_who_did_what_and_leads_to_the_job(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        await pause(c, "web")
        await c.press("6")
        await c.sees("Audit 1")
        await c.sees("Pause web")
        assert c.jobs.who.user in c.screen_text()
        rows = [line for line in c.screen_text().splitlines() if "Pause web" in line]
        assert size[0] < 80 or any("(id 1) " in row for row in rows), "what has come of it"
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, JobsScreen))
        assert isinstance(c.app.screen, JobsScreen)
        assert c.app.screen.table.current_job == c.jobs.all[0]
        await c.press("escape", "escape")
        assert c.app.is_undisturbed

    drive(console(), scenario, size)


def test_the_newest_is_first_and_what_comes_meanwhile_is_shown() -> None:
    async def scenario(c: Console) -> None:
        write(c, entry("1", name="old"), entry("2", name="new", time_s=entry().time_s + 60))
        await c.press("6")
        await c.sees("Audit 2")
        text = c.screen_text()
        assert text.index("stop new") < text.index("stop old")
        write(c, entry("3", name="other", time_s=entry().time_s + 120))
        c.app.poll_now()
        await c.until(lambda: isinstance(c.app.screen, RecordsScreen))
        c.app.jobs_changed()
        await c.sees("Audit 3")

    drive(console(), scenario, (80, 24))


def test_the_filter_takes_words_and_what_is_typed_ahead() -> None:
    async def scenario(c: Console) -> None:
        write(c, entry("1", name="web-01"), entry("2", name="db-01"), entry("3", name="db-02"))
        await c.press("6")
        await c.sees("Audit 3")
        await c.burst(*"/db")
        await c.sees("Audit 2 of 3")
        await c.type(" !db-02")
        await c.sees("Audit 1 of 3")
        await c.press("enter")
        await c.type("j")
        await c.sees("filter: db !db-02")
        await c.press("slash")
        await c.type(" nobody")
        await c.sees("No line matches the filter")
        await c.press("escape")
        await c.sees("Audit 3 ")
        await c.press("escape")
        assert c.app.is_undisturbed

    drive(console(), scenario, (80, 24))


def test_an_entry_whose_job_is_gone_says_so_and_is_all_there() -> None:
    async def scenario(c: Console) -> None:
        write(c, entry("77", name="gone"))
        await c.press("6")
        await c.sees("$ xl shutdown 3")
        await c.sees("alice as root (10.0.0.5)")
        await c.press("enter")
        await c.sees("Job 77 is no longer kept")

    drive(console(), scenario, (100, 24), shows_toasts=True)


def test_an_empty_audit_and_one_that_cannot_be_read_say_so() -> None:
    async def empty(c: Console) -> None:
        await c.press("6")
        await c.sees("No changes recorded yet")
        await c.press("q")
        assert c.app.is_undisturbed

    async def unreadable(c: Console) -> None:
        audit_of(c).unlink(missing_ok=True)
        audit_of(c).mkdir()
        await c.press("6")
        await c.sees("isn't a regular")

    async def damaged(c: Console) -> None:
        write(c, entry())
        with open(audit_of(c), "ab") as file:
            file.write(b"{garbage\n")
        await c.press("6")
        await c.sees("incomplete: ")
        await c.sees("stop web")

    for scenario in (empty, unreadable, damaged):
        drive(console(), scenario, (120, 24))


def test_what_others_wrote_into_it_is_harmless() -> None:
    async def scenario(c: Console) -> None:
        write(c, entry("1", name="a\x1b[31mb\nc\u202e"))
        await c.press("6")
        await c.sees("Audit 1")
        assert "\x1b" not in c.screen_text()
        assert "\u202e" not in c.screen_text()

    drive(console(), scenario, (80, 24))


def test_a_large_audit_opens_at_once() -> None:
    async def scenario(c: Console) -> None:
        line = line_of(entry("1"))
        with open(audit_of(c), "wb") as file:
            file.write(line * (1 + (20 << 20) // len(line)))
        await c.press("6")
        await c.sees("Audit 1000")
        await c.sees("older entries: xentui audit")

    drive(console(), scenario, (120, 24))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_an_event_leads_to_its_job(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        await pause(c, "web")
        await c.press("E")
        await c.sees("Events 1")
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, JobsScreen))

    drive(console(), scenario, size)


def test_an_event_without_a_job_leads_to_its_guest_and_one_without_either_says_so() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("mail")
        await c.press("s")  # it runs: the refusal is an event of that guest
        await c.press("E")
        await c.sees("Events 1")
        await c.press("enter")
        await c.sees("[1 Now]")
        assert "mail" in c.screen_text().splitlines()[0]
        await c.press("escape", "escape")
        c.app.add_event("jobs", "can't be followed", "error")
        await c.press("E")
        await c.sees("Events 2")
        await c.press("g", "enter")
        await c.sees("No job or guest to open")

    drive(console(), scenario, (100, 24), shows_toasts=True)


def test_all_of_a_long_event_is_below_the_list() -> None:
    async def scenario(c: Console) -> None:
        await c.press("E")
        await c.sees("No events since")
        c.app.add_event("web", "a cause that is long " * 8 + "and has an end", "error", "xl shutdown 1")
        await c.sees("and has an end")
        await c.sees("$ xl shutdown 1")

    drive(console(), scenario, (80, 24))


def test_typed_text_does_nothing_in_the_list() -> None:
    async def scenario(c: Console) -> None:
        await pause(c, "web")
        await c.press("6")
        await c.sees("Audit 1")
        await c.burst_of("q\nxl list\n")
        assert isinstance(c.app.screen, RecordsScreen)
        assert len(c.jobs.all) == 1

    drive(console(), scenario, (80, 24))
