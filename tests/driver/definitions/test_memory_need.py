"""What a start takes of the host's memory, by libxl's own sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.memory_need import GUEST_TYPES, Building, recorded, restore_memory_kib, text_memory_kib
from xentui_driver.model.units import MIB_KIB

GIB_KIB = 1024 * MIB_KIB
BUILDINGS = st.builds(
    Building,
    st.sampled_from(sorted(GUEST_TYPES)),
    st.integers(1, 1 << 32),
    st.integers(1, 1 << 32),
    vcpus=st.integers(1, 512),
    has_hap=st.booleans(),
    paging_kib=st.none() | st.integers(0, 1 << 24),
    iommu_kib=st.integers(0, 1 << 24),
)


@pytest.mark.parametrize(
    ("text", "mib"),
    [
        ('type = "pv"\nmemory = 1024', 1024 + 2),
        ('type = "pvh"\nmemory = 1024', 1024 + 1 + 4 + 2 + 1),
        ('type = "pvh"\nmemory = 1024\nmaxmem = 4096\nvcpus = 2\nmaxvcpus = 4', 1024 + 4 + 16 + 2),
        ('type = "hvm"\nmemory = 1024\nvideoram = 16', 1024 + 1 + 4 + 2 + 1),
        ('type = "hvm"\nmemory = 1024\nhap = 0', 1024 + 1 + 8 + 2 + 1),
        ('type = "pvh"\nmemory = 1024\nshadow_memory = 64', 1024 + 64 + 2),
        ('type = "pvh"\nmaxmem = 1024', 1024 + 1 + 4 + 2 + 1),
        ('type = "pv"\nmemory = 1024\npci = [ "03:00.0" ]', 1024 + 2 + 2),
    ],
)
def test_a_definition_says_what_its_start_takes(text: str, mib: int) -> None:
    assert text_memory_kib(f'name = "web"\n{text}\n', "web.cfg") == mib * MIB_KIB


@pytest.mark.parametrize("text", ['type = "xyz"\nmemory = 64', 'type = "pvh"\nvnuma = [ [ "pnode=0" ] ]', "memory = ["])
def test_one_that_does_not_say_enough_says_nothing(text: str) -> None:
    assert text_memory_kib(text, "web.cfg") is None


def test_a_record_without_memory_says_nothing() -> None:
    assert restore_memory_kib({}) is None
    record = {"c_info": {"type": "pvh"}, "b_info": {"target_memkb": GIB_KIB, "max_memkb": GIB_KIB}}
    assert restore_memory_kib(record) == GIB_KIB + 8 * MIB_KIB


@given(BUILDINGS)
def test_it_takes_its_memory_and_a_little_more_in_whole_steps(building: Building) -> None:
    assert building.memory_kib < building.takes_kib <= building.wanted_kib
    assert building.takes_kib % (2 * MIB_KIB) == 0


@given(BUILDINGS, st.integers(0, 1 << 32))
def test_a_guest_that_holds_more_than_its_target_needs_what_it_holds(building: Building, held_kib: int) -> None:
    record = {"c_info": {"type": building.type}, "b_info": {"target_memkb": building.memory_kib}}
    assert recorded(record, held_kib).memory_kib == max(building.memory_kib, held_kib)
