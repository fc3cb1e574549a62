"""Addresses for new interfaces."""

import re

from xentui_driver.definitions.parameters.macs import with_macs

UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"


def test_interfaces_without_a_mac_get_one_of_xens_each() -> None:
    first, second = with_macs(["bridge=xenbr0", ""], UUID)
    assert re.fullmatch(r"mac=00:16:3e:[0-7][0-9a-f](:[0-9a-f]{2}){2}, bridge=xenbr0", first)
    assert re.fullmatch(r"mac=00:16:3e:[0-7][0-9a-f](:[0-9a-f]{2}){2}", second)
    assert first.split(",")[0] != second


def test_the_same_guest_gets_the_same_mac_again_and_another_guest_another() -> None:
    assert with_macs(["bridge=xenbr0"], UUID) == with_macs(["bridge=xenbr0"], UUID)
    assert with_macs(["bridge=xenbr0"], UUID) != with_macs(["bridge=xenbr0"], UUID.replace("7", "8"))


def test_a_stated_mac_stays_as_it_is_written() -> None:
    specification = "bridge=xenbr0,mac=00:16:3E:1:2:3"
    assert with_macs([specification], UUID) == (specification,)
