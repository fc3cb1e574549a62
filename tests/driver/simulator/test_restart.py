"""A simulated host that is reset, and what its /proc says."""

import pytest

from tests.driver.simulator.small_world import DISK, SmallWorld
from xentui_driver.model.errors import CommandTimedOut, FileUnreadable, HostUnreachable
from xentui_driver.simulator import Fault
from xentui_driver.simulator.restart import BOOT_S

BOOT_ID = "/proc/sys/kernel/random/boot_id"


def test_the_keys_s_and_u_leave_the_host_up() -> None:
    world = SmallWorld()
    for key in "su":
        world.a.press_sysrq(key)
    assert world.xl("list").exit_status == 0
    assert world.xen.host("a").pressed_sysrq == ["s", "u"]


def test_the_key_b_resets_the_host_and_it_boots_with_its_files_and_without_its_guests() -> None:
    world = SmallWorld()
    world.started("web")
    before = world.a.read_file(BOOT_ID)
    world.a.press_sysrq("b")
    with pytest.raises(HostUnreachable):
        world.a.read_file(BOOT_ID)
    world.clock.advance(BOOT_S)
    assert world.a.read_file(BOOT_ID) != before
    assert world.rows() == {}
    assert "web" in world.a.read_file("/var/log/xen/xl-web.log").decode()


def test_a_guest_that_was_going_to_restart_does_not_after_a_reset() -> None:
    world = SmallWorld()
    world.started("web")
    world.xl("destroy", "1")
    world.started("db")
    world.a.press_sysrq("b")
    world.clock.advance(10 * BOOT_S)
    assert world.rows() == {}


def test_xens_own_key_ends_the_command_with_the_machine() -> None:
    world = SmallWorld()
    with pytest.raises(HostUnreachable):
        world.xl("debug-keys", "R")
    world.clock.advance(BOOT_S)
    assert world.xl("debug-keys", "q").exit_status == 0


def test_a_dead_disk_lets_sync_hang() -> None:
    world = SmallWorld()
    assert world.run("sync").exit_status == 0
    world.let(Fault.DISK_DEAD)
    with pytest.raises(CommandTimedOut):
        world.run("sync", timeout_s=5.0)


def test_a_monitor_is_a_process_until_its_guest_is_gone_and_keeps_its_number_over_reboots() -> None:
    world = SmallWorld()
    world.started("web")
    pid = world.domain("web").monitor_pid
    assert world.a.read_file(f"/proc/{pid}/cmdline").split(b"\0")[0].endswith(b"/xl")
    world.xl("reboot", "1")
    world.clock.advance(60.0)
    assert world.domain("web").domid == 2
    assert world.domain("web").monitor_pid == pid
    assert f"[pid {pid}]" in world.a.read_file("/var/log/xen/xl-web.log").decode().splitlines()[-1]
    world.xl("destroy", "2")
    with pytest.raises(FileUnreadable):
        world.a.read_file(f"/proc/{pid}/cmdline")


def test_ls_tells_which_paths_are_there_also_over_ssh() -> None:
    world = SmallWorld()
    said = world.run("ssh", "b", "ls", "-d", "--", DISK, "'/a b'")
    assert (said.exit_status, said.stdout) == (2, f"{DISK}\n")
    assert "cannot access '/a b'" in said.stderr
