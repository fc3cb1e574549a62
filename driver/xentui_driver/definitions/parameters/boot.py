"""Parameters for the first code that a guest runs: kernel, bootloader, firmware."""

from xentui_driver.definitions.parameters.parameter import ANY_TYPE, HVM_ONLY, PV_AND_PVH, PVH_ONLY, Parameter, Rule
from xentui_driver.definitions.parameters.rules import LINE, LINES, PATH, PROGRAM, SWITCH, one_of, pattern

PV_FIRMWARE = ("pvgrub32", "pvgrub64")
HVM_FIRMWARE = ("bios", "uefi", "seabios", "ovmf", "rombios")


def _firmware() -> Rule:
    """xl compares only as far as the text goes (xl_parse.c), so only whole words are allowed."""
    words = one_of(*PV_FIRMWARE, *HVM_FIRMWARE)
    return Rule(f"{words.words}, or an absolute path", lambda value: PATH.problem(value) and words.problem(value))


BOOT = (
    Parameter(
        "kernel",
        str,
        ANY_TYPE,
        PATH,
        "xl.cfg(5), Direct Kernel Boot",
        help="The kernel to boot: a file on the host, or inside the first disk if there is a bootloader.",
    ),
    Parameter("ramdisk", str, ANY_TYPE, PATH, "xl.cfg(5), Direct Kernel Boot", help="The kernel's initrd."),
    Parameter(
        "cmdline",
        str,
        ANY_TYPE,
        LINE,
        "xl.cfg(5), Direct Kernel Boot",
        help="The kernel's whole command line, instead of root and extra.",
    ),
    Parameter(
        "root",
        str,
        ANY_TYPE,
        LINE,
        "xl.cfg(5), Direct Kernel Boot",
        help="Becomes root=... on the kernel's command line.",
    ),
    Parameter(
        "extra",
        str,
        ANY_TYPE,
        LINE,
        "xl.cfg(5), Direct Kernel Boot",
        help="The rest of the kernel's command line.",
    ),
    Parameter(
        "bootloader",
        str,
        PV_AND_PVH,
        PROGRAM,
        "xl.cfg(5), Paravirtualised (PV) Guest Specific Options",
        help="Finds the kernel inside the first disk: pygrub. It runs as root in dom0.",
    ),
    Parameter(
        "bootloader_args",
        tuple,
        PV_AND_PVH,
        LINES,
        "xl.cfg(5), Paravirtualised (PV) Guest Specific Options",
        help="Arguments for the bootloader.",
    ),
    Parameter(
        "firmware",
        str,
        ANY_TYPE,
        _firmware(),
        "xl.cfg(5), Non direct Kernel Boot",
        help="PV, and PVH with pvshim: pvgrub32 or pvgrub64. HVM: bios (the default), uefi or a file.",
    ),
    Parameter(
        "bios",
        str,
        HVM_ONLY,
        one_of("seabios", "ovmf", "rombios"),
        "xl.cfg(5), Processor and Platform Features",
        help="Older name of firmware.",
    ),
    Parameter(
        "bios_path_override",
        str,
        HVM_ONLY,
        PATH,
        "xl.cfg(5), Processor and Platform Features",
        help="A file to use instead of the one that bios names.",
    ),
    Parameter(
        "boot",
        str,
        HVM_ONLY,
        pattern("one or more of a (floppy), c (disk), d (CD-ROM) and n (network)", r"(?:([acdn])(?!.*\1))+"),
        "xl.cfg(5), Boot Device",
        help="The order in which the firmware tries devices; default: cda.",
    ),
    Parameter(
        "pvshim",
        bool,
        PVH_ONLY,
        SWITCH,
        "xl.cfg(5), PVH guest options",
        help="Run a PV guest inside PVH; default: no.",
    ),
    Parameter("pvshim_path", str, PVH_ONLY, PATH, "xl.cfg(5), PVH guest options", help="Default: Xen's own shim."),
    Parameter(
        "pvshim_cmdline",
        str,
        PVH_ONLY,
        LINE,
        "xl.cfg(5), PVH guest options",
        help='Default: "pv-shim console=xen,pv".',
    ),
    Parameter("pvshim_extra", str, PVH_ONLY, LINE, "xl.cfg(5), PVH guest options", help="Appended to it."),
)
