"""How a console ends, what is said of it, and how it comes back with its guest."""

import signal

import pytest

from tests.xentui.console.driving import Console, drive
from tests.xentui.console.own_ends import ended_by_itself
from xentui.console.terminal.attach import AttachResult
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui_driver.model.dataclass import replace
from xentui_driver.simulator.settings import REASON_POWEROFF, REASON_REBOOT
from xentui_driver.toolstack.lock_holder import LockHolder

BOB = LockHolder(4712, "root", "bob", "pts/5", "xenconsole 1 --num 0", 1_790_000_000.0)


def console(settings: Settings = DEFAULTS) -> Console:
    made = Console(settings=settings)
    made.define("web-01", start=True)
    return made


def reboots(c: Console, *, times: int) -> None:
    """The guest reboots that often under its console."""

    def meanwhile(argv: tuple[str, ...]) -> None:
        if len(c.attached) <= times:
            ended_by_itself(c, "web-01", REASON_REBOOT)

    c.meanwhile = meanwhile


async def attach(c: Console) -> None:
    c.move_to("web-01")
    await c.press("c")


def test_after_a_reboot_the_console_is_attached_again_on_request() -> None:
    made = console()
    reboots(made, times=1)

    async def scenario(c: Console) -> None:
        await attach(c)
        await c.sees("it isn't back yet")
        await c.press("a")
        await c.sees("console detached")
        assert [argv[-1] for argv in c.attached] == ["web-01", "web-01"]
        (said,) = c.pause.said
        assert said == "web-01 is rebooting: waiting until it is back (ctrl+] or ctrl+c leaves)"
        assert "xl console 2" in c.screen_text()

    drive(made, scenario)


def test_reboots_are_followed_until_the_console_is_left() -> None:
    made = console()
    reboots(made, times=3)

    async def scenario(c: Console) -> None:
        await attach(c)
        await c.press("f")
        await c.sees("console detached")
        assert len(c.attached) == 4
        assert len(c.pause.said) == 3
        assert c.app.is_undisturbed

    drive(made, scenario)


def test_where_it_is_configured_reboots_are_followed_without_a_question() -> None:
    made = console(replace(DEFAULTS, console_follows=True))
    reboots(made, times=2)

    async def scenario(c: Console) -> None:
        await attach(c)
        await c.sees("console detached")
        assert len(c.attached) == 3
        assert c.app.is_undisturbed

    drive(made, scenario)


def test_a_guest_that_is_not_followed_is_offered_again_after_each_reboot() -> None:
    made = console()
    reboots(made, times=2)

    async def scenario(c: Console) -> None:
        await attach(c)
        await c.press("a")
        await c.until(lambda: len(c.attached) == 2)
        await c.sees("it isn't back yet")
        await c.press("n")
        assert len(c.attached) == 2

    drive(made, scenario)


def test_the_wait_for_a_guest_can_be_left() -> None:
    made = console()
    reboots(made, times=1)
    made.pause.leaves = True

    async def scenario(c: Console) -> None:
        await attach(c)
        await c.press("f")
        await c.until(lambda: c.pause.said)
        await c.until(lambda: c.app.is_undisturbed)
        assert len(c.attached) == 1

    drive(made, scenario)


def test_a_guest_that_powers_off_is_not_waited_for() -> None:
    made = console()
    made.meanwhile = lambda argv: ended_by_itself(made, "web-01", REASON_POWEROFF)

    async def scenario(c: Console) -> None:
        await attach(c)
        await c.sees("powered off: its console ended after")
        assert c.app.is_undisturbed

    drive(made, scenario)


@pytest.mark.parametrize(
    ("result", "holder", "words"),
    [
        (AttachResult(0, (), 60.0), BOB, "console taken over by bob as root on pts/5, process 4712"),
        (AttachResult(-signal.SIGKILL, (), 60.0), BOB, "console taken over by bob"),
        (AttachResult(-signal.SIGKILL, (), 60.0), None, "its client was ended by SIGKILL"),
        (AttachResult(1, ("xenconsole: Could not read tty from store: No such file or directory",), 5.0), None, "tty"),
    ],
)
def test_a_console_that_nobody_has_left_says_why_it_ended(
    monkeypatch: pytest.MonkeyPatch, result: AttachResult, holder: LockHolder | None, words: str
) -> None:
    monkeypatch.setattr("xentui_driver.host.console_end.console_holder", lambda _files, _domid: holder)
    made = console()
    made.attach_result = result

    async def scenario(c: Console) -> None:
        await attach(c)
        await c.sees(words)
        await c.press("escape")
        assert c.app.is_undisturbed

    drive(made, scenario)


def test_a_paused_guest_is_unpaused_first_where_the_operator_wants_that() -> None:
    made = console()
    made.xl("pause", "web-01")

    async def scenario(c: Console) -> None:
        await c.state("web-01", "paused")
        await attach(c)
        await c.sees("A paused guest prints nothing")
        assert "xl unpause 1" in c.screen_text()
        assert c.attached == []
        await c.press("u")
        await c.until(lambda: c.attached)
        await c.jobs_over()
        await c.press("ctrl+r")
        await c.runs("web-01")

    drive(made, scenario)


@pytest.mark.parametrize(("key", "attached"), [("a", 1), ("n", 0), ("escape", 0)])
def test_a_paused_guest_stays_paused_otherwise(key: str, attached: int) -> None:
    made = console()
    made.xl("pause", "web-01")

    async def scenario(c: Console) -> None:
        await c.state("web-01", "paused")
        await attach(c)
        await c.press(key)
        await c.until(lambda: len(c.attached) == attached and c.app.is_undisturbed)
        assert c.jobs.all == ()

    drive(made, scenario)


def test_the_last_lines_that_were_printed_are_above_the_console_and_harmless() -> None:
    made = console()
    log = "".join(f"line {number}\n" for number in range(1000)) + "\x1b]0;evil\x07\x1b[31mweb login: \x1b[?1049h"
    made.world.write_file("dom0a", "/var/log/xen/console/guest-web-01.log", log)

    async def scenario(c: Console) -> None:
        await attach(c)
        await c.until(lambda: c.attached)
        assert c.above == (*(f"line {number}" for number in range(991, 1000)), "web login: ")

    drive(made, scenario)


def test_where_nothing_is_kept_nothing_is_above_the_console() -> None:
    async def scenario(c: Console) -> None:
        await attach(c)
        await c.until(lambda: c.attached)
        assert c.above == ()

    drive(console(), scenario)
