"""Guests of the lab: what they boot, and the text of their xl.cfg."""

from pathlib import Path
from typing import Literal

from tests.lab import artefacts

LAB_FOLDER = "/srv/lab"
LINUX_KERNEL = f"{LAB_FOLDER}/linux"
LINUX_INITRAMFS = f"{LAB_FOLDER}/linux.initramfs"
TINY_KERNEL = f"{LAB_FOLDER}/tiny"
LINUX_MINIMUM_MIB = 128
TINY_MINIMUM_MIB = 4

GuestType = Literal["pv", "pvh"]
Errand = Literal["wait", "busy", "crash", "poweroff", "reboot", "freeze"]
"""What a Linux guest does once it is up; `wait` is a shell on its console."""

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


def linux(
    name: str,
    *,
    type: GuestType = "pvh",
    memory_mib: int = LINUX_MINIMUM_MIB,
    vcpus: int = 1,
    errand: Errand = "wait",
    **options: str | int,
) -> str:
    """A Linux guest that obeys shutdown, reboot, balloon and suspend; `options` as in xl.cfg(5)."""
    return config(
        name=name,
        type=type,
        kernel=LINUX_KERNEL,
        ramdisk=LINUX_INITRAMFS,
        extra=f"console=hvc0 quiet lab.errand={errand}",
        memory=memory_mib,
        vcpus=vcpus,
        **options,
    )


def tiny(name: str, *, memory_mib: int = TINY_MINIMUM_MIB, **options: str | int) -> str:
    """A PVH guest of a few bytes that halts for ever and answers no request."""
    return config(name=name, type="pvh", kernel=TINY_KERNEL, memory=memory_mib, vcpus=1, **options)


def config(**options: str | int) -> str:
    """An xl.cfg of plain words and numbers."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in options.items())


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = "".join(_escaped(letter) for letter in value)
    return f'"{escaped}"'


def _escaped(letter: str) -> str:
    """xl's lexer knows \\n, \\t and the like in strings, but no octal (tools/libs/util/libxlu_cfg.c)."""
    return {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}.get(letter, letter)
