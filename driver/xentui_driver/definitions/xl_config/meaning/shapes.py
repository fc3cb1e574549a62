"""The structures of a domain's configuration with the order and the defaults of their members (libxl_types.idl)."""

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

_VNC = shape("""
    enable defbool
    listen text
    passwd text
    display int
    findunused defbool
""")
_SDL = shape("""
    enable defbool
    opengl defbool
    display text
    xauthority text
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
    vnc=_VNC,
    sdl=_SDL,
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

_DISK = shape("""
    backend_domid u32
    backend_domname text
    pdev_path text
    vdev text
    backend enum=unknown
    format enum=unknown
    script text
    removable int
    readwrite int
    is_cdrom int
    direct_io_safe bool
    discard_enable defbool
    specification enum=unknown
    transport enum=unknown
    irq u32
    base u64
    colo_enable defbool
    colo_restore_enable defbool
    colo_host text
    colo_port int
    colo_export text
    active_disk text
    hidden_disk text
    trusted defbool
""")
_COLO_NIC_MEMBERS = """
    coloft_forwarddev
    colo_sock_mirror_id colo_sock_mirror_ip colo_sock_mirror_port
    colo_sock_compare_pri_in_id colo_sock_compare_pri_in_ip colo_sock_compare_pri_in_port
    colo_sock_compare_sec_in_id colo_sock_compare_sec_in_ip colo_sock_compare_sec_in_port
    colo_sock_compare_notify_id colo_sock_compare_notify_ip colo_sock_compare_notify_port
    colo_sock_redirector0_id colo_sock_redirector0_ip colo_sock_redirector0_port
    colo_sock_redirector1_id colo_sock_redirector1_ip colo_sock_redirector1_port
    colo_sock_redirector2_id colo_sock_redirector2_ip colo_sock_redirector2_port
    colo_filter_mirror_queue colo_filter_mirror_outdev
    colo_filter_redirector0_queue colo_filter_redirector0_indev colo_filter_redirector0_outdev
    colo_filter_redirector1_queue colo_filter_redirector1_indev colo_filter_redirector1_outdev
    colo_compare_pri_in colo_compare_sec_in colo_compare_out colo_compare_notify_dev
    colo_sock_sec_redirector0_id colo_sock_sec_redirector0_ip colo_sock_sec_redirector0_port
    colo_sock_sec_redirector1_id colo_sock_sec_redirector1_ip colo_sock_sec_redirector1_port
    colo_filter_sec_redirector0_queue colo_filter_sec_redirector0_indev colo_filter_sec_redirector0_outdev
    colo_filter_sec_redirector1_queue colo_filter_sec_redirector1_indev colo_filter_sec_redirector1_outdev
    colo_filter_sec_rewriter0_queue colo_checkpoint_host colo_checkpoint_port
"""
COLO_NIC_MEMBERS = tuple(_COLO_NIC_MEMBERS.split())
_NIC = shape(
    """
    backend_domid u32
    backend_domname text
    devid int=-1
    mtu int
    model text
    mac mac
    ip text
    bridge text
    ifname text
    script text
    nictype enum=unknown
    rate_bytes_per_interval u64
    rate_interval_usecs u32
    gatewaydev text
    """
    + "".join(f"{name} text\n" for name in COLO_NIC_MEMBERS)
    + "trusted defbool"
)
_PCI = shape("""
    func u8
    dev u8
    bus u8
    domain int
    vdevfn u32
    vfunc_mask u32
    msitranslate bool
    power_mgmt bool
    permissive bool
    seize bool
    rdm_policy enum=invalid
    name text
""")
_VFB = shape(
    """
    backend_domid u32
    backend_domname text
    devid int=-1
    vnc shape
    sdl shape
    keymap text
    """,
    vnc=_VNC,
    sdl=_SDL,
)
_VKB = shape("""
    backend_domid u32
    backend_domname text
    devid int=-1
    backend_type enum=unknown
    unique_id text
    feature_disable_keyboard bool
    feature_disable_pointer bool
    feature_abs_pointer bool
    feature_raw_pointer bool
    feature_multi_touch bool
    width u32
    height u32
    multi_touch_width u32
    multi_touch_height u32
    multi_touch_num_contacts u32
""")
_VTPM = shape("""
    backend_domid u32
    backend_domname text
    devid int=-1
    uuid uuid
""")
_P9 = shape("""
    backend_domid u32
    backend_domname text
    tag text
    path text
    security_model text
    devid int=-1
""")
_PVCALLS = shape("""
    backend_domid u32
    backend_domname text
    devid int=-1
""")
_VDISPL = shape(
    """
    backend_domid u32
    backend_domname text
    devid int=-1
    be_alloc bool
    connectors array
    """,
    connectors=shape("""
        unique_id text
        width u32
        height u32
    """),
)
_SOUND_PARAMETERS = shape("""
    sample_rates numbers
    sample_formats texts
    channels_min u32
    channels_max u32
    buffer_size u32
""")
_VSND = shape(
    """
    backend_domid u32
    backend_domname text
    devid int=-1
    short_name text
    long_name text
    params shape
    pcms array
    """,
    params=_SOUND_PARAMETERS,
    pcms=shape(
        """
        name text
        params shape
        streams array
        """,
        params=_SOUND_PARAMETERS,
        streams=shape(
            """
            unique_id text
            type enum
            params shape
            """,
            params=_SOUND_PARAMETERS,
        ),
    ),
)
_CHANNEL = shape(
    """
    backend_domid u32
    backend_domname text
    devid int=-1
    name text
    connection union
    """,
    connection={"unknown": None, "pty": None, "socket": shape("path text")},
)
_USB_CONTROLLER = shape("""
    type enum=auto
    devid int=-1
    version int
    ports int
    backend_domid u32
    backend_domname text
""")
_USB_DEVICE = shape(
    """
    ctrl int=-1
    port int
    type union
    """,
    type={
        "hostdev": shape("""
            hostbus u8
            hostaddr u8
        """)
    },
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
    disks=_DISK,
    nics=_NIC,
    pcidevs=_PCI,
    dtdevs=shape("path text"),
    vfbs=_VFB,
    vkbs=_VKB,
    vtpms=_VTPM,
    p9s=_P9,
    pvcallsifs=_PVCALLS,
    vdispls=_VDISPL,
    vsnds=_VSND,
    channels=_CHANNEL,
    usbctrls=_USB_CONTROLLER,
    usbdevs=_USB_DEVICE,
)
