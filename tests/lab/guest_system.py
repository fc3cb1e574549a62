"""What the guests of the lab boot, and where it lies in the dom0."""

from pathlib import Path

from tests.lab import artefacts

LAB_FOLDER = "/srv/lab"
LINUX_KERNEL = f"{LAB_FOLDER}/linux"
LINUX_INITRAMFS = f"{LAB_FOLDER}/linux.initramfs"
TINY_KERNEL = f"{LAB_FOLDER}/tiny"
BOOT_DISK = f"{LAB_FOLDER}/hvm.img"
LINUX_BZIMAGE = f"{LAB_FOLDER}/vmlinuz"
"""The same kernel as it is packed: hvmloader boots nothing else."""

UP_KEY = "data/lab"
"""What a Linux guest of the lab writes into its part of xenstore, as 1, when its init has begun."""

INITTAB = """\
::sysinit:/etc/rc
hvc0::respawn:-/bin/sh
"""
# The kernel itself calls /sbin/poweroff and /sbin/reboot when the toolstack asks
# (drivers/xen/manage.c); a guest without disks need not say goodbye to anything.
POWEROFF = "#!/bin/sh\nexec /bin/busybox poweroff -f\n"
REBOOT = "#!/bin/sh\nexec /bin/busybox reboot -f\n"
RC = """\
#!/bin/sh
/bin/busybox mkdir -p /proc /sys /dev /tmp
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
echo "lab guest: up"
for word in $(cat /proc/cmdline); do
    case $word in
        lab.errand=busy) (while :; do :; done) & ;;
        lab.errand=crash) echo c > /proc/sysrq-trigger ;;
        lab.errand=poweroff) /sbin/poweroff ;;
        lab.errand=reboot) /sbin/reboot ;;
        lab.errand=freeze) mv /sbin/poweroff /sbin/poweroff.off; mv /sbin/reboot /sbin/reboot.off ;;
    esac
done
# XS_WRITE with its four numbers of 32 bits, then path and value (xen/include/public/io/xs_wire.h).
printf '\\013\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\012\\0\\0\\0data/lab\\0001' > /dev/xen/xenbus
"""
APPLETS = (
    *("sh", "mount", "cat", "echo", "ls", "ps", "free", "uname", "date", "dd", "dmesg", "sleep", "stty"),
    *("mv", "mkdir", "vi", "top", "clear", "uptime", "head", "true", "false", "env", "printf", "seq"),
)


def linux_initramfs(busybox: Path) -> bytes:
    """One busybox, started as init: a shell on the console, obeying the toolstack."""
    folders = [artefacts.folder(name) for name in ("/bin", "/sbin", "/etc", "/dev", "/proc", "/sys", "/tmp")]
    return artefacts.initramfs(
        [
            *folders,
            artefacts.file("/bin/busybox", busybox.read_bytes(), 0o755),
            *(artefacts.link(f"/bin/{applet}", "busybox") for applet in APPLETS),
            artefacts.link("/init", "bin/busybox"),
            artefacts.character_device("/dev/console", 5, 1),
            artefacts.file("/etc/inittab", INITTAB.encode()),
            artefacts.script("/etc/rc", RC),
            artefacts.script("/sbin/poweroff", POWEROFF),
            artefacts.script("/sbin/reboot", REBOOT),
        ]
    )
