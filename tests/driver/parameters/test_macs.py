"""Addresses for new interfaces."""

from xentui_driver.parameters import with_macs


def test_an_interface_without_a_mac_gets_one_of_xens() -> None:
    made = with_macs(["bridge=xenbr0", ""], lambda count: b"\xff\x01\x02"[:count])
    assert made == ("mac=00:16:3e:7f:01:02, bridge=xenbr0", "mac=00:16:3e:7f:01:02")


def test_a_stated_mac_stays_as_it_is_written() -> None:
    specification = "bridge=xenbr0,mac=00:16:3E:1:2:3"
    assert with_macs([specification], lambda _: b"") == (specification,)
