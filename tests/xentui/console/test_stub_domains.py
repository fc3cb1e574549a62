"""The dialog over a stub domain says whose it is; a guest that is only called so is a guest."""

from dataclasses import replace

from tests.instances import running
from tests.xentui.console.dialog_text import body_of
from xentui.console.names import Names
from xentui.console.screens.confirm import Where, confirm
from xentui_driver.jobs.actions import DESTROY, Guard, Request
from xentui_driver.model.domain import DomainRef, DomainRole
from xentui_driver.model.instance import Instance
from xentui_widgets.symbols import UNICODE

SERVED = DomainRef("10111213-1415-1617-1819-1a1b1c1d1e1f", 3, "sys-usb")


def stub() -> Instance:
    instance = running("sys-usb-dm", 4, role=DomainRole.DEVICE_MODEL)
    assert instance.domain is not None
    return replace(instance, domain=replace(instance.domain, serves=SERVED))


def asked(*instances: Instance) -> str:
    requests = [Request(instance) for instance in instances]
    hosts = [Where("dom0a", "dom0a") for _ in instances]
    return body_of(confirm(DESTROY, requests, guard=Guard.DIALOG, hosts=hosts, skipped=(), names=Names(False, UNICODE)))


def test_destroying_a_stub_domain_says_whose_it_is() -> None:
    told = "It is the device model (stub domain) of sys-usb (id 3), which has no disks, network or screen without it."
    assert told in asked(stub())
    assert f"sys-usb-dm (id 4): {told}" in asked(running("web", 1), stub())


def test_destroying_a_guest_says_nothing_of_stub_domains() -> None:
    assert "stub" not in asked(running("archive-dm", 2))
