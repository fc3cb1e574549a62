"""What real xl says of a guest that runs, beside what it understands of the definition it was started from."""

import copy
import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import DATA
from xentui_driver.definitions.guest_facts import Fact, facts_of

HVM: dict[str, Any] = json.loads((DATA / "describe" / "hvm.definition.json").read_text())


def definition(guest: str) -> Any:
    """`xl create -n` of the lab's guest of that type."""
    return json.loads((DATA / "describe" / f"{guest}.definition.json").read_text())


def running(guest: str, state: str = "running") -> Any:
    """Its `xl list -l`, just started; or `changed`, with another name, memory and devices."""
    (listed,) = json.loads((DATA / "describe" / f"{guest}.{state}.json").read_text())
    return listed["config"]


def lost(facts: tuple[Fact, ...]) -> dict[str, tuple[str | None, str | None]]:
    return {fact.label: (fact.running, fact.file) for fact in facts if fact.will_be_lost}


def fact(facts: tuple[Fact, ...], label: str) -> Fact:
    (found,) = (each for each in facts if each.label == label)
    return found


def test_a_guest_just_started_loses_nothing() -> None:
    assert lost(facts_of(running("pvh"), definition("pvh"))) == {}


def test_an_address_that_the_definition_doesnt_state_is_another_at_every_start() -> None:
    assert lost(facts_of(running("pv"), definition("pv"), file_has_uuid=False)) == {
        "interface 1": (
            "mac 00:16:3e:57:a9:18, bridge defbr0",
            "mac new at every start, bridge defbr0",
        )
    }


def test_what_was_changed_while_it_ran_is_lost() -> None:
    found = lost(facts_of(running("pv", "changed"), definition("pv"), file_has_uuid=False))
    del found["interface 1"]
    assert found == {
        "name": ("def-pv2", "def-pv"),
        "memory": ("100 MiB", "128 MiB"),
        "maximum memory": ("150 MiB", "160 MiB"),
        "vCPUs": ("2", "1"),
        "disk xvdc": ("/dev/ram0 raw ro", "none"),
        "interface 2": ("mac 00:16:3e:00:00:09, bridge defbr0", "none"),
    }


def test_facts_come_in_the_order_of_an_operators_questions() -> None:
    assert [each.label for each in facts_of(running("pv"), definition("pv"))] == [
        *("name", "UUID", "type", "memory", "maximum memory", "vCPUs", "maximum vCPUs"),
        *("kernel", "ramdisk", "command line", "disk xvda", "disk xvdb", "interface 0", "interface 1"),
        *("on poweroff", "on reboot", "on crash"),
    ]


def test_a_uuid_that_xl_invents_is_not_the_definitions() -> None:
    facts = facts_of(running("pv"), definition("pv"), file_has_uuid=False)
    assert fact(facts, "UUID").file is None
    assert fact(facts_of(running("pvh"), definition("pvh")), "UUID").file == "11111111-2222-4333-8444-555555555555"


def test_a_guest_without_definition_has_only_one_side() -> None:
    facts = facts_of(running("pvh"), None)
    assert all(each.file is None for each in facts)
    assert fact(facts, "disk xvda").running == "/dev/ram1 raw rw"
    assert fact(facts, "interface 0").running == "mac 00:16:3e:00:00:02, bridge defbr0, script /bin/true, ifname def0"


def test_a_definition_without_domain_has_only_the_other_side() -> None:
    facts = facts_of(None, HVM)
    assert all(each.running is None for each in facts)
    assert fact(facts, "disk hdc").file == "/iso/x.iso raw ro CD-ROM"
    assert fact(facts, "serial console").file == "pty"


@pytest.mark.parametrize("side", ["running", "file", "both"])
def test_a_password_is_never_shown(side: str) -> None:
    facts = facts_of(HVM if side != "file" else None, HVM if side != "running" else None)
    assert "secret" not in str(facts)
    told = fact(facts, "VNC")
    assert (told.running or told.file) == "listen 0.0.0.0, password set"


def test_a_password_in_a_place_that_has_no_label_is_never_shown() -> None:
    changed = copy.deepcopy(HVM)
    changed["b_info"]["type.hvm"]["spice"] = {"passwd": "geheim", "port": 6000}
    facts = facts_of(changed, HVM)
    assert fact(facts, "b_info.type.hvm.spice.passwd").running == "set"
    assert "geheim" not in str(facts)


def test_a_framebuffer_of_a_pv_guest_is_its_vnc() -> None:
    with_vnc = {**definition("pv"), "vfbs": [{"devid": 0, "vnc": {"enable": "True", "passwd": "geheim"}, "sdl": {}}]}
    facts = facts_of(None, with_vnc)
    assert fact(facts, "VNC").file == "password set"
    assert "geheim" not in str(facts)


def edited(guest: str, **changes: Any) -> Any:
    """The definition with values put into b_info; None takes one away."""
    made = definition(guest)
    made["b_info"].update(changes)
    made["b_info"] = {key: value for key, value in made["b_info"].items() if value is not None}
    return made


def test_a_definition_edited_since_the_start_differs() -> None:
    file = edited("pvh", kernel="/boot/new", cmdline=None, bootloader="pygrub", bootloader_args=["--quiet", "x"])
    file["on_reboot"] = "restart"
    file["disks"][0]["readwrite"] = 0
    assert lost(facts_of(running("pvh"), file)) == {
        "kernel": ("/srv/lab/linux", "/boot/new"),
        "bootloader": ("none", "pygrub"),
        "bootloader arguments": ("none", "--quiet x"),
        "command line": ("console=hvc0 quiet lab.errand=wait", "none"),
        "disk xvda": ("/dev/ram1 raw rw", "/dev/ram1 raw ro"),
        "on reboot": ("destroy", "restart"),
    }


def test_what_has_no_label_is_told_by_its_path() -> None:
    file = edited("pvh", sched_params={"weight": 1024, "cap": 50}, max_grant_frames=64, vcpu_hard_affinity=[[1]])
    file["disks"][0]["discard_enable"] = "True"
    assert lost(facts_of(running("pvh"), file)) == {
        "b_info.max_grant_frames": ("default", "64"),
        "b_info.sched_params.weight": ("512", "1024"),
        "b_info.vcpu_hard_affinity[0][0]": ("0", "1"),
        "disk xvda discard_enable": ("default", "True"),
    }


def test_a_weight_given_while_it_ran_is_lost_though_the_definition_says_none() -> None:
    now = running("pv")
    now["b_info"]["sched_params"]["weight"] = 512
    assert lost(facts_of(now, definition("pv")))["b_info.sched_params.weight"] == ("512", "256")


def test_what_libxl_chose_by_itself_is_shown_and_not_lost() -> None:
    now = running("pvh")
    now["b_info"]["iomem_something"] = "7"
    found = fact(facts_of(now, definition("pvh")), "b_info.iomem_something")
    assert (found.running, found.file) == ("7", None)


def test_what_libxl_fills_into_an_hvm_guest_is_not_lost() -> None:
    """As libxl__domain_build_info_setdefault does it."""
    file = copy.deepcopy(HVM)
    file["b_info"]["type.hvm"]["vnc"] = {}
    del file["nics"][0]["bridge"]
    now = copy.deepcopy(file)
    now["b_info"]["type.hvm"] |= {"bios": "seabios", "boot": "cda", "acpi": "True", "viridian": "False"}
    now["b_info"]["type.hvm"]["vnc"] = {"enable": "True", "listen": "127.0.0.1", "findunused": "True"}
    now["disks"][0]["discard_enable"] = "True"
    now["nics"][0] |= {"mac": "00:16:3e:00:00:05", "bridge": "xenbr0", "model": "rtl8139", "nictype": "vif_ioemu"}
    facts = facts_of(now, file)
    assert list(lost(facts)) == ["interface 0"], "its address is another one at every start"
    assert fact(facts, "VNC") == Fact("VNC", "listen 127.0.0.1, no password", "listen 127.0.0.1, no password")
    assert not [each for each in facts if each.label.endswith(("acpi", "viridian", "discard_enable"))]


@pytest.mark.parametrize(("more_kib", "is_lost"), [(0, False), (1024, False), (2048, True), (-1024, True)])
def test_an_hvm_guest_set_to_what_is_stated_is_told_with_one_mib_more(more_kib: int, is_lost: bool) -> None:
    file, now = copy.deepcopy(HVM), copy.deepcopy(HVM)
    file["b_info"] |= {"target_memkb": 8 << 20, "max_memkb": 16 << 20}
    now["b_info"] |= {"target_memkb": (8 << 20) + more_kib, "max_memkb": 16 << 20}
    lost = [each.label for each in facts_of(now, file, file_has_uuid=True) if each.will_be_lost]
    assert ("memory" in lost) is is_lost


def test_interfaces_belong_together_by_address_and_not_by_their_order() -> None:
    now, file = running("pv"), definition("pv")
    now["nics"].reverse()
    file["nics"][1]["mac"] = "00:16:3E:57:A9:18"
    found = lost(facts_of(now, file))
    assert [label for label in found if label.startswith("interface")] == []


def test_an_interface_taken_away_is_told_and_the_others_keep_their_places() -> None:
    now = running("pv")
    del now["nics"][0]
    found = lost(facts_of(now, definition("pv")))
    assert found["interface 0"] == ("none", "mac 00:16:3e:00:00:01, bridge defbr0")
    assert found["interface 1"] == ("mac 00:16:3e:57:a9:18, bridge defbr0", "mac new at every start, bridge defbr0")


def test_memory_that_misses_by_a_page_is_not_another_memory() -> None:
    """libxl says 786431 of a dom0 of 768 MiB."""
    now = running("pvh")
    now["b_info"]["target_memkb"] -= 1
    assert lost(facts_of(now, definition("pvh"))) == {}


def test_memory_that_is_no_whole_number_of_mib_is_told_exactly() -> None:
    now = running("pvh")
    now["b_info"]["target_memkb"] = 100_000
    assert fact(facts_of(now, None), "memory").running == "100000 KiB"


def test_a_definition_that_states_nothing_has_xls_defaults() -> None:
    facts = facts_of(None, {"c_info": {"type": "pvh", "name": "x"}, "b_info": {}})
    assert [(each.label, each.file) for each in facts] == [
        *(("name", "x"), ("type", "pvh"), ("memory", "32 MiB"), ("maximum memory", "32 MiB")),
        *(("vCPUs", "1"), ("maximum vCPUs", "1")),
        *(("on poweroff", "destroy"), ("on reboot", "destroy"), ("on crash", "destroy")),
    ]


def test_everything_shown_is_harmless() -> None:
    now = running("pvh")
    now["c_info"]["name"] = now["b_info"]["cmdline"] = now["disks"][0]["pdev_path"] = "\x1b[2J\n"
    now["nics"][0]["ip"] = now["b_info"]["\x1b"] = now["on_crash"] = now["disks"][0]["vdev"] = "\x1b[2J\n"
    for facts in (facts_of(now, None), facts_of(now, definition("pvh")), facts_of(None, now)):
        assert all(f"{each.label}{each.running}{each.file}".isprintable() for each in facts)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
SHAPED = st.fixed_dictionaries(
    {},
    optional={
        "c_info": JSON,
        "b_info": JSON | st.dictionaries(st.sampled_from(["type.hvm", "sched_params", "avail_vcpus", "kernel"]), JSON),
        "disks": JSON | st.lists(st.dictionaries(st.sampled_from(["vdev", "pdev_path", "x"]), JSON), max_size=3),
        "nics": JSON | st.lists(st.dictionaries(st.sampled_from(["devid", "mac", "bridge"]), JSON), max_size=3),
        "vfbs": JSON,
    },
)


@given(now=SHAPED | st.none(), file=SHAPED | st.none())
def test_nothing_that_is_json_breaks_it(now: Any, file: Any) -> None:
    for each in facts_of(now, file):
        assert each.running is not None or each.file is not None


@given(same=SHAPED)
def test_what_is_the_same_loses_nothing_but_addresses(same: Any) -> None:
    assert [label for label in lost(facts_of(same, same)) if not label.startswith("interface")] == []


@given(now=SHAPED, file=SHAPED)
def test_frozen_values_give_the_same_facts(now: Any, file: Any) -> None:
    def frozen(value: Any) -> Any:
        if isinstance(value, dict):
            return MappingProxyType({key: frozen(member) for key, member in value.items()})
        return tuple(map(frozen, value)) if isinstance(value, list) else value

    assert facts_of(frozen(now), frozen(file)) == facts_of(now, file)
