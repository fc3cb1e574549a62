"""The structure of a domain's configuration, its devices apart: members, their order and defaults (libxl_types.idl)."""

from xentui_driver.definitions.xl_config.meaning.device_shapes import (
    CHANNEL,
    DISK,
    NIC,
    P9,
    PCI,
    PVCALLS,
    SDL,
    USB_CONTROLLER,
    USB_DEVICE,
    VDISPL,
    VFB,
    VKB,
    VNC,
    VSND,
    VTPM,
)
from xentui_driver.definitions.xl_config.meaning.shape import Shape, shape

_CREATE = shape("""
    type enum
    hap defbool
    oos defbool
    ssidref u32
    ssid_label text
    name text
    domid u32
    uuid uuid
    poolid u32
    pool_name text
    run_hotplug_scripts defbool
    driver_domain defbool
    passthrough enum=default
    xend_suspend_evtchn_compat defbool
""")

_SPICE = shape("""
    enable defbool
    port int
    tls_port int
    host text
    disable_ticketing defbool
    passwd text
    agent_mouse defbool
    vdagent defbool
    clipboard_sharing defbool
    usbredirection int
    image_compression text
    streaming_video text
""")
_HVM = shape(
    """
    firmware text
    bios enum=unknown
    pae defbool
    apic defbool
    acpi defbool
    acpi_s3 defbool
    acpi_s4 defbool
    acpi_laptop_slate defbool
    nx defbool
    viridian defbool
    viridian_enable bitmap
    viridian_disable bitmap
    timeoffset text
    hpet defbool
    vpt_align defbool
    mmio_hole_memkb u64=-1
    timer_mode enum
    nested_hvm defbool
    altp2m defbool
    system_firmware text
    smbios_firmware text
    acpi_firmware text
    hdtype enum=ide
    nographic defbool
    vga shape
    vnc shape
    keymap text
    sdl shape
    spice shape
    gfx_passthru defbool
    gfx_passthru_kind enum=default
    serial text
    boot text
    usb defbool
    usbversion int
    usbdevice text
    vkb_device defbool
    soundhw text
    xen_platform_pci defbool
    usbdevice_list texts
    vendor_device enum=none
    ms_vm_genid raw
    serial_list texts
    rdm shape
    rdm_mem_boundary_memkb u64=-1
    mca_caps u64
    """,
    vga=shape("kind enum=unknown"),
    vnc=VNC,
    sdl=SDL,
    spice=_SPICE,
    rdm=shape("""
        strategy raw=ignore
        policy raw=invalid
    """),
)
_PV = shape("""
    slack_memkb u64=-1
    e820_host defbool
""")
_PVH = shape("""
    pvshim defbool
    pvshim_path text
    pvshim_cmdline text
    pvshim_extra text
""")
_BUILD = shape(
    """
    max_vcpus int
    avail_vcpus bitmap
    cpumap bitmap
    nodemap bitmap
    vcpu_hard_affinity bitmaps
    vcpu_soft_affinity bitmaps
    numa_placement defbool
    tsc_mode enum=default
    max_memkb u64=-1
    target_memkb u64=-1
    video_memkb u64=-1
    shadow_memkb u64=-1
    iommu_memkb u64=-1
    rtc_timeoffset u32
    exec_ssidref u32
    exec_ssid_label text
    localtime defbool
    disable_migrate defbool
    cpuid raw
    blkdev_start text
    vnuma_nodes array
    max_grant_frames u32=-1
    max_maptrack_frames u32=-1
    max_grant_version int=-1
    device_model_version enum=unknown
    device_model_stubdomain defbool
    stubdomain_memkb u64=-1
    stubdomain_kernel text
    stubdomain_cmdline text
    stubdomain_ramdisk text
    device_model text
    device_model_ssidref u32
    device_model_ssid_label text
    device_model_user text
    extra texts
    extra_pv texts
    extra_hvm texts
    sched_params shape
    ioports array
    irqs numbers
    iomem array
    claim_mode defbool
    event_channels u32
    kernel text
    cmdline text
    ramdisk text
    device_tree text
    acpi defbool
    bootloader text
    bootloader_args texts
    timer_mode enum=unknown
    nested_hvm defbool
    apic defbool
    dm_restrict defbool
    tee enum=none
    type union
    arch_arm shape
    arch_x86 shape
    altp2m enum=disabled
    vmtrace_buf_kb int
    vpmu defbool
    """,
    vnuma_nodes=shape("""
        memkb u64=-1
        distances numbers
        pnode u32
        vcpus bitmap
    """),
    sched_params=shape("""
        sched enum=unknown
        weight int=-1
        cap int=-1
        period int=-1
        budget int=-1
        extratime int=-1
        slice int=-1
        latency int=-1
    """),
    ioports=shape("""
        first u32
        number u32
    """),
    iomem=shape("""
        start u64
        number u64
        gfn u64=-1
    """),
    type={"hvm": _HVM, "pv": _PV, "pvh": _PVH},
    arch_arm=shape("""
        gic_version enum=default
        vuart enum=unknown
    """),
    arch_x86=shape("msr_relaxed defbool"),
)

DOMAIN: Shape = shape(
    """
    c_info shape
    b_info shape
    disks array
    nics array
    pcidevs array
    dtdevs array
    vfbs array
    vkbs array
    vtpms array
    p9s array
    pvcallsifs array
    vdispls array
    vsnds array
    channels array
    usbctrls array
    usbdevs array
    on_poweroff enum=destroy
    on_reboot enum=destroy
    on_watchdog enum=destroy
    on_crash enum=destroy
    on_soft_reset enum=destroy
    """,
    c_info=_CREATE,
    b_info=_BUILD,
    disks=DISK,
    nics=NIC,
    pcidevs=PCI,
    dtdevs=shape("path text"),
    vfbs=VFB,
    vkbs=VKB,
    vtpms=VTPM,
    p9s=P9,
    pvcallsifs=PVCALLS,
    vdispls=VDISPL,
    vsnds=VSND,
    channels=CHANNEL,
    usbctrls=USB_CONTROLLER,
    usbdevs=USB_DEVICE,
)
