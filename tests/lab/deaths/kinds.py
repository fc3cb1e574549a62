"""The kinds of death that the lab can bring about."""

from collections.abc import Callable

from tests.lab import guests
from tests.lab.deaths import kernels
from tests.lab.deaths.death import Death, is_gone
from tests.lab.guest_system import LAB_FOLDER, LINUX_INITRAMFS, LINUX_KERNEL
from tests.lab.host import LabHost
from tests.waiting import until
from xentui_driver.transport.protocol import Completed

_DISK = f"{LAB_FOLDER}/deaths.img"
_BRIDGE = "deathsbr"
_MAKE_DISK = f"truncate -s 8M {_DISK} && mkfs.ext4 -q -F {_DISK}"
_REMOVE_DISK = f"rm -f {_DISK}"
# The script of block devices looks for other users of one; of files it doesn't see them (its losetup -a is older).
_VOLUME = "/dev/loop7"
_MAKE_VOLUME = f"{_MAKE_DISK} && losetup {_VOLUME} {_DISK}"
_REMOVE_VOLUME = f"losetup -d {_VOLUME}; {_REMOVE_DISK}"
_RAMDISK_OF_OOM = f"{LAB_FOLDER}/oom.initramfs"
_OVERLAY = f"{LAB_FOLDER}/oom.rc"
_DEBIANS_RAMDISK = f"{LAB_FOLDER}/debian.initramfs"
_MAKE_RAMDISK = (
    f"mkdir -p /tmp/initramfs && cp -r /etc/initramfs-tools/. /tmp/initramfs && "
    f"echo MODULES=list > /tmp/initramfs/conf.d/modules && "
    # It looks up there how the kernel's initial file system may be packed.
    "mkdir -p /boot && echo CONFIG_RD_GZIP=y > /boot/config-$(ls /lib/modules) && "
    f"mkinitramfs -d /tmp/initramfs -o {_DEBIANS_RAMDISK} $(ls /lib/modules)"
)
_FIRST_DOMID = "sed -n 's/.*(domid \\([0-9]*\\)).*/\\1/p' /var/log/xen/xl-$1.log | head -n 1"
_END_MONITOR = "kill $(sed -n 's/.*\\[pid \\([0-9]*\\)\\]$/\\1/p' /var/log/xen/xl-$1.log | tail -n 1)"
_MAKE_BRIDGE, _REMOVE_BRIDGE = f"ip link add {_BRIDGE} type bridge", f"ip link del {_BRIDGE}"


Start = Callable[[LabHost, str], Completed]
"""Starts the guest of that name, whose definition is in its place."""


def by_xl(host: LabHost, name: str) -> Completed:
    return host.run(("env", "LC_ALL=C", "xl", "create", f"/etc/xen/{name}.cfg"), timeout_s=600.0)


def _destroy(host: LabHost, domid: int) -> None:
    host.run(("xl", "destroy", str(domid)))


def _shut_down(host: LabHost, domid: int) -> None:
    host.wait_until_guest_is_up(domid)
    host.run(("xl", "shutdown", str(domid)))


def _kill_device_model(host: LabHost, domid: int) -> None:
    """As the kernel of a dom0 without memory would."""
    host.run_script("kill -9 $(xenstore-read /local/domain/$1/image/device-model-pid)", str(domid))


def _has_no_device_model(host: LabHost, domid: int) -> bool:
    script = "kill -0 $(xenstore-read /local/domain/$1/image/device-model-pid)"
    return host.run_script(script, str(domid)).exit_status != 0


def _finds_nothing_to_boot(host: LabHost, domid: int) -> bool:
    return "No bootable device" in host.run(("xl", "dmesg")).stdout


def _waits_for_its_root(host: LabHost, domid: int) -> bool:
    return host.run(("grep", "-q", "ALERT!", "/var/log/xen/console/guest-waiting.log")).exit_status == 0


def _crashes_often(host: LabHost, domid: int) -> bool:
    return max(host.domids()) >= domid + 3


def _linux_alone(name: str, words: str, **options: guests.Value) -> str:
    """Linux without its initial file system."""
    return guests.config(
        name=name,
        type="pv",
        kernel=LINUX_KERNEL,
        extra=f"console=hvc0 {words} {guests.UNGUARDED}",
        memory=guests.LINUX_MINIMUM_MIB,
        vcpus=1,
        **options,
    )


def _kernel_of(name: str, type: guests.GuestType, path: str, memory_mib: int = 4, **options: guests.Value) -> str:
    return guests.config(name=name, type=type, kernel=path, memory=memory_mib, vcpus=1, **options)


DEATHS = (
    Death(
        "no-bootloader-config",
        "boots by pygrub from a disk that has a file system without a grub.cfg.",
        "nogrub",
        guests.config(name="nogrub", type="pv", bootloader="pygrub", memory=64, disk=(f"{_DISK},raw,xvda,w",)),
        before=_MAKE_DISK,
        after=_REMOVE_DISK,
        is_started=False,
    ),
    Death(
        "bootloader-kernel-missing",
        "boots by pygrub from a disk whose grub.cfg names a kernel that isn't there.",
        "grubless",
        guests.config(name="grubless", type="pv", bootloader="pygrub", memory=64, disk=(f"{_DISK},raw,xvda,w",)),
        files={
            f"{LAB_FOLDER}/deaths.d/boot/grub/grub.cfg": (
                b"set default=0\nmenuentry 'Linux' {\n  linux /boot/vmlinuz-6.1.0 root=/dev/xvda ro\n"
                b"  initrd /boot/initrd.img-6.1.0\n}\n"
            )
        },
        before=f"truncate -s 8M {_DISK} && mkfs.ext4 -q -F -d {LAB_FOLDER}/deaths.d {_DISK}",
        after=f"rm -rf {_DISK} {LAB_FOLDER}/deaths.d",
        is_started=False,
    ),
    Death(
        "kernel-missing",
        "has a kernel= that isn't there.",
        "nokernel",
        _kernel_of("nokernel", "pvh", "/srv/lab/vmlinuz-6.1.0-18-amd64", 64),
        is_started=False,
    ),
    Death(
        "kernel-unusable",
        "has a kernel= that is a text file.",
        "textkernel",
        _kernel_of("textkernel", "pv", f"{LAB_FOLDER}/text", 64),
        files={f"{LAB_FOLDER}/text": b"This is no kernel.\n" * 100},
        is_started=False,
    ),
    Death(
        "kernel-too-large",
        "has less memory than its kernel needs.",
        "small",
        guests.linux("small", memory_mib=8),
        is_started=False,
    ),
    Death(
        "no-memory",
        "has more memory than the host.",
        "huge",
        guests.linux("huge", memory_mib=32768),
        is_started=False,
    ),
    Death(
        "script-failed",
        "has a network interface whose script fails.",
        "unscripted",
        guests.tiny("unscripted", vif=(f"bridge={_BRIDGE},script=vif-broken",)),
        files={"/etc/xen/scripts/vif-broken": b'#!/bin/sh\necho "no such VLAN: 42" >&2\nexit 7\n'},
        before=f"chmod +x /etc/xen/scripts/vif-broken; {_MAKE_BRIDGE}",
        after=f"rm /etc/xen/scripts/vif-broken; {_REMOVE_BRIDGE}",
        is_started=False,
    ),
    Death(
        "disk-missing",
        "has a disk whose file isn't there.",
        "diskless",
        guests.tiny("diskless", disk=(f"{LAB_FOLDER}/nosuch.img,raw,xvda,rw",)),
        is_started=False,
    ),
    Death(
        "volume-missing",
        "has a disk whose block device isn't there.",
        "volumeless",
        guests.tiny("volumeless", disk=("phy:/dev/vg0/volumeless,xvda,w",)),
        is_started=False,
    ),
    Death(
        "disk-in-use",
        "has a disk that another guest writes to.",
        "second",
        guests.tiny("second", disk=(f"phy:{_VOLUME},xvda,w",)),
        files={f"{LAB_FOLDER}/first.cfg": guests.tiny("first", disk=(f"phy:{_VOLUME},xvda,w",)).encode()},
        before=f"{_MAKE_VOLUME} && xl create {LAB_FOLDER}/first.cfg",
        after=f"xl destroy first; {_REMOVE_VOLUME}",
        is_started=False,
    ),
    Death(
        "disk-mounted",
        "has a disk that is mounted in the dom0.",
        "mounted",
        guests.tiny("mounted", disk=(f"phy:{_VOLUME},xvda,w",)),
        before=f"{_MAKE_VOLUME} && mount {_VOLUME} /mnt",
        after=f"umount /mnt; {_REMOVE_VOLUME}",
        is_started=False,
    ),
    Death(
        "bridge-missing",
        "has a network interface on a bridge that isn't there.",
        "unplugged",
        guests.tiny("unplugged", vif=("bridge=xenbr7",)),
        is_started=False,
    ),
    Death(
        "device-model-not-started",
        "has an argument for its device model that QEMU doesn't know.",
        "mistyped",
        guests.hvm("mistyped", device_model_args_hvm=("-nosuchoption",)),
        is_started=False,
        is_slow=True,
    ),
    Death(
        "no-root",
        "is Linux without an initial file system and with root= a disk that it doesn't have.",
        "rootless",
        _linux_alone("rootless", "root=/dev/xvda1 ro"),
        until=is_gone,
        is_slow=True,
    ),
    Death(
        "root-not-found",
        "is Linux with Debian's initial file system and with root= a disk that it doesn't have.",
        "waiting",
        guests.config(
            name="waiting",
            type="pv",
            kernel=LINUX_KERNEL,
            ramdisk=_DEBIANS_RAMDISK,
            extra=f"console=hvc0 root=UUID=0d6f7c4e-3a55-4c1b-9d4c-6f0f5a3c9b11 ro rootdelay=5 {guests.UNGUARDED}",
            memory=256,
            vcpus=1,
        ),
        before=_MAKE_RAMDISK,
        after=f"rm -rf {_DEBIANS_RAMDISK} /tmp/initramfs",
        until=_waits_for_its_root,
        is_slow=True,
    ),
    Death(
        "init-died",
        "is Linux whose init ends.",
        "initless",
        guests.linux("initless", type="pv").replace("lab.errand=wait", "rdinit=/bin/false"),
        until=is_gone,
        is_slow=True,
    ),
    Death(
        "crash-requested",
        "is Linux that crashes itself: echo c > /proc/sysrq-trigger; on_crash=preserve.",
        "panicky",
        guests.linux("panicky", type="pv", errand="crash", on_crash="preserve"),
        is_slow=True,
    ),
    Death(
        "crash-requested-pvh",
        "is the same as PVH, and isn't preserved.",
        "panickyh",
        guests.linux("panickyh", type="pvh", errand="crash"),
        until=is_gone,
        is_slow=True,
    ),
    Death(
        "guest-out-of-memory",
        "is Linux with vm.panic_on_oom that fills its memory.",
        "hungry",
        guests.linux("hungry", type="pv").replace(LINUX_INITRAMFS, _RAMDISK_OF_OOM),
        files={_OVERLAY: kernels.rc_overlay(kernels.OOM_RC)},
        before=f"cat {LINUX_INITRAMFS} {_OVERLAY} > {_RAMDISK_OF_OOM}",
        after=f"rm -f {_RAMDISK_OF_OOM} {_OVERLAY}",
        until=is_gone,
        is_slow=True,
    ),
    Death(
        "triple-fault",
        "is a PVH kernel with an invalid opcode and without handlers; on_reboot=preserve.",
        "tripled",
        _kernel_of("tripled", "pvh", f"{LAB_FOLDER}/tripled", on_reboot="preserve"),
        files={f"{LAB_FOLDER}/tripled": kernels.pvh(kernels.UD2)},
    ),
    Death(
        "xen-fault",
        "is a PV kernel with an invalid opcode and without handlers.",
        "faulty",
        _kernel_of("faulty", "pv", f"{LAB_FOLDER}/faulty", 32),
        files={f"{LAB_FOLDER}/faulty": kernels.pv(kernels.UD2)},
        until=is_gone,
    ),
    Death(
        "watchdog",
        "is a PVH kernel that sets Xen's watchdog to two seconds and doesn't pat it.",
        "unpatted",
        _kernel_of("unpatted", "pvh", f"{LAB_FOLDER}/unpatted"),
        files={f"{LAB_FOLDER}/unpatted": kernels.pvh(kernels.WATCHDOG)},
        until=is_gone,
    ),
    Death(
        "crash-loop",
        "is a PV kernel with an invalid opcode, and on_crash=restart.",
        "looping",
        _kernel_of("looping", "pv", f"{LAB_FOLDER}/faulty", 32, on_crash="restart"),
        files={f"{LAB_FOLDER}/faulty": kernels.pv(kernels.UD2)},
        until=_crashes_often,
    ),
    Death("destroyed", "is ended by `xl destroy`.", "ended", guests.tiny("ended"), then=_destroy, until=is_gone),
    Death(
        "powered-off",
        "is Linux that powers itself off.",
        "quitter",
        guests.linux("quitter", type="pv", errand="poweroff"),
        until=is_gone,
        is_slow=True,
    ),
    Death(
        "shut-down",
        "is Linux that is ended by `xl shutdown`.",
        "asked",
        guests.linux("asked", type="pv"),
        then=_shut_down,
        until=is_gone,
        is_slow=True,
    ),
    Death(
        "device-model-died",
        "is an HVM guest whose QEMU is killed.",
        "modelless",
        guests.hvm("modelless"),
        then=_kill_device_model,
        until=_has_no_device_model,
        is_slow=True,
    ),
    Death(
        "nothing-to-boot",
        "is an HVM guest whose disk has no boot sector; Xen runs with guest_loglvl=all.",
        "bootless",
        guests.hvm("bootless").replace(f"{LAB_FOLDER}/hvm.img", _DISK),
        before=f"truncate -s 1M {_DISK}; xl set-parameters guest_loglvl=all",
        after=f"{_REMOVE_DISK}; xl set-parameters guest_loglvl=error/warning",
        until=_finds_nothing_to_boot,
        is_slow=True,
    ),
)


def bring_about(host: LabHost, death: Death, start: Start = by_xl, timeout_s: float = 600.0) -> tuple[str, int]:
    """All that the start said, and the domid; 0 where there has never been a domain that ran.

    Leaves the guest and its traces as they are: `clear_away` ends what `before` began.
    """
    host.put(f"/etc/xen/{death.name}.cfg", death.definition.encode())
    for file, content in death.files.items():
        host.put(file, content)
    if death.before:
        prepared = host.run_script(death.before, timeout_s=timeout_s)
        assert prepared.exit_status == 0, prepared.stderr
    started = start(host, death.name)
    said = started.stdout + started.stderr
    assert (started.exit_status == 0) is death.is_started, said
    if not death.is_started:
        return said, 0
    domid = int(host.run_script(_FIRST_DOMID, death.name).stdout)
    death.then(host, domid)
    until(lambda: death.until(host, domid), timeout_s=timeout_s, every_s=0.5)
    return said, domid


def clear_away(host: LabHost, death: Death) -> None:
    """Leave neither the guest, nor a monitor that builds it again, nor what was laid out for it."""
    host.run_script(f"{_END_MONITOR}; xl destroy $1; {death.after or ':'}; rm -f /etc/xen/$1.cfg", death.name)
