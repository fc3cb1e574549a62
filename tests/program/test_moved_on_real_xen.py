"""Both hosts of a migration on real Xen, by keystrokes: a guest goes, is not started a second time, and comes back."""

import pytest

from tests.lab import guests
from tests.lab.fixtures import TwoHosts
from tests.lab.host import LabHost
from tests.program.real_xen import console_on, row_of
from tests.program.tmux import TmuxTerminal
from tests.waiting import until
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import DomainChanged
from xentui_driver.operations.receivers import receivers

pytestmark = pytest.mark.lab

MIGRATION_S = 900.0


def names_on(host: LabHost) -> list[str]:
    return [line.split()[0] for line in host.run(("xl", "list")).stdout.splitlines()[2:]]


def migrate(screen: TmuxTerminal, host: str) -> None:
    """Up to the key that begins it, which is pressed."""
    screen.press_until("m", "To host:")
    screen.type(host)
    screen.press("Enter")
    screen.sees("Tab and Enter choose")
    screen.press("Right", "Enter")


def is_refused_while_it_is_received(there: LabHost, driver: Hypervisor) -> bool:
    """The copy that arrives can't be discarded; false before it is there."""
    rows = (line.split() for line in there.run(("xl", "list", "-v")).stdout.splitlines()[1:])
    arriving = next((row for row in rows if row[0] == "web--incoming"), None)
    if arriving is None:
        return False
    name, domid, *_, uuid, _reason, _label = arriving
    with pytest.raises(DomainChanged, match="a guest is being received here"):
        driver.discard(DomainRef(uuid, int(domid), name))
    return True


@pytest.mark.lab_long
def test_a_guest_that_has_left_is_started_only_by_who_types_its_name_and_comes_back(
    empty_hosts: TwoHosts, installed_xentui: str
) -> None:
    here, there = empty_hosts
    here.wait_until_guest_is_up(here.start_guest("/etc/xen/web.cfg", guests.linux("web", type="pvh")))
    transport = there.transport()
    listed = here.run_script('PYTHONPATH="$1" exec python3 -m xentui list', installed_xentui)
    assert (listed.exit_status, listed.stderr) == (0, "")
    other = Hypervisor(transport)
    with console_on(here, installed_xentui, "--interval", "5") as screen:

        def state(*words: str) -> None:
            screen.until(lambda text: any(f" {word} " in row_of(text, "web") for word in words), f"web is {words}")

        screen.sees("Domain-0", "web", patience_s=MIGRATION_S)
        screen.type("/web")
        screen.press("Enter")
        state("running")
        migrate(screen, "host-b")
        until(lambda: is_refused_while_it_is_received(there, other), timeout_s=MIGRATION_S)
        screen.sees("runs on host-b", "it is gone from here", patience_s=MIGRATION_S)
        state("moved")
        assert receivers(transport) == (), "the monitor that the receiver leaves is none"
        screen.sees("moved to host-b")

        screen.press_until("s", "Type web to continue")
        screen.sees("The guest has moved to host-b on ", "xl create /etc/xen/web.cfg")
        screen.press("Right", "Enter")
        screen.sees("Not yet: type web to continue")
        screen.press("Escape")
        screen.until(lambda text: "type web" not in text, "the question is gone")
        screen.press_until("q", "exit status 0")
    assert names_on(here) == []

    refused = here.run_script('PYTHONPATH="$1" exec python3 -m xentui start web', installed_xentui)
    assert refused.exit_status == 1
    assert "web was not started: it has moved to host-b on " in refused.stderr
    assert "It runs on host-b as id " in refused.stderr
    assert "--here" in refused.stderr
    assert names_on(here) == []

    with console_on(there, installed_xentui) as screen:
        screen.sees("host-b", "web")
        screen.type("/web")
        screen.press("Enter")
        migrate(screen, "host-a")
        screen.sees("runs on host-a", "it is gone from here", patience_s=MIGRATION_S)
        screen.press_until("q", "exit status 0")

    with console_on(here, installed_xentui) as screen:
        screen.sees("Domain-0", "web")
        screen.type("/web")
        screen.press("Enter")
        screen.until(lambda text: " running " in row_of(text, "web"), "web is back")
        screen.press_until("x", "xl shutdown")
        screen.press("y")
        screen.sees("has shut down and is gone")
        screen.until(lambda text: " stopped " in row_of(text, "web"), "web is stopped")
        screen.press_until("s", "starting", "has started")
        screen.sees("has started")
        screen.press_until("q", "exit status 0")
    assert names_on(here) == ["web"]
    other.close()


@pytest.mark.lab_long
def test_a_copy_that_was_left_behind_is_discarded_by_keystrokes(empty_host: LabHost, installed_xentui: str) -> None:
    here = empty_host
    here.put("/etc/xen/web.cfg", guests.tiny("web").encode())
    assert here.run(("xl", "create", "-p", "/etc/xen/web.cfg")).exit_status == 0
    assert here.run(("xl", "rename", "web", "web--incoming")).exit_status == 0
    with console_on(here, installed_xentui) as screen:
        screen.sees("Domain-0", "web--incoming")
        screen.type("/web")
        screen.press("Enter")
        text = screen.sees("X Discard")
        assert "Reset" not in " ".join(text.splitlines()[-2:])
        screen.press_until("X", "xl destroy")
        screen.sees("has never run")
        screen.press("Right", "Enter")
        screen.sees("which never ran here, was discarded")
        screen.press_until("q", "exit status 0")
    assert names_on(here) == []
