"""What real Xen 4.17.7 said of vCPUs, saving, restoring and triggers is what the simulator says."""

import re

import pytest

from tests.driver.simulator.lasting import lasting
from tests.driver.simulator.small_world import SmallWorld, captured
from xentui_driver.simulator import DEAF, Fault, GuestBehaviour
from xentui_driver.transport.protocol import Completed

_STALE_ERRNO = re.compile(r": (Success|Function not implemented|No such file or directory)$", re.MULTILINE)
_OF_THAT_GUEST = ((r"(info 0x3/0x0)/\d+", r"\1/L"), (r"on frame \d+", "on frame F"), (r"Dom \d+ not", "Dom N not"))
FILE = "/root/x"


def said(text: str) -> str:
    for pattern, instead in _OF_THAT_GUEST:
        text = re.sub(pattern, instead, text)
    return _STALE_ERRNO.sub("", lasting(text))


def check(capture: str, completed: Completed) -> None:
    assert said(completed.stderr) == said(captured(f"lab-{capture}.err"))
    assert completed.exit_status == int(captured(f"lab-{capture}.rc"))


@pytest.mark.parametrize(
    ("capture", "arguments"),
    [
        ("xl_vcpu_set.overcommitting", ["vcpu-set", "1", "2"]),
        ("xl_vcpu_set.too_many", ["vcpu-set", "-i", "1", "3"]),
        ("xl_vcpu_set.none", ["vcpu-set", "1", "0"]),
        ("xl_vcpu_set.no_number", ["vcpu-set", "1", "abc"]),
        ("xl_vcpu_set_999", ["vcpu-set", "999", "1"]),
        ("xl_mem_max.too_low", ["mem-max", "1", "100m"]),
        ("xl_mem_max_999", ["mem-max", "999", "100m"]),
        ("xl_trigger.reset", ["trigger", "1", "reset"]),
        ("xl_trigger.s3resume", ["trigger", "1", "s3resume"]),
        ("xl_trigger.unknown", ["trigger", "1", "foo"]),
        ("xl_trigger_999", ["trigger", "999", "power"]),
        ("xl_save_999", ["save", "999", FILE]),
        ("xl_save.no_folder", ["save", "1", "/nowhere/x"]),
        ("xl_save.kept", ["save", "-c", "1", FILE]),
        ("xl_restore.missing", ["restore", "/root/nothing"]),
        ("xl_restore.wrong_magic", ["restore", "/etc/xen/xl.conf"]),
        ("xl_restore.folder", ["restore", "/root"]),
    ],
)
def test_a_command_says_the_captured_words(world: SmallWorld, capture: str, arguments: list[str]) -> None:
    world.xen.host("a").facts = world.xen.host("a").facts.__class__(cpus=1)
    world.started("web", "vcpus = 2")
    world.xl("vcpu-set", "web", "1")
    world.clock.advance(2.0)
    check(capture, world.xl(*arguments))


def test_a_pv_guest_has_no_power_button(world: SmallWorld) -> None:
    world.started("web", type="pv")
    check("xl_trigger.power_pv", world.xl("trigger", "web", "power"))


def test_a_guest_that_does_not_suspend(world: SmallWorld) -> None:
    world.started("deaf", guest=DEAF)
    check("xl_save.deaf", world.xl("save", "deaf", FILE))
    assert world.state("deaf") in ("-b----", "r-----", "------")


def test_a_full_disk(world: SmallWorld) -> None:
    world.started("web")
    world.let(Fault.DISK_FULL)
    check("xl_save.full", world.xl("save", "web", FILE))
    assert world.state("web") in ("-b----", "r-----", "------")


def test_a_restore_and_one_beside_the_same_guest(world: SmallWorld) -> None:
    world.started("pvh")
    world.xl("save", "pvh", FILE)
    check("xl_restore.paused", world.xl("restore", "-p", FILE))
    assert world.state("pvh") == "--p---"
    check("xl_restore.name_exists", world.xl("restore", FILE))


@pytest.mark.parametrize(("capture", "left_bytes"), [("xl_restore.cut", 1000), ("xl_restore.cut_config", 100)])
def test_a_file_that_is_cut_off(world: SmallWorld, capture: str, left_bytes: int) -> None:
    world.started("pv", type="pv")
    world.xl("save", "pv", FILE)
    content = world.a.read_file(FILE)
    world.xen.write_file("a", FILE, content[:left_bytes].decode("utf-8", "surrogateescape"))
    check(capture, world.xl("restore", FILE))


def test_the_rows_of_vcpus_stand_where_they_stood(world: SmallWorld) -> None:
    world.started("ops-pvh")
    world.xl("vcpu-set", "ops-pvh", "1")
    world.clock.advance(2.0)
    lines = world.xl("vcpu-list", "ops-pvh").stdout.splitlines()
    real = captured("lab-xl_vcpu_list.out").splitlines()
    assert lines[0] == real[0]
    on_one_node = (re.sub(r"/ \d+-\d+$", "/ all", line) for line in lines[1:])
    assert [re.sub(r"\d", "9", line) for line in on_one_node] == [
        re.sub(r"\d", "9", line).replace("99.9", " 9.9") for line in real[1:]
    ]


def test_a_guest_without_udev_brings_no_cpu_online_until_it_reboots(world: SmallWorld) -> None:
    world.started("web", guest=GuestBehaviour(onlines_vcpus=False))
    world.xl("vcpu-set", "web", "1")
    world.clock.advance(2.0)
    world.xl("vcpu-set", "web", "2")
    world.clock.advance(2.0)
    assert world.domain("web").online_vcpus == 1
    world.xl("reboot", "web")
    world.clock.advance(60.0)
    assert world.domain("web").online_vcpus == 2


def test_a_paused_guest_follows_when_it_goes_on(world: SmallWorld) -> None:
    world.started("web")
    world.xl("pause", "web")
    world.xl("vcpu-set", "web", "1")
    world.clock.advance(2.0)
    assert world.domain("web").online_vcpus == 2
    world.xl("unpause", "web")
    assert world.domain("web").online_vcpus == 1
