"""What a start is said to take of the host's memory is what the host then has less."""

import pytest

from tests.contract.worlds import BOTH_TYPES, BOTH_TYPES_AT_TIMES, World
from tests.lab import guests
from tests.lab.guests import GuestType
from xentui_driver.model.definition import Definition
from xentui_driver.model.units import MIB_KIB

FILE = "/root/contract-need.save"
NEAR_KIB = 6 * MIB_KIB
"""Xen itself takes a little for each domain, and libxl rounds up; `xl info` counts whole MiB."""
_LOOKS = 60


def free_kib(world: World) -> int:
    """What is free once nothing that has ended gives memory back any more."""
    before = None
    for _ in range(_LOOKS):
        now = world.a.node_info().memory_free_kib
        if now is not None and now == before:
            return now
        before = now
        world.a.clock.wait(1.0)
    raise AssertionError("the free memory of the host never stands still")


def takes_what_it_says(world: World, definition: Definition) -> None:
    need_kib = definition.start_memory_kib
    assert need_kib is not None
    before_kib = free_kib(world)
    world.a.start(definition, paused=True)
    taken_kib = before_kib - free_kib(world)
    assert abs(taken_kib - need_kib) <= NEAR_KIB, f"{taken_kib} KiB were taken, {need_kib} KiB were said"


@BOTH_TYPES
def test_a_start_takes_what_its_definition_says(world: World, type: GuestType) -> None:
    takes_what_it_says(world, world.define(guests.linux("web", type=type, memory_mib=160), file="web.cfg"))


@pytest.mark.lab_long
def test_a_start_with_a_device_model_takes_what_its_definition_says(world: World) -> None:
    takes_what_it_says(world, world.define(guests.hvm("firm"), file="firm.cfg", obeys=False))


@BOTH_TYPES_AT_TIMES
def test_a_save_file_says_what_its_restore_takes(world: World, type: GuestType) -> None:
    domain = world.linux("web", type=type)
    world.a.save(domain.ref, FILE)
    try:
        need_kib = world.a.saved_memory_kib(FILE)
        assert need_kib is not None
        before_kib = free_kib(world)
        world.a.restore(FILE)
        assert abs(before_kib - free_kib(world) - need_kib) <= NEAR_KIB
    finally:
        world.a.transport.remove_file(FILE)
