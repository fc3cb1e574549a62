"""The properties of a guest, as it runs beside what its definition says."""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any

from xentui_driver.definitions import libxl_config
from xentui_driver.definitions.libxl_config import Json, part, text_of
from xentui_driver.definitions.xl_config.vif import mac_of
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.text import harmless
from xentui_driver.model.units import MIB_KIB

NONE = "none"
DIFFERENT_EVERY_START = "new at every start"
PASSWORD_SET = "set"


class FactKind(Enum):
    """What a fact is about."""

    GUEST = "guest"
    """The guest as a whole."""
    DISK = "disk"
    INTERFACE = "interface"


@dataclass(frozen=True, slots=True)
class Fact:
    """One property of a guest."""

    label: str
    running: str | None = None
    """As it is now; None where it isn't running or this isn't known."""
    file: str | None = None
    """As xl understands the definition; None where there is none."""
    kind: FactKind = FactKind.GUEST

    @property
    def will_be_lost(self) -> bool:
        return self.running is not None and self.file is not None and self.running != self.file


Getter = Callable[[Json], str | None]


def facts_of(running: Json | None, file: Json | None, *, file_has_uuid: bool = True) -> tuple[Fact, ...]:
    """All properties that either side states; a side that isn't known is None."""
    if running is not None and file is not None:
        file = libxl_config.as_if_started(file, running)
    facts = [_fact(label, getter, running, file) for label, getter in _FIRST]
    if not file_has_uuid:  # xl invents one each time it reads the file
        facts = [Fact(fact.label, fact.running) if fact.label == "UUID" else fact for fact in facts]
    facts += _disks(running or {}, file or {}, known=(running is not None, file is not None))
    facts += _interfaces(running or {}, file or {}, known=(running is not None, file is not None))
    facts += [_fact(label, getter, running, file) for label, getter in _LAST]
    facts += _others(running, file)
    return tuple(fact for fact in facts if {fact.running, fact.file} - {None, NONE})


def mib(kib: int) -> str:
    return f"{kib} KiB" if kib % MIB_KIB else f"{kib // MIB_KIB} MiB"


def _fact(label: str, getter: Getter, running: Json | None, file: Json | None) -> Fact:
    return Fact(label, _side(getter, running), _side(getter, file))


def _side(getter: Getter, config: Json | None) -> str | None:
    if config is None:
        return None
    found = getter(config)
    return harmless(found) if found is not None else NONE


def _from(*path: str) -> Getter:
    return lambda config: text_of(part(config, *path[:-1]), path[-1])


def _event(key: str) -> Getter:
    return lambda config: text_of(config, key) or "destroy"  # the first of libxl's enum, and so left out


def _firmware(config: Json) -> str | None:
    hvm = part(config, "b_info", "type.hvm")
    return text_of(hvm, "system_firmware") or text_of(hvm, "firmware") or text_of(hvm, "bios")


def _bootloader_arguments(config: Json) -> str | None:
    words = part(config, "b_info").get("bootloader_args")
    return " ".join(map(str, words)) if isinstance(words, list | tuple) and words else None


def _vnc(config: Json) -> str | None:
    vnc = libxl_config.vnc(config)
    if not libxl_config.is_true(vnc, "enable"):
        return None
    words = [f"{key} {vnc[key]}" for key in ("listen", "display") if text_of(vnc, key) is not None]
    words.append(f"password {PASSWORD_SET}" if vnc.get("passwd") else "no password")
    return ", ".join(words)


_FIRST: tuple[tuple[str, Getter], ...] = (
    ("name", _from("c_info", "name")),
    ("UUID", _from("c_info", "uuid")),
    ("type", _from("c_info", "type")),
    ("memory", lambda config: mib(libxl_config.memory_kib(config))),
    ("maximum memory", lambda config: mib(libxl_config.maximum_memory_kib(config))),
    ("vCPUs", lambda config: str(libxl_config.vcpus(config))),
    ("maximum vCPUs", lambda config: str(libxl_config.maximum_vcpus(config))),
    ("kernel", _from("b_info", "kernel")),
    ("ramdisk", _from("b_info", "ramdisk")),
    ("bootloader", _from("b_info", "bootloader")),
    ("bootloader arguments", _bootloader_arguments),
    ("firmware", _firmware),
    ("command line", _from("b_info", "cmdline")),
    ("boot order", _from("b_info", "type.hvm", "boot")),
)
_LAST: tuple[tuple[str, Getter], ...] = (
    ("serial console", _from("b_info", "type.hvm", "serial")),
    ("VNC", _vnc),
    ("on poweroff", _event("on_poweroff")),
    ("on reboot", _event("on_reboot")),
    ("on crash", _event("on_crash")),
)


def _disks(running: Json, file: Json, *, known: tuple[bool, bool]) -> Iterator[Fact]:
    for now, in_file in libxl_config.paired_disks(running, file):
        label = f"disk {harmless(text_of(now or in_file or {}, 'vdev') or '?')}"
        yield Fact(label, *_both(_disk, now, in_file, known), FactKind.DISK)


def _disk(disk: Json) -> str:
    target = text_of(disk, "pdev_path") or "empty"
    words = [target, text_of(disk, "format") or "", "rw" if libxl_config.is_true(disk, "readwrite") else "ro"]
    words += ["CD-ROM"] if libxl_config.is_true(disk, "is_cdrom") else []
    words += [f"{key} {disk[key]}" for key in ("script", "backend_domname") if text_of(disk, key)]
    return harmless(" ".join(filter(None, words)))


def _interfaces(running: Json, file: Json, *, known: tuple[bool, bool]) -> Iterator[Fact]:
    for now, in_file in libxl_config.paired_nics(running, file):
        label = f"interface {libxl_config.number_of(in_file or now or {}, 'devid') or 0}"
        yield Fact(label, *_both(_interface, now, in_file, known), FactKind.INTERFACE)


def _interface(nic: Json) -> str:
    mac = text_of(nic, "mac")
    words = [f"mac {mac_of(mac) or mac}" if mac else f"mac {DIFFERENT_EVERY_START}"]
    words += [f"{key} {nic[key]}" for key in ("bridge", "ip", "model", "script", "ifname") if text_of(nic, key)]
    return harmless(", ".join(words))


def _both(
    words: Callable[[Json], str], now: Json | None, in_file: Json | None, known: tuple[bool, bool]
) -> tuple[str | None, str | None]:
    sides = [words(side) if side is not None else NONE for side in (now, in_file)]
    return (sides[0] if known[0] else None), (sides[1] if known[1] else None)


_SAID = frozenset(
    {
        *("c_info.name", "c_info.uuid", "c_info.type", "c_info.domid", "on_poweroff", "on_reboot", "on_crash"),
        *("b_info.target_memkb", "b_info.max_memkb", "b_info.video_memkb", "b_info.max_vcpus", "b_info.kernel"),
        *("b_info.ramdisk", "b_info.bootloader", "b_info.cmdline", "b_info.type.hvm.boot", "b_info.type.hvm.bios"),
        *("b_info.type.hvm.firmware", "b_info.type.hvm.system_firmware", "b_info.type.hvm.serial"),
    }
)
_SAID_BELOW = ("b_info.avail_vcpus", "b_info.bootloader_args", "b_info.type.hvm.vnc.", "vfbs[0].vnc.")
_SAID_OF_A_DEVICE = frozenset(
    {
        *("pdev_path", "vdev", "format", "readwrite", "is_cdrom", "script", "backend_domname"),
        *("devid", "mac", "bridge", "ip", "model", "ifname"),
    }
)
_NOTHING_SAID = ("False", "0", "", "-1", "<default>")
# True unless stated otherwise (libxl_create.c, libxl_x86.c, libxl_disk.c).
_TRUE_BY_DEFAULT = frozenset(
    {
        *("pae", "acpi", "acpi_s3", "acpi_s4", "nx", "hpet", "vpt_align", "vkb_device", "xen_platform_pci"),
        *("numa_placement", "hap", "oos", "run_hotplug_scripts", "trusted", "discard_enable"),
    }
)


def _others(running: Json | None, file: Json | None) -> Iterator[Fact]:
    """The other differences.

    libxl leaves out defaults, and adds what it chose itself: what only the running side has isn't lost.
    """
    if running is None or file is None:
        return
    now, in_file = dict(_leaves(running)), dict(_leaves(file))
    for name, pairs in (("disk", libxl_config.paired_disks), ("interface", libxl_config.paired_nics)):
        for here, there in pairs(running, file):
            if here is not None and there is not None:
                which = f"{name} {text_of(here, 'vdev') or libxl_config.number_of(here, 'devid') or 0}"
                now.update(_device_leaves(which, here))
                in_file.update(_device_leaves(which, there))
    for path in sorted(now.keys() | in_file.keys()):
        value, stated = now.get(path), in_file.get(path)
        if value != stated and not (stated is None and _says_nothing(path, value)):
            yield Fact(harmless(path), "default" if value is None else value, stated)


def _says_nothing(path: str, value: str | None) -> bool:
    return value in _NOTHING_SAID or (value == "True" and re.split("[. ]", path)[-1] in _TRUE_BY_DEFAULT)


def _leaves(config: Json) -> Iterator[tuple[str, str]]:
    for path, value in _flat("", {key: value for key, value in config.items() if key not in ("disks", "nics")}):
        if path not in _SAID and not path.startswith(_SAID_BELOW):
            yield path, value


def _device_leaves(which: str, device: Json) -> Iterator[tuple[str, str]]:
    return ((f"{which} {path}", value) for path, value in _flat("", dict(device)) if path not in _SAID_OF_A_DEVICE)


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _flat(f"{path}[{number}]", inner)
    else:
        is_secret = "passw" in path.rpartition(".")[2].lower()
        yield path, PASSWORD_SET if is_secret and value else harmless(str(value))
