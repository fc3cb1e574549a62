"""The structures of a domain's devices with the order and the defaults of their members (libxl_types.idl)."""

from xentui_driver.definitions.xl_config.meaning.shape import shape

VNC = shape("""
    enable defbool
    listen text
    passwd text
    display int
    findunused defbool
""")
SDL = shape("""
    enable defbool
    opengl defbool
    display text
    xauthority text
""")
DISK = shape("""
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
NIC = shape(
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
PCI = shape("""
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
VFB = shape(
    """
    backend_domid u32
    backend_domname text
    devid int=-1
    vnc shape
    sdl shape
    keymap text
    """,
    vnc=VNC,
    sdl=SDL,
)
VKB = shape("""
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
VTPM = shape("""
    backend_domid u32
    backend_domname text
    devid int=-1
    uuid uuid
""")
P9 = shape("""
    backend_domid u32
    backend_domname text
    tag text
    path text
    security_model text
    devid int=-1
""")
PVCALLS = shape("""
    backend_domid u32
    backend_domname text
    devid int=-1
""")
VDISPL = shape(
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
VSND = shape(
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
CHANNEL = shape(
    """
    backend_domid u32
    backend_domname text
    devid int=-1
    name text
    connection union
    """,
    connection={"unknown": None, "pty": None, "socket": shape("path text")},
)
USB_CONTROLLER = shape("""
    type enum=auto
    devid int=-1
    version int
    ports int
    backend_domid u32
    backend_domname text
""")
USB_DEVICE = shape(
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
