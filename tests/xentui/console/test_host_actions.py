"""What the console does with the host itself, by name: doctor, restore, keep consoles, power-cycle."""

import threading
from typing import NoReturn

import pytest

from tests.xentui.console.driving import Console, drive
from xentui.console.screens.doctor import DoctorPage
from xentui_driver.model.errors import CommandFailed
from xentui_driver.simulator.faults import Fault

FILE = "/var/lib/xen/save/web.save"


def console() -> Console:
    made = Console()
    made.define("web", start=True)
    return made


async def by_name(c: Console, words: str) -> None:
    await c.press("colon")
    await c.type(words)
    await c.press("enter")


def events(c: Console) -> str:
    return "\n".join(f"{event.who}: {event.text}" for event in c.app.main_screen.event_log.events)


def test_the_doctor_says_what_is_wrong_and_what_to_do_the_worst_first() -> None:
    made = console()
    made.world.set_fault(Fault.MONITORS_GONE)

    async def scenario(c: Console) -> None:
        await by_name(c, "doctor")
        await c.sees("This machine runs under Xen.")
        text = c.screen_text()
        assert "1 problem" in text
        assert text.index("has no monitor") < text.index("This machine runs under Xen.")
        assert "Shut it down when convenient" in text

    drive(made, scenario, size=(120, 40))


def test_the_doctor_looks_again_when_told() -> None:
    async def scenario(c: Console) -> None:
        await by_name(c, "doctor")
        await c.sees("This machine runs under Xen.")
        assert "bad" not in c.screen_text()
        c.world.set_fault(Fault.MONITORS_GONE)
        await c.press("ctrl+r")
        await c.sees("1 problem")
        await c.press("escape")
        assert not isinstance(c.app.screen, DoctorPage)

    drive(console(), scenario, size=(120, 40))


def test_a_saved_guest_is_restored_from_its_file() -> None:
    made = console()
    made.world.write_file("dom0a", "/var/lib/xen/save/old", "")
    made.xl("save", "1", FILE)

    async def scenario(c: Console) -> None:
        await c.state("web", "stopped")
        await by_name(c, "restore")
        await c.sees("File on the host")
        await c.type("save/web")
        await c.sees("Type the whole path of the file")
        for _ in "save/web":
            await c.press("backspace")
        await c.type("web.save")
        await c.sees(f"$ xl restore {FILE}")
        await c.press("enter")
        await c.runs("web")

    drive(made, scenario)


def test_what_can_not_be_restored_is_told_with_its_reason() -> None:
    async def scenario(c: Console) -> None:
        await by_name(c, "restore")
        await c.type("nothing")
        await c.press("enter")
        await c.sees("Restore nothing: failed")
        assert "There is no" in c.screen_text() or "can't be used" in c.screen_text()

    drive(console(), scenario)


def keeps(c: Console) -> bool:
    return c.world.host("dom0a").keeps_consoles


def test_what_guests_print_is_kept_once_the_change_and_the_restart_were_seen() -> None:
    async def scenario(c: Console) -> None:
        await by_name(c, "log guests")
        await c.sees("Attached consoles end, xentui's too.")
        text = c.screen_text()
        assert "/etc/default/xen: 1 line added (+)." in text
        assert '+XENCONSOLED_ARGS="--log=guest"' in text
        assert "$ start-stop-daemon --stop --quiet" in text
        assert not keeps(c)
        await c.press("y")
        await c.sees("What guests print is kept from now on.")
        assert keeps(c)
        await by_name(c, "keep consoles")
        await c.sees("What guests print is kept already.")
        assert "Nothing was done." in c.screen_text()

    drive(console(), scenario, size=(120, 40))


def test_keys_that_are_pressed_twice_keep_consoles_once_and_do_nothing_else() -> None:
    async def scenario(c: Console) -> None:
        await by_name(c, "keep consoles")
        await c.sees("XENCONSOLED_ARGS")
        await c.press("y", "y")
        await c.sees("What guests print is kept from now on.")
        assert [job.record.operation for job in c.jobs.all] == ["keep_consoles"]

    drive(console(), scenario, size=(120, 40))


def test_nothing_is_kept_after_a_no() -> None:
    async def scenario(c: Console) -> None:
        for key in ("n", "escape", "enter"):
            await by_name(c, "keep consoles")
            await c.sees("XENCONSOLED_ARGS")
            await c.press(key)
            await c.sees("Keep consoles: cancelled")
            assert not keeps(c)

    drive(console(), scenario, shows_toasts=True)


def test_an_xenconsoled_that_doesnt_come_up_says_how_it_stands() -> None:
    made = console()
    made.world.set_fault(Fault.CONSOLE_LOGGING_FAILS)

    async def scenario(c: Console) -> None:
        await by_name(c, "keep consoles")
        await c.sees("XENCONSOLED_ARGS")
        await c.press("y")
        await c.sees("xenconsoled was started again as before. /etc/default/xen is as it was.")

    drive(made, scenario, size=(120, 40))


def test_a_host_that_gives_no_answer_keeps_nobody_on_the_page() -> None:
    answers = threading.Event()

    def no_answer() -> NoReturn:
        answers.wait()
        raise CommandFailed("too late")

    async def scenario(c: Console) -> None:
        patch.setattr(c.app.current_host.hypervisor, "keeping_consoles", no_answer)
        await by_name(c, "keep consoles")
        await c.burst("y", "y")
        await c.sees("looking how xenconsoled is started; Esc cancels")
        await c.press("escape")
        await c.sees("Keep consoles: cancelled")
        answers.set()
        await c.press("down")
        assert c.app.screen is c.app.main_screen
        assert not keeps(c)

    with pytest.MonkeyPatch.context() as patch:
        drive(console(), scenario, shows_toasts=True)


def test_it_is_found_where_a_guests_log_isnt_kept_and_means_its_host() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("enter", "l", "shift+tab")
        await c.sees("Have it kept from now on (: Keep consoles)")
        await by_name(c, "keep consoles")
        await c.sees("xenconsoled of dom0a")
        await c.press("escape")

    drive(console(), scenario, size=(120, 40))


def test_the_doctor_names_the_command_that_has_it_kept() -> None:
    async def scenario(c: Console) -> None:
        await by_name(c, "doctor")
        await c.sees("Have it kept from now on (: Keep consoles).")

    drive(console(), scenario, size=(160, 40))


def test_the_node_is_power_cycled_only_when_its_name_was_typed() -> None:
    async def scenario(c: Console) -> None:
        await by_name(c, "power-cycle")
        await c.sees("Power-cycle dom0a?")
        assert "sysrq b: reboot without shutting down" in c.screen_text()
        await c.type("dom0b")
        await c.press("enter", "enter")
        assert c.world.host("dom0a").pressed_sysrq == []
        await c.press("escape")
        await by_name(c, "power-cycle")
        await c.sees("Power-cycle dom0a?")
        await c.type("dom0a")
        await c.press("enter", "enter")
        await c.until(lambda: c.world.host("dom0a").pressed_sysrq == ["s", "u", "b"], "the keys of sysrq")

    drive(console(), scenario)
