"""What a guest has become while it ran gets into its definition, as settings that xl understands so."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.scripted import DATA
from xentui_driver.definitions.guest_facts import facts_of
from xentui_driver.definitions.write_back import write_back
from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.editing import edited
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.toolstack.parse.libxl_json import parse_dry_run

# What the lab's guests were started from.
PV = """\
name = "def-pv"
type = "pv"
kernel = "/srv/lab/linux"
ramdisk = "/srv/lab/linux.initramfs"
extra = "console=hvc0 quiet lab.errand=wait"
memory = 128
maxmem = 160
vcpus = 1
maxvcpus = 2
disk = [ "/root/def/disk.img,raw,xvda,rw", "format=raw,vdev=xvdb,access=ro,target=/root/def/disk2.img" ]
vif = [ "mac=00:16:3e:00:00:01,bridge=defbr0", "bridge=defbr0" ]
on_crash = "preserve"
"""
PVH = """\
name = "def-pvh"
memory = 128
disk = [ "/dev/ram1,raw,xvda,rw" ]
vif = [ "mac=00:16:3e:00:00:02,bridge=defbr0,vifname=def0,rate=10Mb/s,script=/bin/true" ]
"""


def definition(guest: str) -> Any:
    return json.loads((DATA / "describe" / f"{guest}.definition.json").read_text())


def running(guest: str, state: str = "running") -> Any:
    (listed,) = json.loads((DATA / "describe" / f"{guest}.{state}.json").read_text())
    return listed["config"]


def back(now: Any, file: Any, text: str) -> tuple[Mapping[str, Value | None] | None, tuple[str, ...]]:
    now, file = parse_dry_run(json.dumps(now)), parse_dry_run(json.dumps(file))
    return write_back(now, file, parse(text, "web.cfg"), facts_of(now, file, file_has_uuid=False))


def test_a_guest_as_it_was_started_has_nothing_to_write_back() -> None:
    assert back(running("pvh"), definition("pvh"), PVH) == (None, ())


def test_everything_that_changed_is_written_and_what_didnt_keeps_its_words() -> None:
    settings, problems = back(running("pv", "changed"), definition("pv"), PV)
    assert problems == ()
    assert settings == {
        "name": "def-pv2",
        "memory": "100",
        "maxmem": "150",
        "vcpus": "2",
        "disk": (
            "/root/def/disk.img,raw,xvda,rw",
            "format=raw,vdev=xvdb,access=ro,target=/root/def/disk2.img",
            "format=raw, vdev=xvdc, access=ro, target=/dev/ram0",
        ),
        "vif": (
            "mac=00:16:3e:00:00:01,bridge=defbr0",
            "mac=00:16:3e:57:a9:18, bridge=defbr0",
            "mac=00:16:3e:00:00:09, bridge=defbr0",
        ),
    }
    assert parse(edited(PV, "web.cfg", settings), "web.cfg").get("memory") == "100"


def test_memory_is_written_with_its_maximum_so_that_neither_moves_the_other() -> None:
    now = running("pvh")
    now["b_info"]["target_memkb"] = 100 << 10
    assert back(now, definition("pvh"), PVH)[0] == {"memory": "100", "maxmem": "128"}


def test_memory_of_half_a_mib_is_a_problem() -> None:
    now = running("pvh")
    now["b_info"]["target_memkb"] = 100_000
    problem = "Not written back: memory of 100000 KiB: a definition can only state whole MiB."
    assert back(now, definition("pvh"), PVH) == (None, (problem,))


def test_weight_and_cap_are_written() -> None:
    now = running("pvh")
    now["b_info"]["sched_params"] |= {"weight": 128, "cap": 75}
    assert back(now, definition("pvh"), PVH) == ({"cpu_weight": "128", "cap": "75"}, ())


def test_a_disk_taken_away_is_taken_out_and_the_last_one_with_its_setting() -> None:
    now = running("pv")
    del now["disks"][0]
    del now["nics"][:]
    settings, _ = back(now, definition("pv"), PV)
    assert settings is not None
    assert settings["disk"] == ("format=raw,vdev=xvdb,access=ro,target=/root/def/disk2.img",)
    assert settings["vif"] is None


def test_a_medium_put_in_or_taken_out_is_written() -> None:
    hvm = definition("hvm")
    text = 'name = "win7"\ndisk = ["/dev/vg0/win7,raw,hda,rw", "/iso/x.iso,raw,hdc,cdrom"]\n'
    now = definition("hvm")
    now["disks"][1]["pdev_path"] = "/iso/other, with comma.iso"
    settings, problems = back(now, hvm, text)
    assert problems == ()
    assert settings == {
        "disk": ("/dev/vg0/win7,raw,hda,rw", "format=raw, vdev=hdc, cdrom, target=/iso/other, with comma.iso")
    }


def test_an_interface_keeps_what_else_its_words_say() -> None:
    now = running("pvh")
    now["nics"][0]["bridge"] = "other"
    settings, problems = back(now, definition("pvh"), PVH)
    assert problems == ()
    assert settings is not None
    assert settings["vif"] == ("mac=00:16:3e:00:00:02, bridge=other, script=/bin/true, vifname=def0, rate=10Mb/s",)


@pytest.mark.parametrize(
    ("device", "extra", "words"),
    [
        (
            "disks",
            {"vdev": "xvdz", "pdev_path": "/dev/x", "direct_io_safe": "True"},
            "disk xvdz: there is no setting here for its direct_io_safe",
        ),
        ("disks", {"vdev": "xvdz", "pdev_path": "/dev/x\ny"}, "line end"),
        (
            "nics",
            {"devid": 7, "rate_interval_usecs": 1},
            "interface 7: there is no setting here for its rate_interval_usecs",
        ),
        ("nics", {"devid": 7, "bridge": "a,script=/x"}, "a,script=/x"),
    ],
)
def test_a_device_that_has_no_words_is_a_problem_and_its_list_is_left(
    device: str, extra: dict[str, Any], words: str
) -> None:
    now = running("pvh")
    now[device].append(extra)
    settings, problems = back(now, definition("pvh"), PVH)
    assert settings is None
    (problem,) = problems
    assert problem.startswith("Not written back: ")
    assert words in problem


def test_a_list_that_xl_reads_in_its_own_way_is_a_problem() -> None:
    now = running("pv", "changed")
    settings, problems = back(now, definition("pv"), PV.replace('"bridge=defbr0" ]', '["bridge=defbr0"] ]'))
    assert settings is not None
    assert "vif" not in settings
    assert problems == ("Not written back: vif: the definition has nested lists.",)


def test_a_further_property_of_a_device_is_named_and_its_list_is_left() -> None:
    file = definition("pvh")
    file["disks"][0]["discard_enable"] = "False"
    now = running("pvh")
    now["disks"][0]["discard_enable"] = "True"
    words = ("Not written back: disk xvda discard_enable: edit the definition.",)
    assert back(now, file, PVH) == (None, words)


def test_the_name_of_an_interface_in_dom0_is_written() -> None:
    now = running("pvh")
    now["nics"][0]["ifname"] = "other0"
    settings, problems = back(now, definition("pvh"), PVH)
    assert (problems, settings) == (
        (),
        {"vif": ("mac=00:16:3e:00:00:02, bridge=defbr0, script=/bin/true, vifname=other0, rate=10Mb/s",)},
    )


def test_what_has_no_setting_here_is_named() -> None:
    now = running("pvh")
    now["b_info"]["kernel"] = "/boot/old"
    now["on_crash"] = "preserve"
    assert back(now, definition("pvh"), PVH) == (
        None,
        ("Not written back: kernel, on crash: edit the definition.",),
    )


def test_a_definition_written_back_states_what_runs() -> None:
    """What xl would understand of the new text, as far as this program reads it itself."""
    settings, _ = back(running("pv", "changed"), definition("pv"), PV)
    assert settings is not None
    config = parse(edited(PV, "web.cfg", settings), "web.cfg")
    assert {key: config.get(key) for key in settings} == dict(settings)
