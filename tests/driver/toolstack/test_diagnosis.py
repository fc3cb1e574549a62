"""Each reason why a host can't be managed is one clear error with what to do."""

import pytest

from tests.scripted import ScriptedTransport, domids, listing
from xentui_driver.model.errors import (
    CommandTimedOut,
    HostError,
    NotControlDomain,
    NotRoot,
    NotXen,
    OtherToolstack,
    StoreDown,
    ToolMissing,
)
from xentui_driver.toolstack.diagnosis import check_host

DOM0 = {"/proc/xen/capabilities": b"control_d\n"}
CONTROL = "xencall: error: Could not obtain handle on privileged command interface: "
CTX = "libxl: error: libxl.c:102:libxl_ctx_alloc: "
END = "cannot init xl context\n"


def check(answer: object, files: dict[str, bytes] | None = None, *, ignore_toolstack: bool = False) -> None:
    transport = ScriptedTransport(
        {"xl list -v": answer, "xenstore-list /local/domain": domids()},  # type: ignore[dict-item]
        DOM0 if files is None else files,
    )
    check_host(transport, timeout_s=1.0, ignore_toolstack=ignore_toolstack)


@pytest.mark.parametrize(
    ("answer", "error", "hint"),
    [
        (ToolMissing("There is no command xl on dom0a."), ToolMissing, "Install"),
        ((1, "", CONTROL + "Permission denied\n" + END), NotRoot, "sudo"),
        ((1, "", CONTROL + "No such file or directory\n" + END), NotXen, "Xen entry"),
        ((1, "", "ERROR:  Can't find hypervisor information in sysfs!\n"), NotXen, "Xen entry"),
        ((1, "", "ERROR:  Hypervisor is not xen but 'kvm'!\n"), NotXen, "Xen entry"),
        ((1, "", "ERROR:  Can't read hypervisor type from sysfs!\n"), NotXen, "Xen entry"),
        ((127, "", "ERROR:  Can't find version 4.17 of xen utils\n"), ToolMissing, "Install"),
        ((127, "", "ERROR:  Unable to execute /usr/lib/xen-4.17/bin/xl\n"), ToolMissing, "Install"),
        ((1, "", CTX + "cannot connect to xenstore: No such file or directory\n" + END), StoreDown, "xenstored"),
        (
            (1, "", "libxl: error: x.c:1:libxl_list_domain: getting domain info list: Operation not permitted\n"),
            NotControlDomain,
            "dom0",
        ),
    ],
)
def test_the_cause_is_told_with_what_to_do(answer: object, error: type[HostError], hint: str) -> None:
    with pytest.raises(error) as found:
        check(answer)
    assert "\n" not in str(found.value)
    assert hint in found.value.next_step


def test_a_guest_is_told_without_asking_xl() -> None:
    with pytest.raises(NotControlDomain):
        check(AssertionError("xl was asked"), {"/proc/xen/capabilities": b"\n"})


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/etc/xensource-inventory", "XAPI"),
        ("/etc/qubes-release", "Qubes"),
        ("/var/lib/ganeti/ssconf_cluster_name", "Ganeti"),
        ("/var/lib/xen/userdata-d.3.7bb5acd8-4d94-433e-ba30-9aebfb57f0ea.libvirt-xml", "libvirt"),
    ],
)
def test_another_toolstack_in_charge_is_told_and_can_be_overruled(path: str, words: str) -> None:
    with pytest.raises(OtherToolstack, match=words) as found:
        check(listing(), DOM0 | {path: b""})
    assert "--ignore-toolstack" in found.value.next_step
    check(listing(), DOM0 | {path: b""}, ignore_toolstack=True)


def test_a_healthy_host_passes_and_so_does_one_whose_xl_hangs() -> None:
    check(listing())
    check(CommandTimedOut("xl list -v did not answer within 2 s."))
