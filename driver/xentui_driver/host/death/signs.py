"""The known signs of a guest's end: what is looked for and where, and what it means.

Each was made on real Xen 4.17: `tests/data/deaths` has what it left, mostly by the same name.
"""

import re

from xentui_driver.host.death.evidence import Place
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.lazy_pattern import lazy_pattern


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that tell why a guest has ended or didn't start."""

    id: str
    """What the cause is called in --json."""
    place: Place
    words: re.Pattern[str]
    """Searched in each line."""
    cause: str
    """A sentence; {0} and so on are the groups of `words`."""
    next_step: str
    """A sentence or two; may name actions by id, `Do it (do: id)`."""
    source: str
    """Where the words come from in the sources of Xen, Linux or Debian."""


NO_MEMORY = "no-memory"
_EDIT = "correct the definition (do: edit)"

START_SIGNS: tuple[Sign, ...] = (
    Sign(
        "no-bootloader-config",
        Place.BOOTLOADER,
        lazy_pattern(r"Unable to find partition containing kernel"),
        "Its bootloader found no boot configuration with a kernel on its disk.",
        "Check that its first disk is the right one and has an installed system with /boot/grub/grub.cfg, or boot from "
        "an installer (kernel= and ramdisk= in the definition).",
        "tools/pygrub/src/pygrub",
    ),
    Sign(
        "bootloader-kernel-missing",
        Place.BOOTLOADER,
        lazy_pattern(r"Error opening (\S+) in guest"),
        "The boot configuration on its disk names {0}, which isn't there.",
        "Mount its disk in dom0 and look into /boot: install the kernel again, or boot an entry that is there.",
        "tools/pygrub/src/pygrub, copy_from_image",
    ),
    Sign(
        "bootloader-failed",
        Place.TOOLSTACK,
        lazy_pattern(r"bootloader failed - consult logfile (\S+)"),
        "Its bootloader failed, so there was no kernel to start.",
        "Read {0}, and check that its first disk has an installed system.",
        "libxl_bootloader.c, bootloader_finished",
    ),
    Sign(
        "kernel-missing",
        Place.TOOLSTACK,
        lazy_pattern(r"failed to open file '([^']+)'"),
        "{0}, which its definition names to boot from, isn't there.",
        f"Put the file back, or {_EDIT}.",
        "tools/libs/guest/xg_dom_core.c, xc_dom_malloc_filemap",
    ),
    Sign(
        "kernel-unusable",
        Place.TOOLSTACK,
        lazy_pattern(r"xc_dom_find_loader: no loader found"),
        "The file that its definition names as kernel is no kernel that this type of guest can boot.",
        f"Check `file` on the kernel and the guest's type, then {_EDIT}.",
        "tools/libs/guest/xg_dom_core.c, xc_dom_find_loader",
    ),
    Sign(
        "kernel-too-large",
        Place.TOOLSTACK,
        lazy_pattern(r"segment \w+ too large"),
        "It has less memory than its kernel and initial file system need.",
        "Give it more memory in the definition (do: edit).",
        "tools/libs/guest/xg_dom_core.c, xc_dom_chk_alloc_pages",
    ),
    Sign(
        NO_MEMORY,
        Place.TOOLSTACK,
        lazy_pattern(
            r"can't allocate low memory|failed to free memory for the domain|Failed to populate|Cannot allocate memory"
            r"|Out of memory"
        ),
        "The host has too little free memory to build it.",
        "Give it less memory in the definition (do: edit), or take some from other guests (do: balloon).",
        "tools/libs/guest/xg_dom_boot.c; libxl_create.c",
    ),
    Sign(
        "disk-mounted",
        Place.TOOLSTACK,
        lazy_pattern(r"(?:Device|File) (\S+) is .*mounted.* in the privileged domain"),
        "One of its disks, {0}, is mounted in dom0: if both wrote to it, its file system would be destroyed.",
        "Unmount it in dom0 (`findmnt`), then start the guest again (do: start).",
        "tools/hotplug/Linux/block, check_sharing",
    ),
    Sign(
        "disk-in-use",
        Place.TOOLSTACK,
        lazy_pattern(r"(?:Device|File) (\S+) is .*mounted.* in (?:a|the) guest domain"),
        "One of its disks, {0}, is in use by another guest: if both wrote to it, its file system would be destroyed.",
        f"Stop the guest that has it, or {_EDIT}.",
        "tools/hotplug/Linux/block, check_sharing",
    ),
    Sign(
        "disk-missing",
        Place.TOOLSTACK,
        lazy_pattern(r"Disk vdev=(\S+) failed to stat: (.+): No such file"),
        "Its disk {0} isn't there: {1} doesn't exist.",
        f"Activate the volume or mount the file system that it is on (`vgchange -ay`, `mount`), or {_EDIT}.",
        "libxl_device.c, libxl__device_disk_set_backend",
    ),
    Sign(
        "bridge-missing",
        Place.TOOLSTACK,
        lazy_pattern(r"Could not find bridge(?: device)? (\S+)"),
        "The bridge {0} that its network interface is to be on isn't there.",
        f"Bring the bridge up in dom0 (`ip link show {{0}}`, `ifup {{0}}`), or {_EDIT}.",
        "tools/hotplug/Linux/vif-bridge",
    ),
    Sign(
        "script-failed",
        Place.TOOLSTACK,
        lazy_pattern(r"(\S+) (?:online|add) \[\d+\] exited with error status (\d+)"),
        "A script of dom0 that sets up one of its devices failed: {0} (status {1}).",
        "What the script said is in the evidence below; /var/log/xen/xen-hotplug.log may have more.",
        "libxl_exec.c, libxl_report_child_exitstatus",
    ),
    Sign(
        "device-model-not-started",
        Place.TOOLSTACK,
        lazy_pattern(r"device model did not start|device model: spawn failed"),
        "Its device model (QEMU) ended before the guest could start.",
        f"The last line of the device model's log says why, then {_EDIT}.",
        "libxl_dm.c, device_model_spawn_outcome; libxl_create.c",
    ),
)
"""Why the guest could not be started, the most telling first."""

END_SIGNS: tuple[Sign, ...] = (
    Sign(
        "no-root",
        Place.CONSOLE,
        lazy_pattern(r"VFS: Unable to mount root fs on (\S+)"),
        "Its kernel found no root file system: the disk that root= names isn't there, or its driver isn't loaded.",
        "Check root= and the initial file system (ramdisk=, or the boot configuration on its disk), and that the disk "
        "is in the definition (do: edit).",
        "Linux, init/do_mounts.c",
    ),
    Sign(
        "root-not-found",
        Place.CONSOLE,
        lazy_pattern(r"ALERT!\s+(\S+) does not exist"),
        "It waits in its initial file system: the root file system {0} isn't there.",
        "Check root= and that the disk with that file system is in the definition (do: edit).",
        "Debian, initramfs-tools, scripts/local",
    ),
    Sign(
        "init-died",
        Place.CONSOLE,
        lazy_pattern(r"Kernel panic - not syncing: Attempted to kill init!(?: exitcode=(\w+))?"),
        "Its first process, init, has ended, and with it the guest: its system is damaged or incomplete.",
        "Boot it with another init= or from a rescue system, and look at the lines before the panic.",
        "Linux, kernel/exit.c",
    ),
    Sign(
        "guest-out-of-memory",
        Place.CONSOLE,
        lazy_pattern(r"Kernel panic - not syncing: (?:Out of memory|System is deadlocked on memory)"),
        "It ran out of memory, and its kernel gave up.",
        "Give it more memory in the definition (do: edit), or find out what in it grows.",
        "Linux, mm/oom_kill.c",
    ),
    Sign(
        "crash-requested",
        Place.CONSOLE,
        lazy_pattern(r"Kernel panic - not syncing: sysrq triggered crash"),
        "Somebody had its kernel crash on purpose: sysrq c, from inside or by `xl sysrq`.",
        "Ask who did it; nothing is wrong with the guest itself.",
        "Linux, drivers/tty/sysrq.c",
    ),
    Sign(
        "guest-panic",
        Place.CONSOLE,
        lazy_pattern(r"Kernel panic - not syncing: (.+)"),
        "Its own kernel panicked: {0}",
        "Look at the lines before the panic: they name the driver or the hardware. A newer kernel may have a fix.",
        "Linux, kernel/panic.c",
    ),
    Sign(
        "watchdog",
        Place.XEN,
        lazy_pattern(r"Watchdog timer fired for domain (\d+)"),
        "Its watchdog wasn't patted in time, so Xen ended it: the guest hung, or had too little CPU.",
        "Check how busy the host's CPUs were then, and the guest's own logs of the minutes before.",
        "xen/common/sched/core.c, domain_watchdog_timeout",
    ),
    Sign(
        "triple-fault",
        Place.XEN,
        lazy_pattern(r"d\d+v\d+ Triple fault - invoking HVM shutdown action"),
        "Its CPU took a fault that its kernel had no handler for, three times over (triple fault), so Xen reset it.",
        "It mostly happens early in a boot: check that kernel, initial file system and type of the guest fit together.",
        "xen/arch/x86/hvm/hvm.c, hvm_triple_fault",
    ),
    Sign(
        "xen-fault",
        Place.XEN,
        lazy_pattern(r"Domain \d+ \(vcpu#\d+\) crashed on cpu|domain_crash(?:_sync)? called from"),
        "Xen ended it for a fault that its kernel could not take.",
        "Xen's lines are in the evidence below: RIP is where the guest was. Try another kernel.",
        "xen/common/domain.c, __domain_crash",
    ),
    Sign(
        "nothing-to-boot",
        Place.XEN,
        lazy_pattern(r"\(d\d+\) No bootable device"),
        "Its firmware found nothing to boot: no disk of it has a boot sector.",
        "Check the order of its disks and boot= in the definition (do: edit), and that a system is installed.",
        "SeaBIOS, src/boot.c, on Xen's debug port",
    ),
)
"""Why the guest has ended after it was started, the most telling first."""

SIGNS = (*START_SIGNS, *END_SIGNS)
