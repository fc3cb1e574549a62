"""A guest that is in a file: its row says so, its start asks, and its restore stands beside that answer."""

import pytest

from tests.xentui.command_line.commanding import Site
from tests.xentui.console.driving import Console, drive, guest
from xentui_driver.definitions.naming import find_instance
from xentui_driver.jobs.actions import RESTORE, Request
from xentui_driver.jobs.jobs import Verdict

UUID = 'uuid = "10111213-1415-1617-1819-1a1b1c1d1e1f"\n'
FILE = "/srv/web.save"


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(capsys)


def saved(*others: str) -> Console:
    """web is in a file; the others are stopped."""
    made = Console()
    for name in others:
        made.define(name)
    made.define("web", start=True, text=guest("web", more=UUID))
    made.world.write_file("dom0a", "/srv/folder", "")
    ref = find_instance(made.hypervisor.snapshot().instances, "web").ref
    assert ref is not None
    made.hypervisor.save(ref, FILE)
    made.clock.wait(60.0)
    return made


def test_the_row_says_where_it_is_and_the_filter_finds_it() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.sees(f"v saved to {FILE}")
        await c.press("slash")
        await c.type("state:saved")
        await c.press("enter")
        await c.sees("Guests 1 of 2")

    drive(saved("off"), scenario, size=(120, 40))


@pytest.mark.parametrize("key", ["s", "S"])
def test_its_start_asks_and_says_what_is_lost(key: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press(key)
        await c.sees("Restore it")
        words = " ".join(c.screen_text().split())
        assert f"The guest has been saved to {FILE} on " in words
        assert "it boots as after a power cut" in words
        await c.press("enter")  # the first answer is no
        await c.state("web", "saved")
        assert c.jobs.all == ()

    drive(saved(), scenario)


def test_beside_the_start_stands_the_restore() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("s")
        await c.sees(f"xl restore {FILE}")
        await c.press("right", "enter")
        await c.runs("web")
        await c.jobs_over()
        assert [(job.record.operation, job.verdict) for job in c.jobs.all] == [("restore", Verdict.SUCCEEDED)]

    drive(saved(), scenario)


def test_nothing_else_is_begun_with_it_while_it_is_restored() -> None:
    made = saved()

    async def scenario(c: Console) -> None:
        c.move_to("web")
        guest = c.hypervisor.saved_guest(FILE)
        assert guest is not None
        c.jobs.prepare(RESTORE, (Request(value=FILE, saved_guest=guest),))
        c.app.jobs_changed()
        await c.sees("~ restoring")
        await c.press("s")
        await c.sees("it is restoring already")

    drive(made, scenario)


def test_who_insists_starts_it_and_it_is_no_longer_saved() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("s")
        await c.sees("Restore it")
        await c.press("right", "right", "enter")
        await c.runs("web")
        await c.jobs_over()
        c.xl("destroy", "web")
        await c.press("ctrl+r")
        await c.state("web", "stopped")

    drive(saved(), scenario)


def test_a_marked_set_leaves_it_out() -> None:
    async def scenario(c: Console) -> None:
        await c.press("asterisk", "s")
        await c.sees("Skipped:")
        words = " ".join(c.screen_text().split())
        assert f"web: it has been saved to {FILE}" in words

    drive(saved("a", "b"), scenario, size=(120, 40))


def test_the_restore_offers_its_file_and_refuses_one_that_is_old() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        c.app.action_restore()
        await c.sees(f"xl restore {FILE}")
        await c.press("enter")
        await c.runs("web")
        await c.jobs_over()
        c.xl("destroy", "web")
        c.app.action_restore()
        await c.sees("Restore a saved guest")
        await c.type(FILE)
        await c.sees("web has run since it was saved")
        await c.press("enter")
        await c.sees("Restore a saved guest")
        assert len(c.jobs.all) == 1

    drive(saved(), scenario)


def test_a_start_behind_the_dialog_is_refused_when_it_was_saved_meanwhile() -> None:
    made = Console()
    made.define("a")
    made.define("web", text=guest("web", more=UUID))
    made.world.write_file("dom0a", "/srv/folder", "")

    async def scenario(c: Console) -> None:
        await c.press("Z", "asterisk", "s")
        await c.sees("Start 2 guests?")
        c.xl("create", "/etc/xen/web.cfg")
        c.clock.wait(30.0)
        ref = find_instance(c.hypervisor.snapshot().instances, "web").ref
        assert ref is not None
        c.hypervisor.save(ref, FILE)
        await c.press("y")
        await c.jobs_over()
        verdicts = {job.record.subject.name: job.verdict for job in c.jobs.all}
        assert verdicts == {"a": Verdict.SUCCEEDED, "web": Verdict.FAILED}

    drive(made, scenario)


def test_the_command_line_says_the_same(site: Site) -> None:
    site.write("/srv/folder", "")
    assert site.run("save", "web", FILE).status == 0
    site.clock.wait(60.0)
    assert site.states()["web"] == "saved"
    (web,) = (i for i in site.run("list", "--json").json["instances"] if i["name"] == "web")
    assert (web["state"], web["saved_to"], web["moved_to"]) == ("saved", FILE, None)
    assert f"saved to {FILE}" in site.run("list").out
    assert site.run("describe", "web").out.startswith(f"web: saved to {FILE}\n")
    for more in ((), ("--dry-run",)):
        refused = site.run("start", "web", *more)
        assert refused.status == 1
        assert f"web was not started: it has been saved to {FILE} on " in refused.err
        assert "`xentui restore FILE`" in refused.err
        assert "`xentui start --here NAME`" in refused.err
    assert site.run("restore", FILE).status == 0
    site.clock.wait(60.0)
    assert site.run("destroy", "web", "--yes").status == 0
    for more in ((), ("--dry-run",)):
        refused = site.run("restore", FILE, *more)
        assert refused.status == 1
        assert f"{FILE} was not restored: web has run since it was saved to {FILE}" in refused.err
    assert site.run("restore", FILE, "--here").status == 0


def test_a_saved_guest_may_be_told_to_start_with_the_host(site: Site) -> None:
    site.write("/srv/folder", "")
    site.run("save", "web", FILE)
    assert site.run("autostart", "web", "on").status == 0
