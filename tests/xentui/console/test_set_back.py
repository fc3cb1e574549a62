"""A job that changed a value offers to set it back: asked about, in a new job, and only while nothing has changed."""

import pytest

from tests.xentui.console.driving import Console, drive, guest
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.jobs.actions import (
    AUTOSTART_ON,
    BALLOON,
    CHANGE_DEFINITION,
    DESTROY,
    EDIT_DEFINITION,
    MAXMEM,
    RENAME,
    VCPUS,
    Action,
    Request,
)
from xentui_driver.jobs.jobs import Verdict
from xentui_driver.jobs.set_back import jobs_set_back, why_not_set_back
from xentui_driver.model.dataclass import replace
from xentui_driver.model.instance import Instance
from xentui_driver.simulator.guest import GuestBehaviour

GIB = 1 << 20
TEXT = guest("web", 4096, more="maxmem = 8192\n# a comment\n")


def console() -> Console:
    made = Console()
    made.define("web", start=True, text=TEXT)
    return made


def row(c: Console) -> Instance:
    return next(i for i in c.app.main_screen.table.rows if i.domain is None or i.domain.domid)


def definition(c: Console) -> str:
    return c.hypervisor.store.read("/etc/xen/web.cfg").text


async def done(c: Console, action: Action, request: Request) -> None:
    """Perform it as a job, and wait until the console has seen what it did."""
    c.jobs.submit(c.jobs.prepare(action, (request,)))
    await c.jobs_over()
    assert c.jobs.all[-1].verdict is Verdict.SUCCEEDED
    await c.press("ctrl+r")


async def set_back(c: Console, *words: str) -> None:
    """Choose it for the newest job, read its question, and say yes."""
    jobs = len(c.jobs.all)
    await c.press("5")
    await c.sees("u Set back")
    await c.press("u")
    for each in ("Sets back job", *words):
        await c.sees(each)
    await c.press("y")
    await c.until(lambda: len(c.jobs.all) > jobs, "a new job")
    await c.jobs_over()
    assert c.jobs.all[-1].verdict is Verdict.SUCCEEDED


def test_memory_goes_back_to_the_exact_target_that_was_there() -> None:
    async def scenario(c: Console) -> None:
        c.xl("mem-set", "1", "3145733k")
        await done(c, BALLOON, Request(row(c), 2 * GIB))
        await set_back(c, "2.0 -> 3.0 GiB (+1.0)", "xl mem-set 1 3145733k")
        ref = row(c).ref
        assert ref is not None
        assert c.hypervisor.memory_of(ref).target_kib == 3145733

    drive(console(), scenario)


def test_what_was_kept_in_the_definition_goes_back_there_too() -> None:
    async def scenario(c: Console) -> None:
        await done(c, BALLOON, Request(row(c), 3 * GIB, in_definition=True))
        assert "memory = 3072\n" in definition(c)
        await set_back(c, "/etc/xen/web.cfg: memory = 4096")
        assert definition(c) == TEXT

    drive(console(), scenario, size=(120, 40))


@pytest.mark.parametrize(
    ("action", "value", "words"),
    [(MAXMEM, 6 * GIB, "xl mem-max 1 8388608k"), (VCPUS, 1, "vCPUs 1 -> 2 (+1)"), (RENAME, "other", "other -> web")],
    ids=lambda each: each.id if isinstance(each, Action) else "",
)
def test_other_values_go_back(action: Action, value: int | str, words: str) -> None:
    async def scenario(c: Console) -> None:
        await done(c, action, Request(row(c), value))
        if action is RENAME:
            await c.state("other", "running")
        await set_back(c, words)

    drive(console(), scenario)


def test_autostart_goes_back() -> None:
    async def scenario(c: Console) -> None:
        await done(c, AUTOSTART_ON, Request(row(c)))
        await c.until(lambda: (found := row(c).definition) is not None and found.autostart)
        await set_back(c, "remove")
        assert c.hypervisor.store.autostart_link("/etc/xen/web.cfg") is None

    drive(console(), scenario)


def test_settings_of_a_definition_go_back_and_what_was_added_goes() -> None:
    async def scenario(c: Console) -> None:
        await done(c, CHANGE_DEFINITION, Request(row(c), changes={"memory": "2048", "cpu_weight": "512"}))
        await set_back(c, "memory = 4096")
        assert "memory = 4096\n" in definition(c)
        assert "cpu_weight" not in definition(c)

    drive(console(), scenario)


def test_an_edited_definition_goes_back_setting_by_setting() -> None:
    async def scenario(c: Console) -> None:
        text = TEXT.replace("4096", "2048").replace("# a comment", "# another comment")
        await done(c, EDIT_DEFINITION, Request(row(c), text=text, before=TEXT))
        await set_back(c, "memory = 4096")
        assert definition(c) == text.replace("2048", "4096")

    drive(console(), scenario)


@pytest.mark.parametrize("meanwhile", ["memory", "restart", "definition"])
def test_what_has_changed_since_is_not_set_back(meanwhile: str) -> None:
    async def scenario(c: Console) -> None:
        await done(c, BALLOON, Request(row(c), 3 * GIB, in_definition=meanwhile == "definition"))
        if meanwhile == "memory":
            c.xl("mem-set", "1", "2g")
        elif meanwhile == "restart":
            c.xl("destroy", "1")
            c.xl("create", "/etc/xen/web.cfg")
            await c.press("ctrl+r")
            await c.until(lambda: row(c).domid == 2)
        else:
            c.hypervisor.store.change("/etc/xen/web.cfg", {"memory": "1024"})
        await c.press("5", "u")
        await c.until(lambda: any("changed since" in event.text for event in c.app.overview.events))
        assert len(c.jobs.all) == 1

    drive(console(), scenario)


def test_what_changes_while_the_question_is_open_is_not_set_back_either() -> None:
    async def scenario(c: Console) -> None:
        await done(c, BALLOON, Request(row(c), 3 * GIB))
        await c.press("5", "u")
        await c.sees("Sets back job")
        c.xl("mem-set", "1", "2g")
        await c.press("y")
        await c.until(lambda: any("changed since" in event.text for event in c.app.overview.events))
        assert len(c.jobs.all) == 1

    drive(console(), scenario)


def test_a_password_is_not_noted_and_so_not_set_back() -> None:
    async def scenario(c: Console) -> None:
        await done(c, CHANGE_DEFINITION, Request(row(c), changes={"vncpasswd": "secret"}))
        assert c.jobs.all[-1].replaced is None
        assert why_not_set_back(c.jobs.all[-1])

    drive(console(), scenario)


def test_what_can_not_be_taken_back_offers_nothing() -> None:
    async def scenario(c: Console) -> None:
        await done(c, DESTROY, Request(row(c)))
        await c.press("5")
        await c.sees("Force off web")
        assert "Set back" not in c.screen_text()
        await c.press("u")
        assert len(c.jobs.all) == 1

    drive(console(), scenario)


def test_read_only_nothing_is_set_back() -> None:
    made = Console(settings=replace(DEFAULTS, read_only=True))
    made.define("web", start=True, text=TEXT)

    async def scenario(c: Console) -> None:
        await c.press("5", "u")
        assert "Set back" not in c.screen_text()

    drive(made, scenario)


def test_a_target_that_the_guest_did_not_reach_is_set_back_too() -> None:
    made = Console()
    made.world.set_guest("web", GuestBehaviour(balloon_floor_kib=3 * GIB))
    made.define("web", start=True, text=TEXT)

    async def scenario(c: Console) -> None:
        c.jobs.submit(c.jobs.prepare(BALLOON, (Request(row(c), 2 * GIB, in_definition=True),)))
        await c.jobs_over()
        assert c.jobs.all[-1].verdict is Verdict.FAILED
        await c.press("enter")
        await set_back(c, "Memory 2.0 -> 4.0 GiB (+2.0)")
        assert definition(c) == TEXT

    drive(made, scenario)


async def started_again(c: Console) -> None:
    c.xl("destroy", "1")
    c.xl("create", "/etc/xen/web.cfg")
    await c.press("ctrl+r")
    await c.until(lambda: row(c).domid == 2)


@pytest.mark.parametrize(
    ("action", "value", "name"), [(BALLOON, 3 * GIB, "Memory"), (VCPUS, 1, "vCPUs"), (MAXMEM, 6 * GIB, "Maximum")]
)
@pytest.mark.parametrize("runs", [True, False])
def test_of_a_guest_that_was_started_again_the_definition_is_set_back(
    action: Action, value: int, name: str, *, runs: bool
) -> None:
    async def scenario(c: Console) -> None:
        await done(c, action, Request(row(c), value, in_definition=True))
        if runs:
            await started_again(c)
        else:
            c.xl("destroy", "1")
            await c.press("ctrl+r")
            await c.until(lambda: row(c).domid is None)
        await set_back(c, "Only the definition", f"{name}")
        assert definition(c) == TEXT
        assert c.jobs.all[-1].record.operation == CHANGE_DEFINITION.id

    drive(console(), scenario, size=(120, 40))


def test_a_start_while_the_question_is_open_asks_again_about_the_definition_alone() -> None:
    async def scenario(c: Console) -> None:
        await done(c, BALLOON, Request(row(c), 3 * GIB, in_definition=True))
        await c.press("5", "u")
        await c.sees("Sets back job")
        assert "Only the definition" not in c.screen_text()
        c.xl("destroy", "1")
        c.xl("create", "/etc/xen/web.cfg")
        await c.press("ctrl+r")
        await c.until(lambda: any(i.domid == 2 for i in c.app.fleet.instances))
        await c.press("y")
        await c.sees("Only the definition")
        assert len(c.jobs.all) == 1
        await c.press("y")
        await c.until(lambda: len(c.jobs.all) > 1, "a new job")
        await c.jobs_over()
        assert definition(c) == TEXT

    drive(console(), scenario, size=(120, 40))


def test_both_jobs_say_what_was_changed_and_that_one_sets_back_the_other() -> None:
    async def scenario(c: Console) -> None:
        await done(c, CHANGE_DEFINITION, Request(row(c), changes={"memory": "2048", "cpu_weight": "512"}))
        await set_back(c, "memory = 4096")
        assert c.jobs.all[-1].record.title == "Set back definition of web (job 1)"
        await c.sees("was changed: memory 4096 -> 2048, cpu_weight none -> 512.")
        await c.sees("set back by job 2")
        assert "u Set back" not in c.screen_text()
        await c.press("u")
        assert len(c.jobs.all) == 2
        await c.press("up")
        await c.sees("Set back definition of web (job 1)")
        await c.sees("was changed: memory 2048 -> 4096, cpu_weight 512 -> none.")
        await c.press("6")
        await c.sees("ENDED")
        await c.sees("was changed: memory 2048 -> 4096, cpu_weight 512 -> none.")

    drive(console(), scenario, size=(120, 40))


def test_what_was_set_back_and_is_there_again_can_be_set_back_again() -> None:
    async def scenario(c: Console) -> None:
        await done(c, BALLOON, Request(row(c), 3 * GIB))
        await set_back(c)
        await c.press("escape")
        await set_back(c)
        assert [job.record.sets_back for job in c.jobs.all] == ["", "1", "2"]
        assert c.jobs.all[-1].record.title == "Set back memory of web (job 2)"
        set_back_now = jobs_set_back(c.jobs.all)
        assert {key.id: job.id for key, job in set_back_now.items()} == {"2": "3"}

    drive(console(), scenario)
