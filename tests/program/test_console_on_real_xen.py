"""Consoles on real Xen, by keystrokes: the whole boot, who holds one, and a guest that reboots under its console."""

from typing import Literal

import pytest

from tests.contract.worlds import CONSOLE_CLIENT
from tests.lab import guests
from tests.lab.host import LabHost
from tests.program.real_xen import console_on
from tests.program.tmux import TmuxTerminal

pytestmark = pytest.mark.lab

FIRST_LINE = {"pv": "Linux version", "pvh": "Linux version", "hvm": "lab guest: booted from disk"}
"""The very first that each prints: SeaBIOS has its words for Xen's debug port, and says nothing on the serial line."""


def definition(type: Literal["pv", "pvh", "hvm"]) -> str:
    """A guest that prints its first line; notices are enough, so that it stays on the screen."""
    return guests.hvm("web") if type == "hvm" else guests.linux("web", type=type).replace("quiet", "loglevel=6")


def alone(screen: TmuxTerminal) -> None:
    """Put the cursor on the guest."""
    screen.sees("Domain-0", "web")
    screen.type("/web")
    screen.press("Enter")
    screen.sees("filter: web")


def whole_boot_is_seen(host: LabHost, site_packages: str, type: Literal["pv", "pvh", "hvm"]) -> None:
    host.put("/etc/xen/web.cfg", definition(type).encode())
    with console_on(host, site_packages, "--interval", "5", size=(120, 60)) as screen:
        alone(screen)
        screen.press("S")
        text = screen.sees("ctrl+] detaches", FIRST_LINE[type])
        if type == "hvm":
            first = text.rpartition("ctrl+] detaches)")[2].split()
            assert first[:5] == FIRST_LINE[type].split(), "nothing is missing at its beginning"
        screen.press("C-]")
        screen.sees("console detached after", "has started")
        screen.press_until("q", "exit status 0")


@pytest.mark.parametrize("type", [pytest.param("pv", marks=pytest.mark.lab_long), "pvh"])
def test_the_whole_boot_is_seen(empty_host: LabHost, installed_xentui: str, type: Literal["pv", "pvh"]) -> None:
    whole_boot_is_seen(empty_host, installed_xentui, type)


@pytest.mark.lab_long
def test_the_whole_boot_of_an_hvm_guest_is_seen_on_its_serial_line(empty_host: LabHost, installed_xentui: str) -> None:
    whole_boot_is_seen(empty_host, installed_xentui, "hvm")


@pytest.mark.lab_long
@pytest.mark.parametrize("type", ["pv", "pvh", "hvm"])
def test_the_whole_boot_is_seen_on_4_20(
    empty_host_c: LabHost, installed_on_c: str, type: Literal["pv", "pvh", "hvm"]
) -> None:
    whole_boot_is_seen(empty_host_c, installed_on_c, type)


def is_held_and_comes_back(host: LabHost, site_packages: str) -> None:
    before = host.start_guest("/etc/xen/web.cfg", guests.linux("web", type="pv"))
    host.wait_until_guest_is_up(before)
    host.run_script(CONSOLE_CLIENT, str(before))
    with console_on(host, site_packages, "--interval", "5") as screen:
        alone(screen)
        screen.press("c")
        screen.sees(f"The console of web (id {before}) is in use by root on pts/", "[ Close ]")
        screen.press_while("Escape", "[ Close ]")
        host.run(("pkill", "-f", f"^[^ ]*xenconsole {before} "))
        screen.press_until("c", "ctrl+] detaches")
        screen.press("Enter")
        screen.sees("/ #")
        screen.type("/sbin/reboot")
        screen.press("Enter")
        screen.sees("Follow reboots")
        screen.press("f")
        text = screen.sees("comes back after each reboot")
        after = host.run(("xl", "domid", "web")).stdout.strip()
        assert after not in ("", str(before))
        assert f"Console of web (id {after})" in text
        screen.until(lambda text: "lab guest: up" in text.rpartition("ctrl+] detaches")[2], "it is up again")
        screen.press("C-]")
        screen.sees("console detached after")
        screen.press_until("q", "exit status 0")


def test_a_console_names_its_holder_and_comes_back_with_its_guest(empty_host: LabHost, installed_xentui: str) -> None:
    is_held_and_comes_back(empty_host, installed_xentui)


@pytest.mark.lab_long
def test_a_console_on_4_20_names_its_holder_and_comes_back_with_its_guest(
    empty_host_c: LabHost, installed_on_c: str
) -> None:
    is_held_and_comes_back(empty_host_c, installed_on_c)
