"""The lens on memory in a real dom0, on a screen of 80 by 24: real balloons that arrive, and one that gets stuck."""

import re

import pytest

from tests.lab import guests
from tests.lab.host import LabHost
from tests.program.real_xen import console_on
from tests.program.tmux import TmuxTerminal

pytestmark = pytest.mark.lab

_ARRIVED = re.compile(r"arrived: 1\d\d MiB")


def filtered(screen: TmuxTerminal, name: str, found: str) -> None:
    screen.type(f"/{name}")
    screen.sees(found)
    screen.press("Enter")


def test_the_lens_follows_real_balloons_to_their_end(empty_host: LabHost, installed_xentui: str) -> None:
    for name in ("web-a", "web-b"):
        domid = empty_host.start_guest(f"/etc/xen/{name}.cfg", guests.linux(name, type="pv"))
        empty_host.wait_until_guest_is_up(domid)
    with console_on(empty_host, installed_xentui, "--interval", "2", size=(80, 24)) as screen:
        screen.sees("web-a", "web-b", "free")
        filtered(screen, "web", "Guests 2 of 2")
        screen.press("*")
        screen.sees("2 marked")
        screen.press("b")
        screen.until(lambda text: re.search(r"web-b +128 MiB ■", text) is not None, "the figures are known")
        screen.type("110m")
        screen.sees("xl mem-set")
        screen.press("Down")
        screen.type("104m")
        screen.sees("106496k")
        screen.press("Enter")
        screen.sees("Set memory of 2 guests")
        screen.press("y")
        screen.until(lambda text: len(_ARRIVED.findall(text)) == 2, "both have arrived")
        screen.sees("u sets it back")
        screen.press("Escape")
        screen.until(lambda text: "arrived" not in text.partition("Guests")[2], "the lens is closed")
        screen.press_until("q", "exit status 0")


@pytest.mark.lab_long
def test_the_lens_says_of_a_real_balloon_that_it_is_stuck(empty_host: LabHost, installed_xentui: str) -> None:
    domid = empty_host.start_guest("/etc/xen/web.cfg", guests.linux("web", type="pv"))
    empty_host.wait_until_guest_is_up(domid)
    with console_on(empty_host, installed_xentui, "--interval", "2", size=(80, 24)) as screen:
        screen.sees("web", "free")
        filtered(screen, "web", "Guests 1 of 1")
        screen.press("b")
        screen.until(lambda text: re.search(r"maximum +128 MiB", text) is not None, "the maximum is known")
        screen.type("10m")
        screen.press("Enter")
        screen.sees("Set memory of web", "Type web to continue")
        screen.type("web")
        screen.until(lambda text: re.search(r"continue:[\s│]+web ", text) is not None, "the name is typed")
        screen.press("Enter")  # goes on to the choices
        screen.sees("Type web to continue")
        screen.press_until("Enter", "~ resizing")
        screen.press("b")
        screen.until(
            lambda text: re.search(r"stuck \d+ s at \d+ MiB: the guest can't free more", text) is not None, "stuck"
        )
        screen.sees("stopped at", "u sets it back")
        screen.press("Escape")
        screen.press_until("q", "exit status 0")
