"""Three hosts with equal names, ids and UUIDs on one screen: what is done to a row is done on its host only."""

from dataclasses import replace
from threading import Event

import pytest

from tests.xentui.console.fleet_of_three import NAMES, FleetConsole, drive_fleet
from xentui.console.messages import JobsTroubled
from xentui.console.screens.jobs import JobsScreen
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.jobs.actions import ACTIONS, Asks, Guard, Request
from xentui_driver.jobs.jobs import Order, Submitted
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import XenError
from xentui_driver.simulator.faults import Fault
from xentui_widgets.dialogs import Dialog

ON_RUNNING = ["pause", "stop", "reboot", "destroy", "reset", "balloon", "vcpus", "rename", "save", "autostart_on"]
ON_STOPPED = ["start", "start_paused", "remove", "rename", "autostart_on"]
ACTION = {action.id: action for action in ACTIONS}
VALUES = {
    Asks.MEMORY: "512m",
    Asks.VCPUS: "1",
    Asks.NAME: "other",
    Asks.SYSRQ: "sync",
    Asks.FILE: "/var/lib/xen/save/x.save",
}


async def act(c: FleetConsole, host: str, name: str, action_id: str) -> None:
    """Do it from the row of that host, whatever it asks."""
    c.go_to(host, name)
    action = ACTION[action_id]
    c.app.request(action)
    await c.pilot.pause()
    if action.asks in VALUES:
        await c.press(*["backspace"] * 20)
        await c.type(VALUES[action.asks])
        await c.press("enter")
    if isinstance(c.app.screen, Dialog):
        await answer(c)
    await c.until(lambda: any(job.record.operation == action_id for job in c.fleet.jobs), f"the job of {action_id}")
    await c.all_jobs_over()


async def answer(c: FleetConsole) -> None:
    """Yes, once all of the question was on the screen."""
    dialog = c.app.screen
    assert isinstance(dialog, Dialog)
    dialog.dismiss("yes")
    await c.pilot.pause()


@pytest.mark.parametrize("host", NAMES)
@pytest.mark.parametrize(
    ("name", "action_id"), [*(("web", id) for id in ON_RUNNING), *(("db", id) for id in ON_STOPPED)]
)
def test_an_action_touches_the_host_of_its_row_only(host: str, name: str, action_id: str) -> None:
    async def scenario(c: FleetConsole) -> None:
        before = c.looks()
        await act(c, host, name, action_id)
        after = c.looks()
        assert {each for each in NAMES if before[each] != after[each] or c.fleet.host(each).jobs.all} == {host}
        assert [(job.record.host.name, job.record.operation) for job in c.fleet.jobs] == [(host, action_id)]

    drive_fleet(FleetConsole(), scenario)


def test_the_rows_of_three_hosts_are_told_apart() -> None:
    async def scenario(c: FleetConsole) -> None:
        assert len({row.row_key for row in c.app.main_screen.table.rows}) == len(c.app.main_screen.table.rows)
        assert {(row.host, row.name) for row in c.app.main_screen.table.rows} >= {
            (host, name) for host in NAMES for name in ("web", "db", "Domain-0")
        }
        for host in NAMES:
            c.go_to(host, "web")
            await c.pilot.pause()
            assert c.screen_text().splitlines()[0].startswith(f" {host} "), c.screen_text()

    drive_fleet(FleetConsole(), scenario)


def test_a_job_is_shown_at_the_row_of_its_host_only() -> None:
    async def scenario(c: FleetConsole) -> None:
        row = c.fleet.instance(c.row("dom0b", "web"))
        assert row is not None
        order = c.fleet.of(row).jobs.prepare(ACTION["stop"], [Request(row)])
        assert {key: job.record.doing for key, job in c.fleet.doing().items()} == {row.row_key: "stopping"}
        assert [r.host for r in c.app.main_screen.table.rows if c.fleet.job_on(r) is not None] == ["dom0b"]
        c.fleet.of(row).jobs.submit(order)
        await c.all_jobs_over()
        await c.sees("web on dom0b")
        assert "web on dom0a" not in c.screen_text()

    drive_fleet(FleetConsole(), scenario)


def test_marks_belong_to_rows_of_hosts_and_each_host_gets_an_order_of_its_own() -> None:
    async def scenario(c: FleetConsole) -> None:
        for host in ("dom0a", "dom0c"):
            c.go_to(host, "db")
            await c.press("space")
        assert [row.host for row in c.app.main_screen.table.marked] == ["dom0a", "dom0c"]
        await c.press("s")
        await c.sees("On dom0a:")
        await c.sees("On dom0c:")
        await c.press("y")
        await c.until(lambda: len(c.fleet.jobs) == 2, "two jobs")
        await c.all_jobs_over()
        assert sorted(job.record.host.name for job in c.fleet.jobs) == ["dom0a", "dom0c"]
        assert len({job.record.set_id for job in c.fleet.jobs}) == 2
        after = c.looks()
        assert {host: after[host]["db"].domid is not None for host in NAMES} == {
            "dom0a": True,
            "dom0b": False,
            "dom0c": True,
        }

    drive_fleet(FleetConsole(), scenario)


def test_a_filter_chooses_a_host() -> None:
    async def scenario(c: FleetConsole) -> None:
        await c.press("slash")
        await c.type("host:dom0b")
        await c.press("enter")
        await c.until(lambda: {row.host for row in c.app.main_screen.table.rows} == {"dom0b"}, "one host's rows")

    drive_fleet(FleetConsole(), scenario)


def test_jobs_of_equal_numbers_are_listed_with_their_hosts() -> None:
    async def scenario(c: FleetConsole) -> None:
        for host in NAMES:
            await act(c, host, "web", "pause")
        assert len({job.key for job in c.fleet.jobs}) == 3
        assert len({job.id for job in c.fleet.jobs}) == 1
        await c.press("5")
        await c.until(lambda: isinstance(c.app.screen, JobsScreen), "the jobs")
        for host in NAMES:
            await c.sees(f"{host}: Pause web")

    drive_fleet(FleetConsole(), scenario)


def test_a_host_that_is_only_looked_at_is_left_alone_and_the_others_are_not() -> None:
    async def scenario(c: FleetConsole) -> None:
        before = c.looks()
        c.go_to("dom0b", "web")
        await c.press("p")
        await c.sees("its host is read-only")
        assert "p Pause" not in c.screen_text()
        for key in ("c", "e", "n"):
            await c.press(key)
            assert c.app.is_undisturbed, key
        assert c.attached == []
        assert c.looks() == before
        await act(c, "dom0a", "web", "pause")
        assert c.looks()["dom0a"]["web"].is_paused

    drive_fleet(FleetConsole({"dom0b": replace(DEFAULTS, read_only=True)}), scenario)


def test_a_protected_guest_is_protected_on_its_host_only() -> None:
    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0b", "web")
        await c.press("p")
        await c.sees("Type web on dom0b to continue")
        await c.press("escape")
        c.go_to("dom0a", "web")
        await c.press("p", "y")
        await c.all_jobs_over()
        assert [host for host in NAMES if c.looks()[host]["web"].is_paused] == ["dom0a"]

    drive_fleet(FleetConsole({"dom0b": replace(DEFAULTS, protected=("web",))}), scenario)


def test_a_host_that_does_not_answer_dims_its_rows_only() -> None:
    async def scenario(c: FleetConsole) -> None:
        c.worlds["dom0b"].set_fault(Fault.SAMPLER_REFUSED)
        c.worlds["dom0b"].set_fault(Fault.EMPTY)
        await c.press("ctrl+r")
        await c.until(lambda: c.app.overview.old_hosts == {"dom0b"}, "one host that is old")
        await c.sees("stale: dom0b")
        states = {row.host: row.state for row in c.app.main_screen.table.rows if row.name == "web"}
        assert states["dom0b"] in (DomainState.RUNNING, DomainState.RUNNING)

    drive_fleet(FleetConsole(), scenario)


def test_how_many_are_chosen_counts_over_all_hosts() -> None:
    async def scenario(c: FleetConsole) -> None:
        for host in NAMES:
            for name in ("web", "db"):
                c.go_to(host, name)
                await c.press("space")
        c.app.request(ACTION["autostart_on"])
        await c.sees("Type dom0a dom0b dom0c to continue")

    drive_fleet(FleetConsole(), scenario)


def test_the_level_of_a_host_holds_for_its_guests_only() -> None:
    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0b", "web")
        await c.press("X")
        await c.sees("y Force off")
        await c.press("n")
        c.go_to("dom0a", "web")
        await c.press("X")
        await c.sees("Force off web")
        assert "y Force off" not in c.screen_text()

    drive_fleet(FleetConsole({"dom0b": replace(DEFAULTS, confirm={"destroy": Guard.YES_NO})}), scenario)


def test_trouble_with_jobs_names_its_host() -> None:
    async def scenario(c: FleetConsole) -> None:
        c.app.post_message(JobsTroubled("dom0c", XenError("The audit can't be written.", next_step="Make room.")))
        await c.sees("jobs on dom0c")

    drive_fleet(FleetConsole(), scenario)


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("enter", "─ web on dom0b ─"),
        ("d", "─ web on dom0b ─"),
        ("e", "Edit web on dom0b"),
        ("n", "New guest on dom0b"),
        ("x", "Stop web (id 1) on dom0b?"),
        ("b", "Memory of web (id 1) on dom0b"),
        ("v", "vCPUs of web (id 1) on dom0b"),
        ("m", "Migrate web (id 1) on dom0b"),
    ],
)
def test_what_is_opened_on_a_row_names_its_host(key: str, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0b", "web")
        await c.press(key)
        await c.sees(title)

    monkeypatch.setenv("VISUAL", "vi")
    console = FleetConsole()
    console.meanwhile = add_a_line
    drive_fleet(console, scenario, size=(80, 24))


def add_a_line(argv: tuple[str, ...]) -> None:
    """What an editor does to a draft."""
    with open(argv[-1], "a") as draft:
        draft.write("# more\n")


def test_the_palette_says_what_its_commands_are_about() -> None:
    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0b", "web")
        await c.press("colon")
        await c.sees("web on dom0b: ask the guest to shut down")
        await c.type("doctor")
        await c.sees("dom0b: check the host")
        await c.press("escape", "asterisk", "colon")
        await c.sees("6 marked: ask the guest to shut down")

    drive_fleet(FleetConsole(), scenario)


def test_one_summary_tells_of_a_set_over_three_hosts() -> None:
    async def scenario(c: FleetConsole) -> None:
        c.worlds["dom0c"].set_fault(Fault.CREATE_FAILS)
        for host in NAMES:
            c.go_to(host, "db")
            await c.press("space")
        await c.press("s", "y")
        await c.sees("Start: 3 guests on 3 hosts")
        await c.sees("2 done, 1 failed")
        await c.sees("db on dom0c: ")
        await c.press("enter")
        assert c.app.is_undisturbed
        await c.sees("3 hosts")

    drive_fleet(FleetConsole(), scenario)


def test_what_a_host_refuses_is_in_the_summary_of_the_set() -> None:
    async def scenario(c: FleetConsole) -> None:
        def refuse(_order: Order) -> Submitted:
            raise XenError("The folder of jobs is full.")

        monkeypatch.setattr(c.fleet.host("dom0c").jobs, "submit", refuse)
        for host in NAMES:
            c.go_to(host, "web")
            await c.press("space")
        await c.press("p", "y")
        await c.sees("Pause: 3 guests on 3 hosts")
        await c.sees("web on dom0c: The folder of jobs is full.")
        assert {host for host in NAMES if c.looks()[host]["web"].is_paused} == {"dom0a", "dom0b"}

    with pytest.MonkeyPatch.context() as monkeypatch:
        drive_fleet(FleetConsole(), scenario)


def test_the_end_of_a_job_and_its_copied_command_name_the_host() -> None:
    async def scenario(c: FleetConsole) -> None:
        await act(c, "dom0b", "web", "pause")
        assert [said.title for said in c.app.message_lines.queue.all] == ["web on dom0b"]
        await c.press("5")
        await c.sees("dom0b $ xl pause 1")
        await c.press("Y")
        assert c.app.clipboard == "# on dom0b\nxl pause 1"

    drive_fleet(FleetConsole(), scenario)


def test_a_failure_names_its_host() -> None:
    async def scenario(c: FleetConsole) -> None:
        c.worlds["dom0b"].set_fault(Fault.CREATE_FAILS)
        c.go_to("dom0b", "db")
        await c.press("s")
        await c.sees("dom0b: Start db: failed")
        await c.sees("dom0b $ xl create /etc/xen/db.cfg")

    drive_fleet(FleetConsole(), scenario)


def test_what_a_host_says_of_a_form_that_was_left_is_told_of_that_host() -> None:
    answers = Event()

    def refuse(_name: str) -> str:
        answers.wait()
        raise XenError("There is no room for it.")

    async def scenario(c: FleetConsole) -> None:
        patch.setattr(c.fleet.host("dom0a").hypervisor.store, "path_for", refuse)
        c.go_to("dom0a", "web")
        await c.press("n", "f")
        await c.burst_of("fresh\n1g\n\n\n/boot/vmlinuz\n")
        await c.press("f2")
        await c.sees("xl is checking it")
        await c.press("escape", "y")
        c.go_to("dom0b", "web")
        await c.press("n", "f")
        await c.sees("New guest on dom0b")
        answers.set()
        await c.until(lambda: any("no room" in event.text for event in c.app.overview.events), "the refusal")
        assert [event.host for event in c.app.overview.events if event.who == "fresh"] == ["dom0a"]
        assert "no room" not in c.screen_text()

    with pytest.MonkeyPatch.context() as patch:
        drive_fleet(FleetConsole(), scenario)


def test_two_hosts_can_be_power_cycled_at_once() -> None:
    async def scenario(c: FleetConsole) -> None:
        for host in ("dom0a", "dom0b"):
            c.worlds[host].set_fault(Fault.DISK_DEAD)
            c.go_to(host, "web")
            c.app.action_powercycle()
            await c.sees(f"Type {host} to continue")
            await c.type(host)
            await c.press("enter", "enter")
            await c.until(lambda: c.app.is_undisturbed, "the answer")
        who = [event.who for event in c.app.overview.events if event.text == "power-cycling the host"]
        assert who == ["dom0a", "dom0b"]

    drive_fleet(FleetConsole(), scenario)


def test_the_consoles_of_the_host_under_the_cursor_are_kept() -> None:
    def kept(c: FleetConsole) -> dict[str, bool]:
        return {host: world.host(host).keeps_consoles for host, world in c.worlds.items()}

    async def scenario(c: FleetConsole) -> None:
        before = kept(c)
        c.go_to("dom0b", "web")
        c.app.action_keep_consoles()
        await c.sees("Keep consoles on dom0b")
        await c.sees("dom0b $ start-stop-daemon --stop")
        await c.press("y")
        await c.until(lambda: kept(c) == before | {"dom0b": True}, "the one host")

    drive_fleet(FleetConsole(), scenario)
