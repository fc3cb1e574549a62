"""What makes a plain Debian system the dom0 of the lab: files, unit choices, and its small initrd."""

import lzma
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.lab import artefacts, guest_system

PACKAGES = (
    *("systemd-sysv", "udev", "iproute2", "openssh-server", "python3", "python3-venv", "kmod", "procps"),
    *("less", "ncurses-term", "tmux", "linux-image-amd64", "xen-system-amd64", "qemu-system-xen"),
)
HOST_NAMES = ("host-a", "host-b", "host-c")
LAN_ADDRESSES = ("192.0.2.1", "192.0.2.2", "192.0.2.3")
"""Of the cable between host-a and host-b: addresses that are for documentation only (RFC 5737)."""

INITRD_MODULES = ("virtio_pci", "virtio_blk", "virtio_net", "ext4")
MODULES = (
    *("xen-evtchn", "xen-gntdev", "xen-gntalloc", "xen-privcmd", "xenfs", "xen-blkback", "xen-netback"),
    "loop",  # the disk of an HVM guest is a file
)

UNWANTED_UNITS = (
    *("apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer"),
    *("fstrim.timer", "e2scrub_reap.service", "systemd-logind.service", "getty@tty1.service"),
    *("xendomains.service", "systemd-timesyncd.service", "systemd-journal-flush.service"),
    *("systemd-random-seed.service", "systemd-update-utmp.service", "systemd-update-utmp-runlevel.service"),
    *("systemd-udev-trigger.service", "systemd-udevd.service", "systemd-udevd-kernel.socket"),
    *("systemd-udevd-control.socket", "systemd-remount-fs.service", "systemd-binfmt.service"),
    *("systemd-pcrphase.service", "systemd-pcrphase-sysinit.service", "systemd-machine-id-commit.service"),
    *("dev-hugepages.mount", "dev-mqueue.mount", "sys-kernel-debug.mount", "sys-kernel-tracing.mount"),
    *("kmod-static-nodes.service", "modprobe@.service", "console-getty.service", "getty.target"),
    *("systemd-sysusers.service", "systemd-firstboot.service", "systemd-ask-password-wall.path"),
    *("systemd-ask-password-console.path", "remote-fs.target", "systemd-boot-system-token.service"),
)

NETWORK = """\
[Unit]
Description=Addresses of a lab host: eth0 to the tests, eth1 to the other host
DefaultDependencies=no
After=systemd-remount-fs.service
Before=network.target network-online.target sysinit.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/lab-network

[Install]
WantedBy=sysinit.target network-online.target
"""
READY_LINE = "lab host is up"
READY = f"""\
[Unit]
Description=Tell the serial console that ssh and Xen are up
After=ssh.service xen.service

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo {READY_LINE} >/dev/hvc0'

[Install]
WantedBy=multi-user.target
"""
NETWORK_SCRIPT = f"""\
#!/bin/sh
set -e
case $(cat /proc/sys/kernel/hostname) in
    {HOST_NAMES[0]}) lan={LAN_ADDRESSES[0]} ;;
    {HOST_NAMES[1]}) lan={LAN_ADDRESSES[1]} ;;
    *) lan={LAN_ADDRESSES[2]} ;;
esac
ip link set lo up
ip address add 10.0.2.15/24 dev eth0
ip address add $lan/24 dev eth1
ip link set eth0 up
ip link set eth1 up
ip route add default via 10.0.2.2
"""
SSHD = """\
PermitRootLogin prohibit-password
PasswordAuthentication no
UsePAM no
UseDNS no
MaxSessions 200
MaxStartups 200
SetEnv LANG=C.UTF-8
"""
INIT = """\
#!/bin/busybox sh
/bin/busybox mount -t devtmpfs devtmpfs /dev
for module in /modules/*; do /bin/busybox insmod "$module"; done
until [ -b /dev/vda ]; do /bin/busybox sleep 0.1; done
/bin/busybox mount -t ext4 -o rw,noatime /dev/vda /root
/bin/busybox mount --move /dev /root/dev
exec /bin/busybox switch_root /root /sbin/init
"""


@dataclass(frozen=True, slots=True)
class Keys:
    """The one key pair of root, and the one host key that every lab host shows."""

    user: Path
    host: Path


def furnish(root: Path, keys: Keys, busybox: Path) -> None:
    """Turn the Debian system in `root` into the dom0 of the lab."""
    _write_settings(root)
    _write_ssh(root, keys)
    _choose_units(root)
    _write_guests(root, busybox)


def kernel(root: Path) -> bytes:
    """The Linux kernel of the dom0 and of the guests, unpacked."""
    return artefacts.uncompressed_kernel(_one(root / "boot", "vmlinuz-*").read_bytes())


def initrd(root: Path, busybox: Path) -> bytes:
    """Just enough to mount the disk: Debian's own would load for many times as long."""
    names = ("/bin", "/dev", "/modules", "/root")
    modules = enumerate(_modules_in_order(root))
    return artefacts.initramfs(
        [
            *(artefacts.folder(name) for name in names),
            artefacts.file("/bin/busybox", busybox.read_bytes(), 0o755),
            artefacts.character_device("/dev/console", 5, 1),
            *(artefacts.file(f"/modules/{n:02}-{path.stem}", _uncompressed(path)) for n, path in modules),
            artefacts.script("/init", INIT),
        ]
    )


def _modules_in_order(root: Path) -> tuple[Path, ...]:
    """The files of INITRD_MODULES after those they need (modules.dep lists the nearest need first)."""
    folder = _one(root / "lib/modules", "*")
    rows = (line.partition(":") for line in (folder / "modules.dep").read_text().splitlines())
    needs = {name: needed.split() for name, _, needed in rows}
    paths = {_module_name(name): name for name in needs}
    built_in = {_module_name(name) for name in (folder / "modules.builtin").read_text().split()}
    ordered: dict[str, None] = {}
    # ext4 asks for its checksum by name at mount time, so modules.dep doesn't tell.
    for module in (*INITRD_MODULES, "crc32c_generic"):
        if module not in built_in:
            ordered |= dict.fromkeys((*reversed(needs[paths[module]]), paths[module]))
    return tuple(folder / name for name in ordered)


def _module_name(path: str) -> str:
    return Path(path).name.partition(".")[0].replace("-", "_")


def _uncompressed(module: Path) -> bytes:
    """busybox loads plain modules only."""
    content = module.read_bytes()
    return lzma.decompress(content) if module.suffix == ".xz" else content


def _write_settings(root: Path) -> None:
    hosts = "".join(f"{ip} {name}\n" for ip, name in zip(LAN_ADDRESSES, HOST_NAMES, strict=True))
    _write(root / "etc/hosts", f"127.0.0.1 localhost\n{hosts}")
    _write(root / "etc/fstab", "")
    _write(root / "etc/hostname", "")
    passwords = root / "etc/passwd"
    # Emulated, bash takes longer to start than most commands that ssh has it run.
    _write(passwords, passwords.read_text().replace(":/root:/bin/bash", ":/root:/bin/sh"))
    _write(root / "etc/machine-id", f"{1:032x}\n")
    _write(root / "etc/default/locale", "LANG=C.UTF-8\n")
    _write(root / "etc/modules-load.d/lab.conf", "\n".join(MODULES) + "\n")
    _write(root / "etc/systemd/journald.conf.d/lab.conf", "[Journal]\nStorage=volatile\n")
    _write(root / "etc/systemd/system/lab-network.service", NETWORK)
    _write(root / "etc/systemd/system/lab-ready.service", READY)
    _write(root / "usr/local/sbin/lab-network", NETWORK_SCRIPT, 0o755)


def _write_ssh(root: Path, keys: Keys) -> None:
    public = keys.user.with_suffix(".pub").read_text()
    host_public = keys.host.with_suffix(".pub").read_text()
    (root / "root/.ssh").mkdir(mode=0o700, exist_ok=True)
    _write(root / "root/.ssh/authorized_keys", public, 0o600)
    _write(root / "root/.ssh/id_ed25519", keys.user.read_text(), 0o600)
    _write(root / "root/.ssh/id_ed25519.pub", public)
    for old in (root / "etc/ssh").glob("ssh_host_*"):
        old.unlink()
    _write(root / "etc/ssh/ssh_host_ed25519_key", keys.host.read_text(), 0o600)
    _write(root / "etc/ssh/ssh_host_ed25519_key.pub", host_public)
    _write(root / "etc/ssh/sshd_config.d/lab.conf", SSHD)
    _write(root / "etc/ssh/ssh_known_hosts", ",".join((*HOST_NAMES, *LAN_ADDRESSES)) + " " + host_public)


def _choose_units(root: Path) -> None:
    units = root / "etc/systemd/system"
    for name in UNWANTED_UNITS:
        (units / name).unlink(missing_ok=True)
        (units / name).symlink_to("/dev/null")
    for unit, target in (("lab-network.service", "sysinit.target"), ("lab-ready.service", "multi-user.target")):
        wants = units / f"{target}.wants"
        wants.mkdir(exist_ok=True)
        (wants / unit).symlink_to(f"../{unit}")
    (units / "default.target").unlink(missing_ok=True)
    (units / "default.target").symlink_to("/lib/systemd/system/multi-user.target")


def _write_guests(root: Path, busybox: Path) -> None:
    _write(root / guest_system.LINUX_KERNEL.lstrip("/"), kernel(root))
    _write(root / guest_system.LINUX_BZIMAGE.lstrip("/"), _one(root / "boot", "vmlinuz-*").read_bytes())
    _write(root / guest_system.LINUX_INITRAMFS.lstrip("/"), guest_system.linux_initramfs(busybox))
    _write(root / guest_system.TINY_KERNEL.lstrip("/"), artefacts.tiny_kernel())
    _write(root / guest_system.BOOT_DISK.lstrip("/"), artefacts.boot_disk())
    for unneeded in ("boot", "var/lib/apt/lists", "var/cache/apt"):
        shutil.rmtree(root / unneeded, ignore_errors=True)


def _write(path: Path, content: str | bytes, permissions: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(permissions)


def _one(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found
