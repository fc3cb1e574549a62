"""A reboot reads no definition: its question names what waits there for a stop and a start."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.instances import TEST, running
from xentui_driver.jobs.actions import CHANGE_DEFINITION, EDIT_DEFINITION, REBOOT, Request
from xentui_driver.model.definition import Definition
from xentui_driver.model.instance import Instance
from xentui_driver.model.units import MIB_KIB

KEEPS = "keeps its settings: a reboot doesn't read the definition."
COUNTS = st.none() | st.integers(1, 64)


def guest(definition: Definition | None, vcpus: int = 4, memory_mib: int = 2048, most_mib: int = 4096) -> Instance:
    row = running("web", 9, vcpus=vcpus, memory_kib=memory_mib * MIB_KIB)
    return replace(row, definition=definition, running_maximum_kib=most_mib * MIB_KIB)


def definition(vcpus: int | None = 4, memory_mib: int | None = 2048, most_mib: int | None = 4096) -> Definition:
    memory, most = (None if mib is None else mib * MIB_KIB for mib in (memory_mib, most_mib))
    return Definition("/etc/xen/web.cfg", "web", vcpus=vcpus, memory_kib=memory, maximum_memory_kib=most)


def asked(instance: Instance) -> str:
    return REBOOT.consequence_of([Request(instance)])


def test_a_reboot_names_what_needs_a_start() -> None:
    words = asked(guest(definition(vcpus=5, memory_mib=3072, most_mib=8192)))
    assert words.endswith("To get vcpus = 5, memory = 3072, maxmem = 8192, stop web and start it.")


def test_where_nothing_waits_it_only_says_that_nothing_is_read() -> None:
    for same in (guest(definition()), guest(None), guest(definition(None, None, None))):
        assert asked(same).endswith(KEEPS)
    assert asked(guest(definition(), memory_mib=2040)).endswith(KEEPS)  # no balloon was asked for that
    assert asked(guest(replace(definition(vcpus=9), error="line 3"))).endswith(KEEPS)


@given(vcpus=COUNTS, running_vcpus=st.integers(1, 64))
def test_the_vcpus_are_named_exactly_if_they_differ(vcpus: int | None, running_vcpus: int) -> None:
    words = asked(guest(definition(vcpus=vcpus), vcpus=running_vcpus))
    assert (f"vcpus = {vcpus}," in words) is (vcpus is not None and vcpus != running_vcpus)


def test_a_change_of_the_definition_of_a_running_guest_says_that_a_reboot_is_not_enough() -> None:
    for action in (CHANGE_DEFINITION, EDIT_DEFINITION):
        assert "A reboot doesn't read the definition" in action.consequence_of([Request(guest(definition()))])
        assert "reboot" not in action.consequence_of([Request(TEST)])
