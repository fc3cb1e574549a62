"""Good and bad values for every parameter, and what else a definition with them needs."""

from collections.abc import Iterator, Mapping

from xentui_driver.definitions.parameters.parameter import GuestType, ParameterValue
from xentui_driver.definitions.parameters.table import BY_KEY

Values = Mapping[str, ParameterValue]

UUID = "7d3a3f5e-0000-4000-8000-00000000beef"
BASE: Mapping[GuestType, Values] = {
    GuestType.PV: {"name": "web1", "uuid": UUID, "memory": 512, "kernel": "/boot/vmlinuz"},
    GuestType.PVH: {"name": "web1", "uuid": UUID, "memory": 512, "kernel": "/boot/vmlinuz"},
    GuestType.HVM: {"name": "web1", "uuid": UUID, "memory": 512},
}

_SWITCHES = (True, False)
_ACTIONS = ("destroy", "restart", "rename-restart", "preserve", "coredump-destroy", "coredump-restart")
_BITS = "x" * 32

GOOD: Mapping[str, tuple[ParameterValue, ...]] = {
    "name": ("web1", "db-2.example", "a b", "hügel", 'quo"te', "back\\slash", "#hash", "x" * 64),
    "uuid": (UUID, UUID.upper(), UUID.replace("beef", "cafe")),
    "type": (),
    "memory": (4, 512, 1 << 24),
    "maxmem": (512, 1024),
    "vcpus": (1, 128),
    "maxvcpus": (1, 8),
    "kernel": ("/boot/vmlinuz-6.1", "/srv/a b/vm,linuz=1", "/srv/größe"),
    "ramdisk": ("/boot/initrd.img",),
    "cmdline": ("root=/dev/xvda1 ro console=hvc0", "a='b c' d=\"e\\f\"", "quiet # no comment; name=x"),
    "root": ("/dev/xvda1 ro", "UUID=12"),
    "extra": ("console=hvc0", "it's"),
    "bootloader": ("pygrub", "/usr/lib/xen-4.17/bin/pygrub"),
    "bootloader_args": (("--entry=1", "-q"), ("--args=a b",)),
    "firmware": ("pvgrub64", "pvgrub32", "bios", "uefi", "seabios", "ovmf", "rombios", "/srv/firmware.bin"),
    "bios": ("seabios", "ovmf", "rombios"),
    "bios_path_override": ("/srv/bios.bin",),
    "boot": ("c", "dc", "ndca"),
    "pvshim": _SWITCHES,
    "pvshim_path": ("/srv/shim",),
    "pvshim_cmdline": ("pv-shim console=xen,pv",),
    "pvshim_extra": ("loglvl=all",),
    "disk": (
        ("/dev/vg0/web1,raw,xvda,rw",),
        ("format=raw, vdev=xvda, access=rw, target=/srv/a,b.img",),
        ("/srv/a.qcow2,qcow2,xvda,rw", "/dev/vg0/swap,,xvdb,w"),
        ("/dev/vg0/a,raw,hda,rw", "/dev/vg0/b,raw,hdb,rw", "/srv/x.iso,raw,hdc,cdrom"),
        (",empty,hdc,cdrom",),
    ),
    "vif": (
        ("",),
        ("bridge=xenbr0",),
        ("mac=00:16:3e:01:02:03,bridge=xenbr0", "mac=00:16:3e:01:02:04, bridge=xenbr1, script=vif-openvswitch"),
        ("ip=192.0.2.7,script=/etc/xen/scripts/vif-route,rate=10Mb/s", "model=e1000,vifname=web1.0"),
    ),
    "pci": (("03:00.0",), ("0000:03:00.1@7,permissive=1", "04:1f.*")),
    "pci_permissive": _SWITCHES,
    "pci_msitranslate": _SWITCHES,
    "pci_seize": _SWITCHES,
    "pci_power_mgmt": _SWITCHES,
    "passthrough": ("enabled", "sync_pt", "share_pt", "default", "disabled"),
    "rdm": ("strategy=host",),
    "rdm_mem_boundary": (2048,),
    "gfx_passthru": (True, False, "igd", "default"),
    "e820_host": _SWITCHES,
    "hdtype": ("ide", "ahci"),
    "serial": (("pty",), ("pty", "tcp:127.0.0.1:4555,server,nowait")),
    "usb": _SWITCHES,
    "usbdevice": (("tablet",), ("host:046d:c016", "mouse")),
    "usbversion": (1, 2, 3),
    "soundhw": ("hda", "ac97"),
    "vkb_device": _SWITCHES,
    "vendor_device": ("none", "xenserver"),
    "vga": ("none", "stdvga", "cirrus", "qxl"),
    "videoram": (8, 128, 1024),
    "nographic": _SWITCHES,
    "vnc": _SWITCHES,
    "vnclisten": ("127.0.0.1", "0.0.0.0", "192.0.2.1:7", "[::1]:3"),
    "vncdisplay": (0, 7, 59635),
    "vncunused": _SWITCHES,
    "vncpasswd": ("geheim", "\"'\\#;=1"),
    "keymap": ("de", "en-us"),
    "sdl": _SWITCHES,
    "spice": (True,),
    "spicehost": ("192.0.2.1", "::1"),
    "spiceport": (6000, 6100),
    "spicetls_port": (6001,),
    "spicedisable_ticketing": _SWITCHES,
    "spicepasswd": ("s3cret", "\"'\\#;"),
    "spiceagent_mouse": _SWITCHES,
    "spicevdagent": _SWITCHES,
    "spice_clipboard_sharing": _SWITCHES,
    "spiceusbredirection": (0, 4),
    "spice_image_compression": ("auto_glz", "off"),
    "spice_streaming_video": ("filter",),
    "cpus": ("all", "0-3,5,^1", "all,^7", "nodes:0-3,^node:2", ("0", "1"), ("0-1,^1", "all", "node:0")),
    "cpus_soft": ("0", ("0", "1")),
    "pool": ("Pool-0",),
    "cpu_weight": (1, 256, 65535),
    "cap": (0, 50, 400),
    "cpuid": ("host,tm=0,sse3=0", "host,family=0x6,x2apic=k", (f"1:ecx={_BITS},edx={_BITS}", f"0x7,0:ebx={_BITS}")),
    "nestedhvm": _SWITCHES,
    "hap": _SWITCHES,
    "oos": _SWITCHES,
    "shadow_memory": (16,),
    "altp2m": ("disabled", "mixed", "external", "limited"),
    "acpi": _SWITCHES,
    "acpi_s3": _SWITCHES,
    "acpi_s4": _SWITCHES,
    "acpi_laptop_slate": _SWITCHES,
    "apic": _SWITCHES,
    "pae": _SWITCHES,
    "nx": _SWITCHES,
    "hpet": _SWITCHES,
    "viridian": (True, False, ("defaults",), ("all", "!freq"), ("base", "time_ref_count")),
    "xen_platform_pci": _SWITCHES,
    "mmio_hole": (256, 3840),
    "acpi_firmware": ("/srv/tables.aml",),
    "smbios_firmware": ("/srv/smbios.bin",),
    "ms_vm_genid": ("generate", "none"),
    "localtime": _SWITCHES,
    "rtc_timeoffset": (3600, -3600, 0),
    "tsc_mode": ("default", "always_emulate", "native"),
    "timer_mode": ("delay_for_missed_ticks", "no_delay_for_missed_ticks", "one_missed_tick_pending"),
    "vpt_align": _SWITCHES,
    "device_model_version": ("qemu-xen", "qemu-xen-traditional"),
    "device_model_override": ("/srv/qemu",),
    "device_model_stubdomain_override": _SWITCHES,
    "device_model_args_hvm": (("-device", "virtio-rng-pci"),),
    "dm_restrict": _SWITCHES,
    "on_poweroff": _ACTIONS,
    "on_reboot": _ACTIONS,
    "on_crash": _ACTIONS,
    "on_watchdog": _ACTIONS,
    "on_soft_reset": (*_ACTIONS, "soft-reset"),
    "nomigrate": _SWITCHES,
    "driver_domain": _SWITCHES,
    "max_grant_frames": (64,),
    "max_maptrack_frames": (0, 1024),
    "max_grant_version": (1, 2),
    "max_event_channels": (131071,),
    "seclabel": ("system_u:system_r:domU_t",),
    "init_seclabel": ("system_u:system_r:domU_t",),
}

BAD: Mapping[str, tuple[ParameterValue, ...]] = {
    "name": ("12", "a/b", "a\nb", " a", "-a"),
    "uuid": ("x", "00000000-0000-0000-0000-000000000000", UUID + "0", UUID.replace("-", "")),
    "type": ("generic", "hv"),
    "memory": (0, -1, 3, True, "512", (1 << 24) + 1),
    "maxmem": (0, 511),
    "vcpus": (0, 513, True),
    "maxvcpus": (0, 513),
    "kernel": ("vmlinuz", "/boot/", "/a\nb", 1),
    "cmdline": ("a\nname='x'", "a\0b"),
    "bootloader": ("../pygrub", "py grub", "/usr/bin/"),
    "bootloader_args": (("a\nb",), "-q"),
    "firmware": ("pvgrub", "grub", "ue"),
    "boot": ("x", "cc", "C", "c d"),
    "disk": (("/dev/vg0/a,raw",), ("/dev/a,raw,xyz,rw",), ("/a,raw,xvda,rw", "/b,raw,xvda,rw"), "/a,raw,xvda,rw"),
    "vif": (("mac=zz",), ("brigde=xenbr0",), ("type=isa",), ("vifname=a", "vifname=a")),
    "pci": (("3:0.8",), ("00:20.0",), ("03:00.0,wild=1",), ("name=a,bdf=03:00.0",), ("seize=1",), ("",)),
    "gfx_passthru": ("nvidia", 1),
    "vnclisten": ("localhost", "1.2.3", "127.0.0.1:x", "::1:", "127.0.0.1,x"),
    "vncdisplay": (-1, 59636),
    "vncpasswd": ("123456789", "a,b", "a b", "ä"),
    "spicehost": ("0.0.0.0/0", "a"),
    "cpus": ("^all", "3-1", "0,,1", "a", "^1", "0-5000", ("0", "1", "2", "3"), ("x",)),
    "cpu_weight": (0, 65536),
    "cap": (-1, 65536),
    "cpuid": ("tm=0", "host,tm", "host,tm=2x", ("1:ecx=x",), (f"1:efx={_BITS}",)),
    "viridian": (("!all",), ("freqq",), ("freq",), ("all", "!base"), 1),
    "keymap": ("EN", "../x"),
    "on_crash": ("reboot", "rest"),
    "rdm": ("strategy=host,policy=strict", "policy=strict"),
    "vga": ("vmware",),
    "soundhw": ("all",),
    "usbversion": (0, 4),
    "seclabel": ("a:b",),
}

_NEED_PCI = ("gfx_passthru", "pci_permissive", "pci_msitranslate", "pci_seize", "pci_power_mgmt")
_NEED_VNC = ("vnclisten", "vncdisplay", "vncunused", "vncpasswd", "keymap", "sdl")
_SPICE: Values = {"spice": True, "spiceport": 6000, "spicepasswd": "s3cret"}
_WITH: Mapping[str, Values] = {
    "maxvcpus": {"vcpus": 1},
    "bootloader": {"disk": ("/dev/vg0/web1,raw,xvda,rw",), "kernel": ""},
    "bootloader_args": {"bootloader": "pygrub", "disk": ("/dev/vg0/web1,raw,xvda,rw",), "kernel": ""},
    "bios_path_override": {"bios": "seabios"},
    "pvshim_path": {"pvshim": True},
    "pvshim_cmdline": {"pvshim": True},
    "pvshim_extra": {"pvshim": True},
    **{key: {"pci": ("03:00.0",)} for key in _NEED_PCI},
    "rdm_mem_boundary": {"rdm": "strategy=host"},
    "device_model_override": {"device_model_version": "qemu-xen"},
    **{key: _SPICE for key in BY_KEY if key.startswith("spice")},
    "spice_clipboard_sharing": {**_SPICE, "spicevdagent": True},
    **{key: {"vnc": True} for key in _NEED_VNC},
    "cpus": {"vcpus": 3},
    "cpus_soft": {"vcpus": 3},
    "videoram": {"vga": "cirrus"},
}


def with_value(guest_type: GuestType, key: str, value: ParameterValue) -> Values:
    """A whole definition's values in which one has this value."""
    values = {**BASE[guest_type], **_WITH.get(key, {}), key: value}
    if guest_type is GuestType.HVM and key in ("cmdline", "root", "extra", "ramdisk"):
        values["kernel"] = "/boot/vmlinuz"
    if key == "firmware":
        values.pop("kernel", None)
        values |= {"pvshim": True} if guest_type is GuestType.PVH else {}
    if value == "rombios":
        values["device_model_version"] = "qemu-xen-traditional"
    if key == "memory" and guest_type is GuestType.PV:
        values.pop("maxmem", None)
    return values


def good() -> Iterator[tuple[GuestType, str, ParameterValue]]:
    """Every good value in every type of guest that can have it."""
    for key, values in GOOD.items():
        for guest_type in sorted(BY_KEY[key].types, key=lambda each: each.value):
            for value in values:
                if _belongs(guest_type, key, value):
                    yield guest_type, key, value


def bad() -> Iterator[tuple[GuestType, str, ParameterValue]]:
    for key, values in BAD.items():
        for guest_type in sorted(BY_KEY[key].types, key=lambda each: each.value):
            for value in values:
                yield guest_type, key, value


def _belongs(guest_type: GuestType, key: str, value: ParameterValue) -> bool:
    if key == "firmware":
        return (value in ("pvgrub32", "pvgrub64")) is (guest_type is not GuestType.HVM)
    return not (guest_type is GuestType.PV and value in ("share_pt", "soft-reset"))
