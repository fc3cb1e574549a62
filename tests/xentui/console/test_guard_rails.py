"""What keeps an operator from doing what was not meant: read-only, protected guests, levels of confirming, a label."""

from dataclasses import replace

import pytest

from tests.xentui.console.driving import Console, drive
from xentui.console.commands.bindings import USUAL_KEYS, by_key
from xentui.console.commands.registry import COMMANDS
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import STOP, Guard, Request
from xentui_driver.model.errors import ReadOnly
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.toolstack.read_only import ReadOnlyTransport

LOOKING = replace(DEFAULTS, read_only=True)


def console(settings: Settings, *running: str) -> Console:
    made = Console(settings=settings)
    for name in running:
        made.define(name, start=True)
    return made


def looking(*running: str) -> Console:
    """A read-only console, as the command line opens it."""
    made = console(LOOKING, *running)
    world = made.world
    inner = SimulatorTransport(world, "dom0a")
    made.look_at(Hypervisor(ReadOnlyTransport(inner), world.clock), inner.again)
    return made


def test_read_only_no_key_changes_anything() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        before = c.keys_shown
        for key in sorted(by_key((command for command in COMMANDS if command.changes), USUAL_KEYS)):
            await c.press(key)
            assert c.app.is_undisturbed, key
        assert c.jobs.all == ()
        assert "Stop" not in before
        assert "Console" not in before
        assert "Help" in before
        assert "READ-ONLY" in c.screen_text()

    drive(looking("web"), scenario)


def test_read_only_palette_and_help_know_no_action() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("colon")
        for word in ("destroy", "restore", "power", "new"):
            await c.type(word)
            await c.pilot.pause()
            text = c.screen_text()
            assert "cut the power" not in text
            assert "asks first" not in text
            for _ in word:
                await c.press("backspace")
        await c.press("escape", "question_mark")
        await c.sees("Screen")
        text = c.screen_text()
        assert "cut the power" not in text
        assert "Guests" not in text

    drive(looking("web"), scenario, size=(100, 60))


def test_read_only_the_driver_and_the_jobs_refuse_too() -> None:
    async def scenario(c: Console) -> None:
        web = next(i for i in c.app.main_screen.table.rows if i.name == "web")
        assert web.ref is not None
        with pytest.raises(ReadOnly):
            c.hypervisor.destroy(web.ref)
        with pytest.raises(ReadOnly):
            c.jobs.submit(c.jobs.prepare(STOP, (Request(web),)))
        assert c.jobs.all == ()

    drive(looking("web"), scenario)


def test_a_protected_guest_wants_its_name_typed_for_whatever_is_guarded() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("db-01")
        await c.press("x")
        await c.sees("Type db-01 to continue")
        await c.press("escape")
        c.move_to("web")
        await c.press("x")
        await c.sees("y Stop")

    drive(console(replace(DEFAULTS, protected=("db-*",)), "web", "db-01"), scenario)


def test_a_level_that_is_set_higher_holds() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("x", "y")
        await c.sees("Tab and Enter choose, Esc cancels")
        assert c.jobs.all == ()

    drive(console(replace(DEFAULTS, confirm={"stop": Guard.DIALOG}), "web"), scenario)


def test_a_level_that_is_set_lower_holds() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("X")
        await c.sees("y Force off")
        await c.press("y")
        await c.jobs_over()
        assert [job.record.operation for job in c.jobs.all] == ["destroy"]

    drive(console(replace(DEFAULTS, confirm={"destroy": Guard.YES_NO}), "web"), scenario)


def test_the_label_is_in_the_header_and_in_dialogs() -> None:
    async def scenario(c: Console) -> None:
        assert "PROD" in c.screen_text().splitlines()[0]
        c.move_to("web")
        await c.press("X")
        await c.sees("web (id 1) on dom0a [PROD]")

    drive(console(replace(DEFAULTS, label="PROD"), "web"), scenario)
