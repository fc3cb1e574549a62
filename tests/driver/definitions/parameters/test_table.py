"""The table: its keys are today's, its rules take good values and refuse bad ones."""

from pathlib import Path

import pytest

from tests.driver.definitions.parameters.samples import BAD, BASE, GOOD, bad, good, with_value
from tests.scripted import DATA
from xentui_driver.definitions.parameters.checking import check_syntax
from xentui_driver.definitions.parameters.parameter import GuestType
from xentui_driver.definitions.parameters.table import AREAS, BY_KEY, PARAMETERS, parameters_of
from xentui_driver.definitions.xl_config.keys import BOUNDED_KEYS, LIST_KEYS, NUMBER_KEYS, SINGLE_KEYS

KEYS_OF_XL = frozenset((DATA / "xl" / "keys-4.17.txt").read_text().split())
"""Every name that xl_parse.c of 4.17 asks for, also the dead ones that it only complains about."""
DEAD_KEYS = frozenset({"builder", "cpu_cap", "cpu", "bootargs", "device_model", "stdvga", "altp2mhvm", "vif2"})

GANETI = """
bootloader bootloader_args kernel ramdisk root extra boot disk vif pae acpi viridian localtime vnclisten vncpasswd
pci on_reboot on_poweroff on_crash cpus cap cpu_weight cpuid soundhw usb usbdevice serial
memory maxmem vcpus name apic sdl vnc vncdisplay vncunused device_model_override
"""
"""What hv_xen.py of Ganeti writes, under today's names."""


def test_every_key_is_one_that_xl_reads() -> None:
    assert set(BY_KEY) <= KEYS_OF_XL - DEAD_KEYS


def test_every_line_that_ganeti_writes_has_its_parameter() -> None:
    assert set(GANETI.split()) <= set(BY_KEY)


def test_no_key_is_there_twice() -> None:
    assert len(PARAMETERS) == len(BY_KEY) == sum(len(area) for _, area in AREAS)


@pytest.mark.parametrize("key", sorted(DEAD_KEYS))
@pytest.mark.parametrize("guest_type", GuestType)
def test_a_dead_key_is_refused(guest_type: GuestType, key: str) -> None:
    assert key in check_syntax(guest_type, {**BASE[guest_type], key: "hvm"})


def test_every_kind_is_the_form_in_which_xl_takes_the_value() -> None:
    for parameter in PARAMETERS:
        kinds = {parameter.kind, *parameter.other_kinds}
        if parameter.key in NUMBER_KEYS | BOUNDED_KEYS:
            assert kinds <= {int, bool}, parameter.key
        elif parameter.key in LIST_KEYS:
            assert kinds == {tuple}, parameter.key
        elif parameter.key in SINGLE_KEYS:
            assert kinds == {str}, parameter.key


def test_every_parameter_has_its_samples() -> None:
    assert set(GOOD) == set(BY_KEY)
    assert set(BAD) <= set(BY_KEY)


def test_good_values_are_taken() -> None:
    for guest_type, key, value in good():
        assert not check_syntax(guest_type, with_value(guest_type, key, value)), (guest_type, key, value)


def test_bad_values_are_refused_at_their_parameter() -> None:
    for guest_type, key, value in bad():
        assert key in check_syntax(guest_type, with_value(guest_type, key, value)), (guest_type, key, value)


def test_every_default_keeps_its_own_rule() -> None:
    for parameter in PARAMETERS:
        if parameter.default is not None:
            assert type(parameter.default) is parameter.kind
            assert parameter.check.problem(parameter.default) == ""


def test_every_parameter_says_where_xl_documents_it() -> None:
    for parameter in PARAMETERS:
        assert parameter.source.startswith(("xl.cfg(5), ", "xl-disk-configuration(5)", "xl-network-", "xl-pci-"))
        assert parameter.rule


def test_a_pvh_guest_has_no_screen() -> None:
    """xl would write its settings over those of PVH: a union in C (xl_parse.c)."""
    keys = {parameter.key for parameter in parameters_of(GuestType.PVH)}
    assert not keys & {"vnc", "vnclisten", "vncpasswd", "sdl", "rdm", "videoram"}


def test_the_page_is_as_new_as_the_table() -> None:
    from xentui_driver.definitions.parameters.page import page

    written = (Path(__file__).parents[4] / "docs" / "parameters.md").read_text()
    assert written == page(), "made by: python -m xentui_driver.definitions.parameters.page > docs/parameters.md"
