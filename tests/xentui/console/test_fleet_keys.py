"""Keys on three hosts that are alike: held down, typed ahead, doubled, and while the hosts behind a question change."""

from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xentui.console import fleet_changes as changes
from tests.xentui.console.fleet_of_three import NAMES, FleetConsole, Look, drive_fleet
from xentui.console.screens.new import NewScreen
from xentui_driver.model.job import Job
from xentui_driver.simulator.faults import Fault
from xentui_widgets.dialogs import Dialog

Change = Callable[[FleetConsole, str], Awaitable[None]]
Looks = dict[str, dict[str, Look]]

CHANGES: tuple[Change, ...] = (
    changes.guest_appears,
    changes.definition_goes,
    changes.guest_is_destroyed,
    changes.host_goes_silent,
    changes.host_answers,
)
ASKING = (("x",), ("X",), ("p",), ("s",), ("r",), ("space",), ("asterisk",), ("j", "j", "x"), ("x", "y"), ("s", "s"))
ANSWERS = (("y",), ("y", "y"), ("right",), ("enter",), ("n",), ("j",), ("enter", "enter"), ("down", "y"))
"""Several keys arrive in one read, one key by itself."""
a_change = st.tuples(st.sampled_from(CHANGES), st.sampled_from(NAMES))
a_place = st.tuples(st.sampled_from(NAMES), st.sampled_from(("web", "db", "Domain-0")))
a_round = st.tuples(
    a_place,
    st.sampled_from(ASKING),
    st.lists(a_change, max_size=2),
    st.one_of(st.just([("y",)]), st.just([("right",), ("enter",)]), st.lists(st.sampled_from(ANSWERS), max_size=3)),
)
"""The cursor on a row, a burst that may open a question, what the hosts do meanwhile, and keys that may answer it."""
Burst = tuple[str, ...]
Round = tuple[tuple[str, str], Burst, list[tuple[Change, str]], list[Burst]]


def hosts_of_jobs(c: FleetConsole) -> set[str]:
    return {host.name for host in c.fleet.hosts if host.jobs.all}


def words_on_screen(c: FleetConsole) -> str:
    """What can be read, without frames and line ends."""
    return " ".join(c.screen_text().replace("│", " ").split())


@pytest.mark.parametrize("host", NAMES)
def test_a_doubled_yes_is_one_job_on_the_host_of_the_question(host: str) -> None:
    async def scenario(c: FleetConsole) -> None:
        c.go_to(host, "web")
        await c.press("x")
        await c.burst("y", "y")
        await c.until(lambda: c.fleet.jobs, "the job")
        await c.all_jobs_over()
        assert [job.record.host.name for job in c.fleet.jobs] == [host]

    drive_fleet(FleetConsole(), scenario)


@pytest.mark.parametrize("burst", [("j", "j", "x"), ("x", "y"), ("x", "x", "y"), ("k", "X"), ("s", "s")])
def test_keys_that_arrive_together_act_on_no_host(burst: tuple[str, ...]) -> None:
    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0b", "web")
        await c.burst(*burst)
        await c.sees("typed text ignored")
        assert c.app.is_undisturbed
        assert hosts_of_jobs(c) == set()

    drive_fleet(FleetConsole(), scenario)


@pytest.mark.parametrize("change", [changes.guest_appears, changes.definition_goes, changes.host_goes_silent])
@pytest.mark.parametrize("other", ["dom0a", "dom0c"])
def test_a_question_is_about_its_guest_whatever_another_host_does(change: Change, other: str) -> None:
    async def scenario(c: FleetConsole) -> None:
        before = c.looks()["dom0b"]["web"]
        c.go_to("dom0b", "web")
        await c.press("X")
        await change(c, other)
        await c.sees("dom0b $ xl destroy 1")
        await c.press("right", "enter")
        await c.until(lambda: c.fleet.jobs, "the job")
        await c.all_jobs_over()
        assert hosts_of_jobs(c) == {"dom0b"}
        await changes.host_answers(c, other)
        looks = c.looks()
        assert (before.domid, looks["dom0b"]["web"].domid, looks[other]["web"].domid) == (1, None, 1)

    drive_fleet(FleetConsole(), scenario)


def test_a_guest_that_goes_while_its_question_is_open_is_not_mistaken_for_its_namesake() -> None:
    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0b", "web")
        await c.press("X")
        await changes.guest_is_destroyed(c, "dom0b")
        await c.press("right", "enter")
        await c.sees("dom0b: Force off web: failed")
        await c.press("escape")
        looks = c.looks()
        assert [looks[host]["web"].domid for host in NAMES] == [1, None, 1]

    drive_fleet(FleetConsole(), scenario)


def test_a_row_that_goes_while_its_question_is_open_leaves_its_neighbours_alone() -> None:
    async def scenario(c: FleetConsole) -> None:
        before = c.looks()
        c.go_to("dom0b", "db")
        await c.press("s")
        await c.all_jobs_over()
        c.go_to("dom0b", "db")
        await c.press("x")
        await changes.definition_goes(c, "dom0c")
        await c.press("y")
        await c.all_jobs_over()
        assert hosts_of_jobs(c) == {"dom0b"}
        assert c.looks()["dom0a"] == before["dom0a"]

    drive_fleet(FleetConsole(), scenario)


@pytest.mark.parametrize("key", ["y", "n"])
def test_the_host_of_a_question_may_go_silent_while_it_is_open(key: str) -> None:
    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0b", "web")
        await c.press("x")
        await changes.host_goes_silent(c, "dom0b")
        await c.sees("Stop web (id 1) on dom0b?")
        await c.press(key)
        await c.until(lambda: not isinstance(c.app.screen, Dialog) or key == "y", "the answer")
        await c.all_jobs_over()
        assert hosts_of_jobs(c) == ({"dom0b"} if key == "y" else set())
        await changes.host_answers(c, "dom0b")
        looks = c.looks()
        assert {looks[host]["web"].domid for host in ("dom0a", "dom0c")} == {1}

    drive_fleet(FleetConsole(), scenario)


@settings(max_examples=25)
@given(st.lists(a_round, min_size=1, max_size=4))
def test_a_job_begins_only_where_the_screen_said_so(rounds: list[Round]) -> None:
    async def scenario(c: FleetConsole) -> None:
        before, changed = c.looks(), {host for _, _, made, _ in rounds for _, host in made}
        for (host, name), asking, made, answers in rounds:
            go_to(c, host, name)
            await type_and_check(c, asking)
            for change, changed_host in made:
                await change(c, changed_host)
            for burst in answers:
                await type_and_check(c, burst)
        for world in c.worlds.values():
            world.set_fault(Fault.REFUSE, on=False)
        after = c.looks()
        assert {host for host in NAMES if after[host] != before[host]} <= changed | hosts_of_jobs(c)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xentui.console.keys.keyboard.QUIET_S", 0.0)  # the operator waits so long after each burst
        drive_fleet(FleetConsole(), scenario)


def go_to(c: FleetConsole, host: str, name: str) -> None:
    """Where it is there to go to."""
    rows = c.app.main_screen.table.rows
    if c.app.is_undisturbed and any((row.host, row.name) == (host, name) for row in rows):
        c.go_to(host, name)


async def type_and_check(c: FleetConsole, burst: tuple[str, ...]) -> None:
    """Each job that begins was on the screen: in a question or a form with its host and guest, or under the cursor."""
    c.look()
    text, screen = words_on_screen(c), c.app.screen
    chosen = {(row.host, row.name) for row in c.app.choice.targets}
    known = set(map(id_of, c.fleet.jobs))
    await (c.press(*burst) if len(burst) == 1 else c.burst(*burst))
    await c.all_jobs_over()
    begun = [job for job in c.fleet.jobs if id_of(job) not in known]
    assert len({id_of(job) for job in begun}) == len({(job.record.host, job.record.subject) for job in begun})
    for job in begun:
        host = job.record.host.name
        if isinstance(screen, Dialog):
            assert all(f"{host} $ {step}" in text for step in job.record.steps), (burst, text)
        elif isinstance(screen, NewScreen):
            assert f"on {host} " in text, (burst, text)
            assert f" {job.record.subject.name} " in text, (burst, text)
        else:
            assert (host, job.record.subject.name) in chosen, (burst, text)


def id_of(job: Job) -> tuple[str, str]:
    return job.record.host.name, job.id
