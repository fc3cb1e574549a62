"""Where xl of 4.20 says something else than that of 4.17, the simulator says it too (captures of both)."""

import re
from pathlib import Path

import pytest

from tests.driver.simulator.small_world import SmallWorld
from xentui_driver.simulator import DEAF, HostFacts
from xentui_driver.simulator.xen_versions import XEN_VERSIONS
from xentui_driver.transport.protocol import Completed

DATA = Path(__file__).parents[2] / "data"
CAPTURES = {"4.17": DATA / "lab", "4.20": DATA / "lab-4.20"}
ABOUT_NOBODY = ("pause", "unpause", "shutdown", "reboot", "destroy", "console")


def world(xen: str) -> SmallWorld:
    return SmallWorld(facts=HostFacts(memory_kib=16 << 20, dom0_memory_kib=1 << 20, xen_version=XEN_VERSIONS[xen]))


def without_places(text: str) -> str:
    """The numbers of the lines of libxl's sources differ from build to build; the errno of 4.17 is a stale one."""
    return re.sub(r"\.c:\d+:|Inappropriate ioctl for device|Success", "", text)


def is_as_captured(said: Completed, xen: str, name: str) -> bool:
    read = {end: (CAPTURES[xen] / f"{name}.{end}").read_text() for end in ("out", "err", "rc")}
    captured = (read["out"], without_places(read["err"]), int(read["rc"]))
    return (said.stdout, without_places(said.stderr), said.exit_status) == captured


@pytest.mark.parametrize("xen", CAPTURES)
@pytest.mark.parametrize("verb", ABOUT_NOBODY)
def test_what_is_said_of_a_domain_that_is_not_there(xen: str, verb: str) -> None:
    assert is_as_captured(world(xen).xl(verb, "999"), xen, f"xl_{verb}_999")


@pytest.mark.parametrize("xen", CAPTURES)
def test_what_is_said_where_its_configuration_is_needed(xen: str) -> None:
    assert is_as_captured(world(xen).xl("list", "-v", "999"), xen, "xl_list_v_999")
    assert is_as_captured(world(xen).xl("mem-set", "999", "100m"), xen, "xl_mem_set_999")
    assert is_as_captured(world(xen).xl("migrate", "999", "b"), xen, "xl_migrate_999")


@pytest.mark.parametrize("verb", ["suspend", "resume"])
def test_only_the_later_xl_can_suspend_and_resume(verb: str) -> None:
    unknown = world("4.17").xl(verb, "999")
    assert (unknown.stderr, unknown.exit_status) == ("command not implemented\n", 1)
    later = world("4.20")
    assert is_as_captured(later.xl(verb, "999"), "4.20", f"xl_{verb}_999")
    assert is_as_captured(later.xl("help", verb), "4.20", f"xl_help_{verb}")


def test_a_guest_is_suspended_and_resumed_under_its_monitor() -> None:
    later = world("4.20")
    domain = later.started("sleeper")
    domid = str(domain.domid)
    assert later.xl("suspend", domid).exit_status == 0
    later.clock.advance(1.0)
    assert later.rows()["sleeper"][2] == "---ss-"
    assert later.xl("resume", domid).exit_status == 0
    assert later.rows()["sleeper"][2] in ("r-----", "-b----")
    log = later.a.read_file("/var/log/xen/xl-sleeper.log").decode()
    assert log.endswith(f"Domain has suspended.\nContinue waiting for domain {domid}\n")
    assert later.xl("shutdown", domid).exit_status == 0
    later.clock.advance(20.0)
    assert later.rows() == {}


def test_a_guest_that_is_not_suspended_is_not_resumed_and_success_is_reported() -> None:
    later = world("4.20")
    domid = str(later.started("deaf", guest=DEAF).domid)
    ignored = later.xl("suspend", domid)
    assert (ignored.exit_status, "didn't acknowledge suspend" in ignored.stderr) == (0, True)
    resumed = later.xl("resume", domid)
    assert (resumed.exit_status, "not suspended" in resumed.stderr) == (0, True)


def test_its_console_takes_an_escape_character() -> None:
    assert "-e <escape>" in world("4.20").xl("help", "console").stdout
    assert world("4.17").xl("console", "-e", "x", "999").exit_status == 2
