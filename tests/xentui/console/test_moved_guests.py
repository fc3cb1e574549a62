"""A guest that has migrated away: shown as moved, and started here only by who has typed its name."""

import pytest

from tests.xentui.command_line.commanding import Site
from tests.xentui.console.driving import Console, drive, guest
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.jobs import Verdict
from xentui_driver.simulator.transport import SimulatorTransport

UUID = 'uuid = "10111213-1415-1617-1819-1a1b1c1d1e1f"\n'
TYPE_IT = "Type web to continue"


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(capsys)


def moved(*others: str) -> Console:
    """web ran on dom0a and runs on dom0b; the others are stopped."""
    made = Console()
    for name in others:
        made.define(name)
    made.define("web", start=True, text=guest("web", more=UUID))
    ref = find_instance(made.hypervisor.snapshot().instances, "web").ref
    assert ref is not None
    made.hypervisor.migrate(ref, "dom0b")
    return made


def over_there(c: Console) -> Hypervisor:
    return Hypervisor(SimulatorTransport(c.world, "dom0b"), c.clock)


def copies(c: Console) -> int:
    """How many hosts web is on."""
    hosts = (c.hypervisor, over_there(c))
    return sum(i.name == "web" and i.domain is not None for host in hosts for i in host.snapshot().instances)


def test_the_table_and_the_details_say_where_it_is() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.sees("> moved to dom0b")
        await c.press("slash")
        await c.type("state:moved")
        await c.press("enter")
        await c.sees("Guests 1 of 2")

    drive(moved("off"), scenario, size=(120, 40))


@pytest.mark.parametrize("key", ["s", "S"])
def test_its_start_asks_says_why_and_wants_its_name(key: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press(key)
        await c.sees(TYPE_IT)
        assert "The guest has moved to dom0b on " in c.screen_text()
        await c.press("right", "enter")
        assert c.jobs.all == ()
        await c.press("escape")
        assert copies(c) == 1

    drive(moved(), scenario)


def test_who_types_its_name_starts_it_here_and_it_is_here_then() -> None:
    made = moved()
    there = over_there(made)
    ref = find_instance(there.snapshot().instances, "web").ref
    assert ref is not None
    there.destroy(ref)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("s")
        await c.sees(TYPE_IT)
        await c.type("web")
        await c.press("enter", "enter")
        await c.runs("web")
        await c.jobs_over()
        c.xl("destroy", "web")
        await c.press("ctrl+r")
        await c.state("web", "stopped")

    drive(made, scenario)


def test_a_marked_set_leaves_it_out_and_says_so() -> None:
    async def scenario(c: Console) -> None:
        await c.press("asterisk", "s")
        await c.sees("Skipped:")
        assert "web: it has moved to dom0b, and is started by itself only" in " ".join(c.screen_text().split())
        await c.press("y")
        await c.jobs_over()
        assert sorted(job.record.subject.name for job in c.jobs.all) == ["a", "b"]
        assert copies(c) == 1

    drive(moved("a", "b"), scenario)


def test_it_is_looked_up_again_when_the_start_is_performed() -> None:
    """The dialog of a guest that was stopped is answered after the guest has come and gone."""
    made = Console()
    made.define("a")
    made.define("web", text=guest("web", more=UUID))

    async def scenario(c: Console) -> None:
        await c.press("Z", "asterisk", "s")
        await c.sees("Start 2 guests?")
        c.xl("create", "/etc/xen/web.cfg")
        c.clock.wait(30.0)
        ref = find_instance(c.hypervisor.snapshot().instances, "web").ref
        assert ref is not None
        c.hypervisor.migrate(ref, "dom0b")
        await c.press("y")
        await c.jobs_over()
        verdicts = {job.record.subject.name: job.verdict for job in c.jobs.all}
        assert verdicts == {"a": Verdict.SUCCEEDED, "web": Verdict.FAILED}
        assert copies(c) == 1

    drive(made, scenario)


def test_the_poll_notices_that_it_is_back() -> None:
    async def scenario(c: Console) -> None:
        await c.state("web", "moved")
        there = over_there(c)
        ref = find_instance(there.snapshot().instances, "web").ref
        assert ref is not None
        there.migrate(ref, "dom0a")
        await c.press("ctrl+r")
        await c.runs("web")
        c.xl("destroy", "web")
        await c.press("ctrl+r")
        await c.state("web", "stopped")

    drive(moved(), scenario)


def test_a_start_that_is_not_asked_for_twice_goes_as_ever() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("off")
        await c.press("s")
        await c.runs("off")

    drive(moved("off"), scenario)


@pytest.mark.parametrize("option", [(), ("--paused",), ("--console",)])
def test_the_command_line_refuses_it_with_the_reason_and_what_to_do(site: Site, option: tuple[str, ...]) -> None:
    assert site.run("migrate", "web", "dom0b").status == 0
    for more in ((), ("--dry-run",)):
        ran = site.run("start", "web", *option, *more)
        assert ran.status == 1
        assert "web was not started: it has moved to dom0b on " in ran.err
        assert "It runs on dom0b as id 1." in ran.err
        assert "--here" in ran.err
    assert site.states()["web"] == "moved"


def test_the_command_line_starts_it_here_on_purpose(site: Site) -> None:
    site.run("migrate", "web", "dom0b")
    assert site.run("start", "web", "--here", "--dry-run").out == "xl create /etc/xen/web.cfg\n"
    assert site.run("start", "--here", "web").status == 0
    assert site.states()["web"] == "running"


def test_lists_and_descriptions_say_where_it_is(site: Site) -> None:
    site.run("migrate", "web", "dom0b")
    (web,) = (i for i in site.run("list", "--json").json["instances"] if i["name"] == "web")
    assert (web["state"], web["moved_to"]) == ("moved", "dom0b")
    (off,) = (i for i in site.run("list", "--json").json["instances"] if i["name"] == "off")
    assert off["moved_to"] is None
    assert "moved to dom0b" in site.run("list").out
    assert site.run("describe", "web").out.startswith("web: moved to dom0b\n")


def test_a_saved_state_of_it_is_not_restored_unless_on_purpose(site: Site) -> None:
    site.write("/srv/folder", "")
    site.run("save", "web", "/srv/web.save", "--keep-running")
    site.run("migrate", "web", "dom0b")
    for more in ((), ("--dry-run",)):
        refused = site.run("restore", "/srv/web.save", *more)
        assert refused.status == 1
        assert "/srv/web.save was not restored: it has moved to dom0b" in refused.err
    assert site.run("restore", "--here", "/srv/web.save").status == 0


def test_a_new_guest_with_its_uuid_is_not_started_in_passing(site: Site) -> None:
    site.define("own", guest("own", more=UUID))
    site.xl("create", "/etc/xen/own.cfg")
    site.clock.wait(30.0)
    site.run("migrate", "own", "dom0b")
    uuid = UUID.split('"')[1]
    made = site.run("new", "--name", "twin", "--memory", "512", "--kernel", "/boot/vmlinuz", "--uuid", uuid, "--start")
    assert made.status == 1
    assert "twin was not started: it has moved to dom0b" in made.err
    assert site.states()["twin"] == "moved"


def test_the_description_of_one_that_has_moved_is_complete(site: Site) -> None:
    site.run("migrate", "web", "dom0b")
    ran = site.run("describe", "web")
    assert ran.status == 0
    assert "xentui: warning: The guest has moved to dom0b" in ran.err
    assert "incomplete" not in ran.err
    described = site.run("describe", "web", "--json").json["description"]
    assert described["problems"] == []
    assert "moved to dom0b" in described["warnings"][0]


def test_one_whose_definition_gets_another_name_by_hand_has_moved_still(site: Site) -> None:
    site.run("migrate", "web", "dom0b")
    site.write("/etc/xen/web.cfg", site.read("/etc/xen/web.cfg").replace('"web"', '"www"'))
    assert site.states()["www"] == "moved"
    assert "www was not started: it has moved to dom0b" in site.run("start", "www").err


def test_what_is_not_over_there_is_not_to_be_migrated_back(site: Site) -> None:
    site.run("migrate", "web", "dom0b")
    assert "Migrate it back; or," in site.run("start", "web").err
    transport = SimulatorTransport(site.world, "dom0b")
    rows = transport.run(("xl", "list"), timeout_s=100).stdout.splitlines()
    domid = next(row.split()[1] for row in rows if row.startswith("web "))
    assert transport.run(("xl", "destroy", domid), timeout_s=100).exit_status == 0
    refused = site.run("start", "web")
    assert refused.status == 1
    assert "It is not on dom0b. Find out where it went from dom0b" in refused.err
    assert "Migrate it back" not in refused.err


def test_it_does_not_start_with_the_host(site: Site) -> None:
    site.run("autostart", "web", "on")
    site.run("migrate", "web", "dom0b")
    (web,) = (i for i in site.run("list", "--json").json["instances"] if i["name"] == "web")
    assert any("would run twice; turn Autostart off" in problem for problem in web["problems"])
    ran = site.run("doctor")
    assert "web has moved to dom0b, but still starts with this host" in ran.out
    assert "still starts it with this host" in str(site.run("describe", "web", "--json").json)
    assert site.run("autostart", "web", "off").status == 0
    assert site.run("autostart", "web", "on", "--dry-run").status == 1
    refused = site.run("autostart", "web", "on")
    assert refused.status == 1
    assert "it has moved to dom0b, and would run twice after this host boots" in refused.err


def test_who_moves_a_guest_that_starts_with_its_host_is_told_and_led_to_the_way_out() -> None:
    made = Console()
    made.define("web", start=True, text=guest("web", more=UUID))
    made.hypervisor.store.set_autostart("/etc/xen/web.cfg", on=True)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("m")
        await c.type("dom0b")
        await c.press("enter")
        await c.sees("It starts with this host: after the move turn")
        await c.sees("Autostart off, or it would run twice")
        await c.press("escape", "escape")
        ref = find_instance(c.hypervisor.snapshot().instances, "web").ref
        assert ref is not None
        c.hypervisor.migrate(ref, "dom0b")
        await c.press("ctrl+r")
        await c.sees("moved")
        c.move_to("web")
        await c.press("enter")
        await c.sees("Turn Autostart off (: Autostart off).")

    drive(made, scenario, size=(120, 40))


def test_who_moves_another_guest_is_told_nothing_of_it() -> None:
    made = Console()
    made.define("web", start=True, text=guest("web", more=UUID))

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("m")
        await c.type("dom0b")
        await c.press("enter")
        await c.sees("xl migrate")
        assert "Autostart" not in c.screen_text()

    drive(made, scenario, size=(120, 40))
