"""What a simulated guest prints by itself: while it boots, and when its kernel panics."""

from xentui_driver.model.text import harmless

PANIC_LINES = (
    "[  812.530144] BUG: kernel NULL pointer dereference, address: 0000000000000028",
    "[  812.530171] RIP: 0010:ext4_finish_bio+0xb2/0x240 [ext4]",
    "[  812.530302] ---[ end trace 0000000000000000 ]---",
    "[  812.530318] Kernel panic - not syncing: Fatal exception in interrupt",
)


def boot_lines(name: str) -> tuple[str, ...]:
    """What the guest has printed since it was started."""
    return (
        "[    0.000000] Linux version 6.1.0-44-amd64 (debian-kernel@lists.debian.org)",
        "[    0.000000] Command line: root=/dev/xvda ro console=hvc0",
        "[    0.000000] Hypervisor detected: Xen PV",
        "[    0.091245] Xen: using vcpuop timer interface",
        "[    0.412880] blkfront: xvda: flush diskcache: enabled; persistent grants: enabled;",
        "[    0.655310] xen_netfront: Initialising Xen virtual ethernet driver",
        "[    1.204417] EXT4-fs (xvda): mounted filesystem with ordered data mode",
        "[    2.377102] systemd[1]: Startup finished in 1.1s (kernel) + 1.2s (userspace).",
        "",
        f"Debian GNU/Linux 12 {harmless(name)} hvc0",
        "",
    )
