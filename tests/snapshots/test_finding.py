"""What an operator finds by a word: the palette, the audit, the events, the help."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.driver.jobs.audit_entries import NOON_S, entry
from tests.snapshots.screens import SMALL, TINY, Snapshot, before, on, sample
from tests.xentui.console.driving import Console
from xentui_driver.jobs.audit.entry import line_of
from xentui_driver.model.job import Verdict, Who

LARGE = (120, 40)
CAUSE = "web-01.example.net did not shut down: it ignores shutdown requests, and it still runs as before."


@pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "40x12"])
def test_palette(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()
    assert snap_compare(
        console.app, terminal_size=size, run_before=before(console, then=on("mail", "colon", wait_for="COMMAND"))
    )


def test_palette_by_the_word_of_the_operator(snap_compare: Snapshot) -> None:
    console = sample()
    play = on("mail", "colon", *"kill", wait_for="cut the power")
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


def audited() -> Console:
    """A host on which two people have done something."""
    console = sample()
    alice, bob = Who("root", "alice", "10.0.0.5", "pts/0"), Who("bob", "", "", "pts/3")
    mail = replace(
        entry("9", name="mail", time_s=NOON_S + 600), title="Force off mail", verdict=Verdict.FAILED, who=bob
    )
    failed = replace(mail, summary="mail could not be destroyed: xl gave no answer in 30 s.", after="")
    path = Path(console.jobs.workplace.audit_file)
    written = (entry("7", name="db-01.example.net"), entry("8", name="web-02.example.net"), failed)
    path.write_bytes(b"".join(line_of(replace(each, who=each.who if each is failed else alice)) for each in written))
    return console


@pytest.mark.parametrize("size", [SMALL, TINY, LARGE], ids=["80x24", "40x12", "120x40"])
def test_audit(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = audited()
    play = on("mail", "6", wait_for="Audit 3")
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@pytest.mark.parametrize("size", [SMALL, TINY, LARGE], ids=["80x24", "40x12", "120x40"])
def test_events(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()

    async def play(c: Console) -> None:
        c.app.add_event("web-01.example.net", "web-01.example.net is running (id 1)", "success", "xl create web-01.cfg")
        c.app.add_event("mail", "mail has crashed (watchdog).", "error")
        c.app.add_event("web-01.example.net", CAUSE, "error", "xl shutdown 1")
        await on("mail", "E", wait_for="Events 3")(c)

    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "40x12"])
def test_event_lines_and_a_message(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()

    async def play(c: Console) -> None:
        c.move_to("mail")
        c.app.add_event("web-01.example.net", CAUSE, "error", "xl shutdown 1")
        for number in range(2):
            c.app.toast("mail", f"has been paused {number}", "success")
        c.app.toast("Stop web-01.example.net: failed", CAUSE, "error")
        await c.sees("+2 more")

    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


def test_what_of_a_guest_can_be_copied(snap_compare: Snapshot) -> None:
    console = sample()
    play = on("mail", "y", wait_for="Definition")
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


@pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "40x12"])
def test_help_of_the_jobs(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, "5", "question_mark"))


@pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "40x12"])
def test_help_that_is_searched(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()
    play = on("mail", "question_mark", "slash", *"memory", wait_for="change the memory")
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))
