"""Checks on the host what a definition depends on: kernels, disks, scripts, bridges, devices."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from xentui_driver.definitions.parameters.boot import PV_FIRMWARE
from xentui_driver.definitions.parameters.capacity import beyond_node
from xentui_driver.definitions.parameters.checking import effective
from xentui_driver.definitions.parameters.host_files import HostFiles
from xentui_driver.definitions.parameters.host_network import (
    SCRIPTS_FOLDER,
    VIF_SCRIPT,
    XL_CONF,
    missing_for_interfaces,
    script_path,
)
from xentui_driver.definitions.parameters.parameter import GuestType, ParameterValue
from xentui_driver.definitions.parameters.specifications import parse_pci
from xentui_driver.definitions.xl_config.disk import Disk, parse_disk
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.text import harmless
from xentui_driver.transport.protocol import FileReader

PCI_FOLDER = "/sys/bus/pci/devices"

_FILES = ("kernel", "ramdisk", "pvshim_path", "bios_path_override", "device_model_override",
          "acpi_firmware", "smbios_firmware")  # fmt: skip
_XENS_PARENTS = ("/usr/lib", "/usr/libexec", "/usr/local/lib", "/usr/local/libexec")
_LIMIT_BYTES = 4096


def check_on_host(
    guest_type: GuestType, values: Mapping[str, ParameterValue], files: FileReader, *, node: NodeInfo | None = None
) -> Mapping[str, str]:
    """Problems on this host, by parameter: missing kernels, disks, scripts and bridges.

    With `node`, also what the host can't do or doesn't have at all. For values in which `check_syntax` finds nothing
    wrong.
    """
    stated = effective(guest_type, values)
    host_files = HostFiles(files)
    found: dict[str, str] = {}
    for key, words in (
        *_missing_files(stated, host_files),
        *_missing_programs(stated, host_files),
        *_missing_disks(stated, host_files),
        *missing_for_interfaces(stated, host_files),
        *_missing_devices(stated, host_files),
        *beyond_node(guest_type, stated, node or NodeInfo()),
    ):
        told = harmless(words)
        found[key] = f"{found[key]}; {told}" if key in found else told
    return MappingProxyType(found)


def ancillary_files() -> tuple[tuple[str, bool], ...]:
    """Files beside the definitions that guests need on every host, each with whether it may be missing."""
    return (
        (f"{SCRIPTS_FOLDER}/{VIF_SCRIPT}", False),
        (f"{SCRIPTS_FOLDER}/block", False),
        (XL_CONF, True),
        ("/etc/default/xendomains", True),
    )


def password_from(files: FileReader, path: str) -> str:
    """The password in a file, without its line end. Raises FileUnreadable, InvalidInput."""
    content = files.read_file(path, limit_bytes=_LIMIT_BYTES)
    try:
        text = content.decode("ascii").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{harmless(path)} contains characters other than ASCII.") from error
    if not text or "\n" in text:
        raise InvalidInput(f"{harmless(path)} must contain one line, the password.")
    return text


Found = Iterator[tuple[str, str]]
Values = Mapping[str, ParameterValue]


def _missing_files(values: Values, host_files: HostFiles) -> Found:
    """With a bootloader, kernel and ramdisk are files in the guest's own disk (libxl_bootloader.c)."""
    inside = ("kernel", "ramdisk") if "bootloader" in values else ()
    paths = [(key, str(values[key])) for key in _FILES if key in values and key not in inside]
    firmware = values.get("firmware")
    if isinstance(firmware, str) and firmware.startswith("/"):
        paths.append(("firmware", firmware))
    for key, path in paths:
        words = host_files.why_not_file(path)
        if words:
            yield key, words


def _missing_programs(values: Values, host_files: HostFiles) -> Found:
    program, firmware = str(values.get("bootloader", "")), str(values.get("firmware", ""))
    if program.startswith("/"):
        words = host_files.why_not_file(program)
    else:
        words = _why_not_xens(program, "bin", host_files) if program else ""
    if words:
        yield "bootloader", words
    words = _why_not_xens(f"{firmware}.bin", "boot", host_files) if firmware in PV_FIRMWARE else ""
    if words:
        yield "firmware", words


def _why_not_xens(name: str, kind: str, host_files: HostFiles) -> str:
    """Why one of Xen's own files isn't found; only libxl knows its folder for sure: Debian's contains the version."""
    folders = [
        folder
        for parent in _XENS_PARENTS
        for entry in host_files.folder(parent) or ()
        if (entry == "xen" or entry.startswith("xen-")) and host_files.folder(folder := f"{parent}/{entry}/{kind}")
    ]
    if not folders or any(name in (host_files.folder(folder) or ()) for folder in folders):
        return ""
    return f"this host has no {name} in {' or '.join(folders)}"


def _missing_disks(values: Values, host_files: HostFiles) -> Found:
    disks = values.get("disk", ())
    for disk in map(parse_disk, disks if isinstance(disks, tuple) else ()):
        words = _why_no_disk(disk, host_files)
        if words:
            yield "disk", words


def _why_no_disk(disk: Disk, host_files: HostFiles) -> str:
    """A script interprets its target itself, and another domain's disks can't be examined from here."""
    if disk.backend:
        return ""
    if disk.script:
        return host_files.why_not_file(script_path(disk.script))
    if not disk.target:
        return ""
    if not disk.target.startswith("/"):
        return f"{disk.target} isn't an absolute path"
    return host_files.why_not_disk(disk.target)


def _missing_devices(values: Values, host_files: HostFiles) -> Found:
    devices = values.get("pci", ())
    for text in devices if isinstance(devices, tuple) else ():
        address = parse_pci(text)
        if address and not address.endswith("*") and host_files.entry(f"{PCI_FOLDER}/{address}") is None:
            yield "pci", f"this host has no PCI device {address}"
