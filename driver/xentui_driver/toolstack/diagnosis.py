"""Finds out whether a host can be managed from here, and if not, for which of many reasons."""

from collections.abc import Callable

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import CommandTimedOut, FileUnreadable, NotControlDomain, OtherToolstack
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.known_messages import reading_error
from xentui_driver.transport.protocol import Transport

CAPABILITIES_FILE = "/proc/xen/capabilities"
CONTROL_DOMAIN_WORD = b"control_d"


def check_host(transport: Transport, *, timeout_s: float, ignore_toolstack: bool = False) -> None:
    """Raises the HostError that says why this host can't be managed.

    An xl that doesn't answer in time isn't a reason: the console shows that, and shows when it changes.
    """
    capabilities = _content(transport, CAPABILITIES_FILE)
    if capabilities is not None and CONTROL_DOMAIN_WORD not in capabilities:
        raise NotControlDomain("This machine is a Xen guest, not a dom0.")
    if not ignore_toolstack:
        _refuse_other_toolstack(transport)
    try:
        completed = transport.run(commands.list_domains(), timeout_s=timeout_s)
    except CommandTimedOut:
        return
    if completed.exit_status != 0:
        raise reading_error(completed)


@dataclass(frozen=True, slots=True)
class Toolstack:
    """Another toolstack, which keeps its own records of guests, and how it is recognised."""

    name: str
    instead: str
    in_charge: Callable[[Transport], bool]


def toolstack_in_charge(transport: Transport) -> Toolstack | None:
    """The other toolstack that manages this host, if there is one."""
    return next((toolstack for toolstack in _TOOLSTACKS if toolstack.in_charge(transport)), None)


def _refuse_other_toolstack(transport: Transport) -> None:
    toolstack = toolstack_in_charge(transport)
    if toolstack is not None:
        raise OtherToolstack(
            f"{toolstack.name} manages this host; changes made behind its back would confuse it.",
            next_step=f"Use {toolstack.instead}, or give --ignore-toolstack to look anyway.",
        )


def _has_file(path: str) -> Callable[[Transport], bool]:
    return lambda transport: _content(transport, path) is not None


def _has_libvirt_guests(transport: Transport) -> bool:
    """libvirt stores its own description of each domain that it started beside libxl's (libxl.h)."""
    try:
        entries = transport.list_directory("/var/lib/xen")
    except FileUnreadable:
        return False
    return any(entry.name.endswith(".libvirt-xml") for entry in entries)


_TOOLSTACKS = (
    Toolstack("XAPI (XenServer, XCP-ng)", "`xe` or xsconsole", _has_file("/etc/xensource-inventory")),
    Toolstack("Qubes OS", "the qvm-* tools", _has_file("/etc/qubes-release")),
    Toolstack("Ganeti", "`gnt-instance`", _has_file("/var/lib/ganeti/ssconf_cluster_name")),
    Toolstack("libvirt", "`virsh -c xen:///system`", _has_libvirt_guests),
)


def _content(transport: Transport, path: str) -> bytes | None:
    try:
        return transport.read_file(path)
    except FileUnreadable:
        return None
