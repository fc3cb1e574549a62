"""What only fully virtualised guests have: firmware, platform, emulated screen and devices (xl_parse.c)."""

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.meaning.reading import LIBXL_FAIL, Reading, put, same_word, up_to_list
from xentui_driver.definitions.xl_config.meaning.screen import read_sdl, read_vnc
from xentui_driver.definitions.xl_config.meaning.shape import Record

_BIOSES = ("unknown", "rombios", "seabios", "ovmf")
_VIRIDIAN = (
    "base",
    "freq",
    "time_ref_count",
    "reference_tsc",
    "hcall_remote_tlb_flush",
    "apic_assist",
    "crash_ctl",
    "synic",
    "stimer",
    "hcall_ipi",
    "ex_processor_masks",
    "no_vp_limit",
    "cpu_hotplug",
)
_VIRIDIAN_ALL = range(64)
"""LIBXL_BUILDINFO_HVM_VIRIDIAN_ENABLE_DISABLE_WIDTH."""
_LEAST_HOLE, _LARGEST_HOLE = 0x1000_0000, 0xF000_0000
"""Bytes below 4 GiB that can be kept for devices (xen/hvm/e820.h)."""
_ULONG = (1 << 64) - 1
_LMCE = 1
_VGA = {"stdvga": "std", "cirrus": "cirrus", "none": "none", "qxl": "qxl"}


def read_firmware_and_platform(reading: Reading, build: Record) -> None:
    hvm = build["u"]
    if build.get("kernel", "").rstrip("/").rpartition("/")[2] == "hvmloader":
        words = 'you seem to be using "kernel" directive to override HVM guest firmware. Ignore that.'
        use = 'Use "firmware_override" instead if you really want a non-default firmware'
        reading.say(f"WARNING: {words} {use}")
        del build["kernel"]
    reading.texts_into(hvm, {"firmware_override": "firmware", "bios_path_override": "system_firmware"})
    put(hvm, "bios", reading.chosen("bios", _BIOSES, 'ERROR: invalid value "{}" for "bios"'))
    if "bios" not in hvm and "system_firmware" in hvm:
        reading.say("WARNING: bios_path_override given without specific bios name")
    switches = ("pae", "acpi_s3", "acpi_s4", "acpi_laptop_slate", "nx", "hpet", "vpt_align")
    reading.flags_into(hvm, {key: key for key in switches})
    put(build, "apic", reading.flag("apic"))
    _read_viridian(reading, hvm)
    _read_mmio_hole(reading, hvm)
    put(hvm, "altp2m", reading.flag("altp2mhvm"))
    if "altp2m" in hvm:
        reading.say('WARNING: Specifying "altp2mhvm" is deprecated. Please use "altp2m" instead.')
    reading.texts_into(hvm, {key: key for key in ("smbios_firmware", "acpi_firmware")})
    _read_generation(reading, hvm)
    reading.numbers_into(hvm, {"rdm_mem_boundary": "rdm_mem_boundary_memkb"}, 1024)
    _read_machine_checks(reading, hvm)
    _read_firmware(reading, hvm)


def read_devices(reading: Reading, build: Record) -> None:
    """Everything that the device model emulates."""
    hvm = build["u"]
    hvm["vga"] = _vga(reading)
    put(hvm, "hdtype", reading.chosen("hdtype", ("ide", "ahci"), 'ERROR: invalid value "{}" for "hdtype"'))
    put(hvm, "keymap", reading.string("keymap"))
    hvm["spice"] = _spice(reading)
    put(hvm, "nographic", reading.flag("nographic"))
    _read_passed_graphics(reading, hvm)
    _read_text_or_list(reading, hvm, "serial")
    put(hvm, "boot", reading.string("boot"))
    put(hvm, "usb", reading.flag("usb"))
    put(hvm, "usbversion", reading.number("usbversion"))
    _read_text_or_list(reading, hvm, "usbdevice")
    put(hvm, "vkb_device", reading.flag("vkb_device"))
    put(hvm, "soundhw", reading.string("soundhw"))
    put(hvm, "xen_platform_pci", reading.flag("xen_platform_pci"))
    if ":" in hvm["vnc"].get("listen", "") and hvm["vnc"].get("display"):
        reading.refuse("ERROR: Display specified both in vnclisten and vncdisplay!")
    vendors = ("none", "xenserver")
    vendor = reading.chosen("vendor_device", vendors, "xl: unknown vendor_device '{}'", LIBXL_FAIL)
    put(hvm, "vendor_device", vendor)


def read_top_level_screen(reading: Reading, hvm: Record) -> None:
    hvm["vnc"], hvm["sdl"] = {}, {}
    read_vnc(reading, hvm["vnc"])
    read_sdl(reading, hvm["sdl"])


def _read_viridian(reading: Reading, hvm: Record) -> None:
    """All of a kind with a switch, or single enlightenments with a list."""
    items = reading.items("viridian", is_quiet=True)
    if items is None:
        put(hvm, "viridian", reading.flag("viridian", is_quiet=True))
        return
    chosen: dict[bool, set[int]] = {True: set(), False: set()}
    for item in items:
        _choose_viridian(reading, item, hvm, chosen)
    hvm["viridian_enable"], hvm["viridian_disable"] = chosen[True], chosen[False]


def _choose_viridian(reading: Reading, item: Value, hvm: Record, chosen: dict[bool, set[int]]) -> None:
    if not isinstance(item, str):
        reading.crash()
    if item == "all":
        chosen[True] |= set(_VIRIDIAN_ALL)
    elif item == "defaults":
        hvm["viridian"] = "True"
    else:
        word = item.removeprefix("!")
        known = reading.one_of(_VIRIDIAN, word, "xl: unknown viridian enlightenment '{}'", LIBXL_FAIL)
        is_on = word == item
        chosen[is_on].add(_VIRIDIAN.index(known))
        chosen[not is_on].discard(_VIRIDIAN.index(known))


def _read_mmio_hole(reading: Reading, hvm: Record) -> None:
    mib = reading.number("mmio_hole")
    if mib is None:
        return
    hvm["mmio_hole_memkb"] = mib * 1024
    if not _LEAST_HOLE <= mib * 1024 * 1024 & _ULONG <= _LARGEST_HOLE:
        reading.refuse(f'ERROR: invalid value {mib} for "mmio_hole"')


def _read_generation(reading: Reading, hvm: Record) -> None:
    wanted = reading.string("ms_vm_genid")
    if wanted not in (None, "generate", "none"):
        reading.refuse('ERROR: "ms_vm_genid" option must be "generate" or "none"')
    if wanted == "generate":
        hvm["ms_vm_genid"] = "random"


def _read_machine_checks(reading: Reading, hvm: Record) -> None:
    value = reading.value("mca_caps")
    if isinstance(value, str):
        reading.refuse("ERROR: unable to parse mca_caps.", exit_status=LIBXL_FAIL)
    for item in value or ():
        if not isinstance(item, str):
            reading.crash()
        if item != "lmce":
            reading.refuse(f"ERROR: unrecognized MCA capability '{item}'.", exit_status=LIBXL_FAIL)
        hvm["mca_caps"] = _LMCE


def _read_firmware(reading: Reading, hvm: Record) -> None:
    """A BIOS, a kind of BIOS, or the path of one."""
    firmware = reading.string("firmware")
    if firmware is None:
        return
    known = same_word(_BIOSES, firmware)
    if known is not None:
        hvm["bios"] = known
    elif "uefi".startswith(firmware):
        hvm["bios"] = "ovmf"
    elif not "bios".startswith(firmware):
        hvm["firmware"] = firmware


def _vga(reading: Reading) -> Record:
    wanted = reading.string("vga")
    if wanted is not None:
        if wanted not in _VGA:
            reading.refuse(f'Unknown vga "{wanted}" specified')
        return {"kind": _VGA[wanted]}
    is_standard = reading.number("stdvga")
    return {} if is_standard is None else {"kind": "std" if is_standard else "cirrus"}


def _spice(reading: Reading) -> Record:
    spice: Record = {}
    put(spice, "enable", reading.flag("spice"))
    reading.numbers_into(spice, {"spiceport": "port", "spicetls_port": "tls_port"})
    put(spice, "host", reading.string("spicehost"))
    put(spice, "disable_ticketing", reading.flag("spicedisable_ticketing"))
    put(spice, "passwd", reading.string("spicepasswd"))
    switches = {"spiceagent_mouse": "agent_mouse", "spicevdagent": "vdagent"}
    reading.flags_into(spice, switches | {"spice_clipboard_sharing": "clipboard_sharing"})
    put(spice, "usbredirection", reading.number("spiceusbredirection"))
    words = {"spice_image_compression": "image_compression", "spice_streaming_video": "streaming_video"}
    reading.texts_into(spice, words)
    return spice


def _read_passed_graphics(reading: Reading, hvm: Record) -> None:
    switch = reading.flag("gfx_passthru", is_quiet=True)
    if switch is None:
        complaint = 'ERROR: invalid value "{}" for "gfx_passthru"'
        put(hvm, "gfx_passthru_kind", reading.chosen("gfx_passthru", ("default", "igd"), complaint))
        switch = "True" if "gfx_passthru_kind" in hvm else None
    put(hvm, "gfx_passthru", switch)


def _read_text_or_list(reading: Reading, hvm: Record, key: str) -> None:
    value = reading.value(key)
    if isinstance(value, str):
        hvm[key] = value
    elif value is not None:
        hvm[f"{key}_list"] = list(up_to_list(value))
