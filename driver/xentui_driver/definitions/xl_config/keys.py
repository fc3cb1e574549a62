"""The form of value that xl expects for each key, by the calls of xl_parse.c (4.17) that warn about others."""

_NUMBERS = """
acpi acpi_laptop_slate acpi_s3 acpi_s4 altp2mhvm apic cap cpu_weight device_model_stubdomain_override
dm_restrict driver_domain e820_host extratime hap hpet latency localtime max_event_channels maxmem maxvcpus
memory mmio_hole msr_relaxed nestedhvm nographic nomigrate nx oos opengl pae pci_msitranslate pci_permissive
pci_power_mgmt pci_seize period pvshim rdm_mem_boundary rtc_timeoffset sdl shadow_memory slice
spice spice_clipboard_sharing spiceagent_mouse spicedisable_ticketing spiceport spicetls_port
spiceusbredirection spicevdagent stdvga stubdomain_memory usb usbversion vcpus videoram vkb_device vnc
vncdisplay vncunused vncviewer vpmu vpt_align xen_platform_pci xend_suspend_evtchn_compat
"""
NUMBER_KEYS = frozenset(_NUMBERS.split())
"""Numbers and switches: xl drops anything else with a warning on its standard error."""

BOUNDED_KEYS = frozenset({"max_grant_frames", "max_grant_version", "max_maptrack_frames"})
"""Numbers from 0 to `BOUND`: at anything else xl ends with status 1 and no word."""
BOUND = (1 << 31) - 1

_DEVICES = "channel disk dtdev p9 pci pvcalls usbctrl usbdev vdispl vfb vif vkb vtpm"
DEVICE_KEYS = frozenset(_DEVICES.split())
"""Lists of strings that xl reads up to the first item that isn't one."""

LIST_KEYS = DEVICE_KEYS | {"iomem", "ioports", "irqs", "vsnd"}
"""Lists: a single value is dropped with a warning, so a guest starts without its disks."""

_SINGLES = """
acpi_firmware bios bios_path_override boot bootloader builder cmdline device_model device_model_override
device_model_stubdomain_seclabel device_model_user device_model_version device_tree display extra firmware
firmware_override gic_version hdtype init_seclabel kernel keymap ms_vm_genid name on_crash on_poweroff
on_reboot on_soft_reset on_watchdog passthrough pool pvshim_cmdline pvshim_extra pvshim_path ramdisk rdm root
seclabel smbios_firmware soundhw spice_image_compression spice_streaming_video spicehost spicepasswd
stubdomain_cmdline stubdomain_kernel stubdomain_ramdisk tee type uuid vendor_device vga
vnclisten vncpasswd vuart xauthority
"""
SINGLE_KEYS = frozenset(_SINGLES.split())
"""Strings: a list is dropped with a warning."""

WORD_OR_NUMBER_KEYS = frozenset({"altp2m", "gfx_passthru", "timer_mode", "tsc_mode"})
"""Either: a list is dropped with a warning too."""
