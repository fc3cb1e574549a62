"""Rules between parameters: what doesn't go together, what needs what, what a type of guest must have."""

import re
from collections.abc import Callable, Iterator, Mapping

from xentui_driver.definitions.parameters.boot import PV_FIRMWARE
from xentui_driver.definitions.parameters.parameter import GuestType, ParameterValue
from xentui_driver.definitions.xl_config import disk, vif

Values = Mapping[str, ParameterValue]
Found = Iterator[tuple[str, str]]
"""The parameter to change, and why."""

HVM_VCPU_LIMIT = 128
"""HVM_MAX_VCPUS, public/hvm/hvm_info_table.h; PVH guests have the same."""

NEEDS = (
    ("ramdisk", "kernel"),
    ("bootloader_args", "bootloader"),
    ("device_model_override", "device_model_version"),
    ("bios_path_override", "bios"),
    ("usbdevice", "usb"),
    ("pvshim_path", "pvshim"),
    ("pvshim_cmdline", "pvshim"),
    ("pvshim_extra", "pvshim"),
    ("gfx_passthru", "pci"),
    ("pci_permissive", "pci"),
    ("pci_msitranslate", "pci"),
    ("pci_seize", "pci"),
    ("pci_power_mgmt", "pci"),
    ("rdm_mem_boundary", "rdm"),
    ("spicehost", "spice"),
    ("spiceport", "spice"),
    ("spicetls_port", "spice"),
    ("spicedisable_ticketing", "spice"),
    ("spicepasswd", "spice"),
    ("spiceagent_mouse", "spice"),
    ("spicevdagent", "spice"),
    ("spice_clipboard_sharing", "spicevdagent"),
    ("spiceusbredirection", "spice"),
    ("spice_image_compression", "spice"),
    ("spice_streaming_video", "spice"),
)
"""Pairs of which the first does nothing, or is refused by xl, without the second."""

EXCLUDES = (
    ("root", "cmdline", "xl leaves root and extra out when there is a cmdline"),
    ("extra", "cmdline", "xl leaves root and extra out when there is a cmdline"),
    ("bios", "firmware", "they are two ways to say the same"),
    ("bootloader", "firmware", "the bootloader would have to find the firmware inside the disk"),
    ("usbversion", "usb", "libxl rejects the two together"),
    ("usbversion", "usbdevice", "libxl rejects the two together"),
    ("spiceusbredirection", "usb", "libxl rejects the two together"),
    ("spiceusbredirection", "usbdevice", "libxl rejects the two together"),
)
"""Pairs that can't both be stated, with the reason."""

_LEAST_VIDEORAM_MIB = {"cirrus": 8, "stdvga": 16, "qxl": 128, "none": 0}
"""With qemu-xen (libxl_create.c)."""


def contradictions(guest_type: GuestType, values: Values, wrong: frozenset[str]) -> Found:
    """What is wrong between parameters, by the parameter to change; those in `wrong` are wrong by themselves."""
    for rule in _RULES:
        for key, words in rule(guest_type, values):
            if key not in wrong:
                yield key, words
    for key, words in _required(guest_type, values):
        if not wrong & {"kernel", "bootloader", "firmware", "disk"}:
            yield key, words


def _pairs(guest_type: GuestType, values: Values) -> Found:
    for key, needed in NEEDS:
        if values.get(key) and not values.get(needed):
            yield key, f"it has no effect without {needed}"
    for key, other, why in EXCLUDES:
        if values.get(key) and values.get(other):
            yield key, f"not allowed with {other}: {why}"


def _required(guest_type: GuestType, values: Values) -> Found:
    if guest_type is GuestType.HVM:
        if "kernel" not in values and any(key in values for key in ("root", "extra", "cmdline")):
            yield "kernel", "required when there is a command line for it"
        return
    if not any(key in values for key in ("kernel", "bootloader", "firmware")):
        yield "kernel", f"a {guest_type.name} guest needs a kernel or a bootloader"
    if "bootloader" in values and not values.get("disk"):
        yield "bootloader", "without a disk there is nothing to search: it looks in the first one"


def _sizes(guest_type: GuestType, values: Values) -> Found:
    memory, maximum = values.get("memory"), values.get("maxmem")
    if isinstance(memory, int) and isinstance(maximum, int):
        if maximum < memory:
            yield "maxmem", f"{maximum} MiB is less than memory, {memory} MiB"
        elif guest_type is not GuestType.PV and maximum > memory:
            # Populate on demand (libxl_create.c).
            if values.get("pci"):
                yield "maxmem", "must equal memory when there is a pci"
            if values.get("altp2m", "disabled") != "disabled":
                yield "maxmem", "must equal memory when there is altp2m"
    vcpus, most = values.get("vcpus"), values.get("maxvcpus")
    if isinstance(vcpus, int) and isinstance(most, int) and most < vcpus:
        yield "maxvcpus", f"{most} is less than vcpus, {vcpus}"
    for key in ("vcpus", "maxvcpus"):
        count = values.get(key)
        if guest_type is not GuestType.PV and isinstance(count, int) and count > HVM_VCPU_LIMIT:
            yield key, f"{count} is more than a {guest_type.name} guest can have, {HVM_VCPU_LIMIT}"


def _affinity(guest_type: GuestType, values: Values) -> Found:
    most = values.get("maxvcpus", values.get("vcpus"))
    for key in ("cpus", "cpus_soft"):
        lists = values.get(key)
        if isinstance(lists, tuple) and isinstance(most, int) and len(lists) > most:
            yield key, f"{len(lists)} lists of CPUs for {most} vCPUs: xl ignores the rest"


def _firmware(guest_type: GuestType, values: Values) -> Found:
    firmware, version = values.get("firmware"), values.get("device_model_version")
    if guest_type is GuestType.HVM:
        if firmware in PV_FIRMWARE:
            yield "firmware", f"{firmware} is for PV guests"
        chosen = values.get("bios", firmware)
        if chosen == "rombios" and version != "qemu-xen-traditional":
            yield (
                "firmware" if chosen == firmware else "bios",
                "rombios needs device_model_version qemu-xen-traditional",
            )
        if version == "qemu-xen-traditional" and chosen in ("seabios", "ovmf", "uefi"):
            yield "device_model_version", f"qemu-xen-traditional can't do {chosen}"
    elif firmware is not None:
        if firmware not in PV_FIRMWARE:
            yield "firmware", f"a {guest_type.name} guest takes {' or '.join(PV_FIRMWARE)} only"
        elif guest_type is GuestType.PVH and not values.get("pvshim"):
            yield "firmware", f"{firmware} is a PV kernel: a PVH guest runs it with pvshim only"
        if "kernel" in values:
            yield "firmware", "not allowed with kernel: xl rejects that"


def _hvm_kernel(guest_type: GuestType, values: Values) -> Found:
    kernel = values.get("kernel")
    if guest_type is GuestType.HVM and isinstance(kernel, str) and kernel.rpartition("/")[2] == "hvmloader":
        yield "kernel", "an HVM guest always uses hvmloader: xl ignores the kernel"


def _disks(guest_type: GuestType, values: Values) -> Found:
    texts = values.get("disk", ())
    disks = [disk.parse_disk(text) for text in texts] if isinstance(texts, tuple) else []
    words = disk.clashes(disks, is_hvm=guest_type is GuestType.HVM)
    if words:
        yield "disk", "; ".join(words)


def _interfaces(guest_type: GuestType, values: Values) -> Found:
    texts = values.get("vif", ())
    vifs = [vif.parse_vif(text) for text in texts] if isinstance(texts, tuple) else []
    if guest_type is not GuestType.HVM and any(each.type == "ioemu" for each in vifs):
        yield "vif", f"an emulated interface (type=ioemu) in a {guest_type.name} guest: libxl rejects that"
    words = vif.clashes(vifs)
    if words:
        yield "vif", "; ".join(words)


def _passthrough(guest_type: GuestType, values: Values) -> Found:
    mode = values.get("passthrough")
    if mode == "disabled" and values.get("pci"):
        yield "passthrough", "disabled although there is a pci: libxl rejects that"
    if mode == "share_pt" and guest_type is GuestType.PV:
        yield "passthrough", "a PV guest can't share page tables"


def _events(guest_type: GuestType, values: Values) -> Found:
    for key in ("on_poweroff", "on_reboot", "on_crash", "on_watchdog", "on_soft_reset"):
        if guest_type is GuestType.PV and values.get(key) == "soft-reset":
            yield key, "a PV guest has no soft reset"


def _cpu_features(guest_type: GuestType, values: Values) -> Found:
    if values.get("nestedhvm") and values.get("altp2m", "disabled") != "disabled":
        yield "nestedhvm", "not allowed with altp2m: libxl rejects that"
    if values.get("nx") and values.get("pae") is False:
        yield "nx", "needs pae"


def _screen(guest_type: GuestType, values: Values) -> Found:
    listens = values.get("vnclisten")
    if "vncdisplay" in values and isinstance(listens, str) and re.search(r":[0-9]+$", listens):
        yield "vncdisplay", "vnclisten states a display too: xl rejects that"
    memory_mib, card = values.get("videoram"), str(values.get("vga", "cirrus"))
    is_old = values.get("device_model_version") == "qemu-xen-traditional"
    if isinstance(memory_mib, int) and not is_old and memory_mib < _LEAST_VIDEORAM_MIB.get(card, 0):
        yield "videoram", f"{memory_mib} MiB is less than the {_LEAST_VIDEORAM_MIB[card]} MiB that {card} needs"
    if card == "qxl" and is_old:
        yield "vga", "qxl needs device_model_version qemu-xen"


def _vnc(guest_type: GuestType, values: Values) -> Found:
    """A PV guest has no screen at all unless the definition asks for one (xl_parse.c)."""
    if values.get("vnc", guest_type is GuestType.HVM):
        return
    for key in ("vnclisten", "vncdisplay", "vncunused", "vncpasswd"):
        if key in values:
            yield key, "has no effect without vnc"
    for key in ("keymap", "sdl"):
        if guest_type is GuestType.PV and values.get(key):
            yield key, "has no effect without vnc in a PV guest"


def _viridian(guest_type: GuestType, values: Values) -> Found:
    groups = values.get("viridian")
    if not isinstance(groups, tuple):
        return
    has_base = any(group in ("all", "defaults", "base") for group in groups) and "!base" not in groups
    if not has_base and any(not group.startswith("!") for group in groups):
        yield "viridian", "no group can be without base"


def _spice(guest_type: GuestType, values: Values) -> Found:
    if not values.get("spice"):
        return
    if "spiceport" not in values and "spicetls_port" not in values:
        yield "spiceport", "SPICE needs spiceport or spicetls_port"
    if not values.get("spicedisable_ticketing") and "spicepasswd" not in values:
        yield "spicepasswd", "SPICE needs a password, or spicedisable_ticketing"


_RULES: tuple[Callable[[GuestType, Values], Found], ...] = (
    _pairs,
    _sizes,
    _affinity,
    _firmware,
    _hvm_kernel,
    _disks,
    _interfaces,
    _passthrough,
    _events,
    _cpu_features,
    _screen,
    _vnc,
    _viridian,
    _spice,
)
