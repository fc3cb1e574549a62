"""The memory that was asked for, whatever libxl took off it."""

import pytest

from xentui_driver.model.asked_memory import asked_memory_kib
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainMemory

MIB, GIB = 1 << 10, 1 << 20
VIDEO = 8 * MIB


def definition(type: str = "hvm") -> Definition:
    return Definition("/etc/xen/web.cfg", "web", type=type, memory_kib=8 * GIB, maximum_memory_kib=16 * GIB)


def memory(set_kib: int, maximum_kib: int = 16 * GIB) -> DomainMemory:
    return DomainMemory(set_kib - VIDEO, set_kib - VIDEO, maximum_kib, VIDEO)


@pytest.mark.parametrize("set_kib", [8 * GIB, 8 * GIB - 2 * MIB, 6 * GIB, 10 * GIB])
def test_what_was_set_is_what_was_asked_for(set_kib: int) -> None:
    assert asked_memory_kib(memory(set_kib), definition()) == set_kib


def test_an_hvm_guest_as_it_was_built_has_what_its_definition_says() -> None:
    assert asked_memory_kib(memory(8 * GIB - MIB), definition()) == 8 * GIB


def test_nothing_is_made_up_for_others_or_without_a_definition() -> None:
    less = 8 * GIB - MIB
    assert asked_memory_kib(memory(less), None) == less
    assert asked_memory_kib(memory(less), definition("pv")) == less
    assert asked_memory_kib(memory(less, less), definition()) == less
