"""The whole program inside a real dom0, driven by keys: every first action on a real guest."""

import re

import pytest

from tests.lab import guests
from tests.lab.host import LabHost
from tests.program.real_xen import PATIENCE_S, console_on, row_of
from tests.program.tmux import TmuxTerminal
from tests.waiting import until

pytestmark = pytest.mark.lab


def sees_state(screen: TmuxTerminal, name: str, *words: str) -> None:
    screen.until(lambda text: any(f" {word} " in row_of(text, name) for word in words), f"{name} is {words}")


def confirmed(screen: TmuxTerminal, key: str, question: str) -> None:
    """Where a job that works on the guest isn't quite over, the key is refused, and pressed again."""
    screen.press_until(key, question)
    screen.press("y")


def test_a_guest_is_managed_by_keystrokes_from_its_start_to_its_stop(
    empty_host: LabHost, installed_xentui: str
) -> None:
    empty_host.put("/etc/xen/web.cfg", guests.linux("web", type="pvh").encode())
    empty_host.put("/etc/xen/bad.cfg", b'name = "bad"\nmemory = lots\n')
    with console_on(empty_host, installed_xentui, "--interval", "5") as screen:
        text = screen.sees(empty_host.name, "Domain-0", "web", "bad.cfg", "broken", "free")
        assert "SIMULATED" not in text
        screen.type("/web")
        screen.sees("Guests 1 of 2")
        screen.press("Enter")
        screen.press_until("s", "starting", "has started")  # and no second time: it would be another start by then
        screen.sees("has started")
        sees_state(screen, "web", "running")

        screen.press_until("c", "ctrl+] detaches")
        screen.press("Enter")
        screen.sees("lab guest: up", "/ #")
        screen.type("echo here is $((40+2))")
        screen.press("Enter")
        screen.sees("here is 42")
        screen.press("C-]")
        screen.sees("console detached after")

        confirmed(screen, "p", "xl pause")
        screen.sees("is paused")
        sees_state(screen, "web", "paused")
        screen.press("p")  # not again: it would pause what runs by then
        screen.sees("is running again")
        sees_state(screen, "web", "running")

        screen.press_until("b", "New target")
        screen.until(lambda text: re.search(r"maximum +128 MiB", text) is not None, "the maximum is known")
        screen.type("100m")
        screen.press("Enter")
        screen.sees("Set memory of web", "102400k")
        screen.press("y")
        screen.sees("now has ", " of memory")

        confirmed(screen, "r", "xl reboot")
        screen.sees("is back as id")
        sees_state(screen, "web", "running")
        screen.press("c")
        screen.sees("ctrl+] detaches")
        screen.until(lambda text: "lab guest: up" in text.rpartition("ctrl+] detaches")[2], "the guest is up again")
        screen.press("C-]")
        screen.until(lambda text: re.search(r"console detached after.*xl console", text) is not None, "back again")

        confirmed(screen, "x", "xl shutdown")
        screen.sees("has shut down and is gone")
        sees_state(screen, "web", "stopped")
        screen.press_until("q", "exit status 0")


def test_a_guest_is_moved_by_keystrokes_and_stopped_where_it_went(
    empty_hosts: tuple[LabHost, LabHost], installed_xentui: str
) -> None:
    here, there = empty_hosts
    web = guests.linux("web", type="pvh")
    there.put("/etc/xen/web.cfg", web.encode())
    domid = here.start_guest("/etc/xen/web.cfg", web)
    with console_on(here, installed_xentui, "--interval", "5") as screen:
        screen.sees(here.name, "Domain-0", "web")
        screen.type("/web")
        screen.press("Enter")
        screen.sees("filter: web")
        here.wait_until_guest_is_up(domid)
        screen.press_until("m", "To host:")
        screen.type("host-b; reboot")
        screen.press("Enter")
        screen.sees("is not a host name")
        screen.press("Escape")
        screen.until(lambda text: "To host:" not in text, "the question is gone")
        screen.press_until("m", "To host:")
        screen.type("host-b")
        screen.press("Enter")
        screen.sees("Tab and Enter choose")
        screen.press("Right", "Enter")
        screen.sees("runs on host-b", "it is gone from here", patience_s=600)
        sees_state(screen, "web", "moved")
        screen.press("5")
        screen.sees("Migration successful.")
        screen.press("Escape")
        screen.press_until("q", "exit status 0")

    with console_on(there, installed_xentui, "--interval", "5") as screen:
        screen.sees("host-b", "Domain-0", "web")
        screen.type("/web")
        screen.press("Enter")
        screen.sees("filter: web")
        confirmed(screen, "x", "xl shutdown")
        screen.sees("has shut down and is gone")
        sees_state(screen, "web", "stopped")
        screen.press_until("q", "exit status 0")


@pytest.mark.lab_long
def test_a_guest_that_reboots_itself_with_its_console_attached_is_told(
    empty_host: LabHost, installed_xentui: str
) -> None:
    before = empty_host.start_guest("/etc/xen/web.cfg", guests.linux("web", type="pvh"))
    empty_host.wait_until_guest_is_up(before)
    with console_on(empty_host, installed_xentui, "--interval", "0.5") as screen:
        screen.sees(empty_host.name, "Domain-0", "web")
        screen.type("/web")
        screen.press("Enter")
        screen.sees("filter: web")
        screen.press("c")
        screen.sees("ctrl+] detaches")
        screen.press("Enter")
        screen.sees("/ #")
        screen.type("/sbin/reboot")
        screen.press("Enter")
        screen.sees("Follow reboots")
        screen.press("n")
        seen: list[str] = []

        def has_rebooted(text: str) -> bool:
            seen.append(text)
            return "rebooted as id" in text

        text = screen.until(has_rebooted, "the reboot is told")
        states = {word for each in seen for word in row_of(each, "web").split()}
        assert any("is rebooting: its console ended after" in each for each in seen), seen[-1]
        assert not any("console detached" in each for each in seen), seen[-1]
        assert "rebooting" in states
        assert {"stopped", "paused"} & states == set()
        after = empty_host.run(("xl", "domid", "web")).stdout.strip()
        assert after != str(before)
        assert f"rebooted as id {after}" in text
        screen.until(lambda text: " running " in row_of(text, "web"), "it runs")
        screen.press_until("q", "exit status 0")


def test_a_guest_between_two_domains_is_not_started(empty_host: LabHost, installed_xentui: str) -> None:
    """Its monitor sleeps before it builds the next one: a start in that time would be a second one."""
    before = empty_host.start_guest("/etc/xen/web.cfg", guests.linux("web", type="pvh"))
    empty_host.wait_until_guest_is_up(before)
    # The monitor stands still between the two for as long as it is looked at.
    meanwhile = """
        xl reboot "$1"
        while xl list "$1" >/dev/null 2>&1; do sleep 0.1; done
        kill -STOP "$(pgrep -x xl)"
        PYTHONPATH="$2" python3 -m xentui list
        PYTHONPATH="$2" python3 -m xentui start web
        echo "status $?"
        kill -CONT "$(pgrep -x xl)"
    """
    told = empty_host.run_script(meanwhile, str(before), installed_xentui, timeout_s=PATIENCE_S)
    assert re.search(r"^web +- +rebooting ", told.stdout, re.MULTILINE), told
    assert "status 1" in told.stdout
    assert "it is rebooting" in told.stderr
    assert "Wait until it is back" in told.stderr
    until(lambda: empty_host.run(("xl", "domid", "web")).stdout.strip() not in ("", str(before)), timeout_s=PATIENCE_S)


def test_a_script_gets_a_whole_answer(empty_host: LabHost, installed_xentui: str) -> None:
    listed = empty_host.run_script('PYTHONPATH="$1" exec python3 -m xentui list --json', installed_xentui)
    assert (listed.exit_status, listed.stderr) == (0, "")
    assert '"schema": "xentui/1"' in listed.stdout
    assert '"name": "Domain-0"' in listed.stdout
