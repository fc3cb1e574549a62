"""The rules of values that have a grammar of their own: CPU lists, CPUID, PCI devices, disks, interfaces."""

from xentui_driver.definitions.naming import check_new_name
from xentui_driver.definitions.parameters.parameter import Rule
from xentui_driver.definitions.parameters.rules import by_kind, each, one_of, parsed
from xentui_driver.definitions.xl_config.disk import Disk, parse_disk
from xentui_driver.definitions.xl_config.vdev import number_of
from xentui_driver.definitions.xl_config.vif import parse_vif
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.lazy_pattern import lazy_pattern

CPU_LIMIT = 4095
"""The largest number of CPUs that Xen can be built for (arch/Kconfig, NR_CPUS)."""

_SHOWN_CHARACTERS = 60
_CPU_TERM = lazy_pattern(r"(?P<not>\^?)(?:nodes?:)?(?:(?P<all>all)|(?P<first>[0-9]{1,9})(?:-(?P<last>[0-9]{1,9}))?)")
_CPUID_FLAG = lazy_pattern(r"[a-z0-9][a-z0-9._+-]*=(?:[01xks]|0x[0-9a-f]+|[0-9]+)")
_CPUID_LEAF = lazy_pattern(
    r"(?:0x[0-9a-fA-F]{1,8}|[0-9]{1,10})(?:,(?:0x[0-9a-fA-F]{1,8}|[0-9]{1,10}))?"
    r":e[abcd]x=[01xks]{32}(?:,e[abcd]x=[01xks]{32})*"
)
_ADDRESS = (
    r"(?:(?P<domain>[0-9a-fA-F]{1,4}):)?(?P<bus>[0-9a-fA-F]{1,2}):"
    r"(?P<slot>[01]?[0-9a-fA-F])\.(?P<function>[0-7*])"
)
_PCI_ADDRESS = lazy_pattern(_ADDRESS)
_PCI_FIRST = lazy_pattern(_ADDRESS + r"(?:@[01]?[0-9a-fA-F])?")
_NAME = lazy_pattern(r"[\w.-]+")
_PCI_OPTIONS = {
    "vslot": lazy_pattern(r"[01]?[0-9a-fA-F]"),
    "permissive": lazy_pattern(r"[01]"),
    "msitranslate": lazy_pattern(r"[01]"),
    "seize": lazy_pattern(r"[01]"),
    "power_mgmt": lazy_pattern(r"[01]"),
    "rdm_policy": lazy_pattern(r"strict|relaxed"),
}


def parse_cpus(text: str) -> None:
    """A list of host CPUs (xl_parse.c, parse_cpurange). Raises InvalidInput."""
    names_some = False
    for term in text.split(","):
        match = _CPU_TERM.fullmatch(term)
        if match is None:
            raise InvalidInput(f'"{_cut(term)}" is neither all, a number, a range nor one of them after node: or ^.')
        if match["not"] and match["all"]:
            raise InvalidInput('"^all" leaves no CPU.')
        first = int(match["first"] or 0)
        last = int(match["last"] or first)
        if last < first or last > CPU_LIMIT:
            raise InvalidInput(f'"{term}" is not a range from 0 to {CPU_LIMIT}.')
        names_some = names_some or not match["not"]
    if not names_some:
        raise InvalidInput(f'"{_cut(text)}" only removes CPUs: begin with all.')


def parse_cpuid(text: str) -> None:
    """libxl's form (libxl_cpuid.c); xl warns at a wrong flag and starts the guest without it. Raises InvalidInput."""
    host, *flags = text.split(",")
    if host != "host":
        raise InvalidInput(f'"{_cut(text)}" doesn\'t begin with host.')
    for flag in flags:
        if not _CPUID_FLAG.fullmatch(flag):
            raise InvalidInput(f'"{_cut(flag)}" isn\'t FLAG=0, 1, x, k or s, nor KEY=NUMBER.')


def parse_cpuid_leaf(text: str) -> None:
    """One item of xend's form (libxl_cpuid_parse_config_xend). Raises InvalidInput."""
    if not _CPUID_LEAF.fullmatch(text):
        raise InvalidInput(f'"{_cut(text)}" isn\'t LEAF[,SUBLEAF]:eax=BITS,... with 32 of 0, 1, x, k or s.')


def parse_pci(text: str) -> str:
    """The address of a host's PCI device as in /sys, DDDD:BB:SS.F; empty where a name is given (libxlu_pci.c).

    Raises InvalidInput.
    """
    first, *options = text.split(",")
    address = _PCI_FIRST.fullmatch(first)
    if address is None:
        options.insert(0, first)
    name = ""
    for option in options:
        key, equals, value = option.partition("=")
        if key == "bdf" and address is None and not name:
            address = _PCI_ADDRESS.fullmatch(value)
            if address is None:
                raise InvalidInput(f'"{_cut(value)}" isn\'t an address [DDDD:]BB:SS.F.')
        elif key == "name" and address is None and not name and _NAME.fullmatch(value):
            name = value
        elif not equals or key not in _PCI_OPTIONS or not _PCI_OPTIONS[key].fullmatch(value):
            raise InvalidInput(f'"{_cut(option)}" is neither an address [DDDD:]BB:SS.F nor an option of one.')
    if address is None:
        if name:
            return ""
        raise InvalidInput(f'"{_cut(text)}" contains no address [DDDD:]BB:SS.F.')
    domain, bus, slot = (int(address[part] or "0", 16) for part in ("domain", "bus", "slot"))
    return f"{domain:04x}:{bus:02x}:{slot:02x}.{address['function']}"


def parse_placed_disk(text: str) -> Disk:
    """A disk with a place that libxl knows; `xl create -n` doesn't look at it yet. Raises InvalidInput."""
    disk = parse_disk(text)
    if number_of(disk.vdev) is None:
        raise InvalidInput(
            f'"{_cut(text)}" doesn\'t say where the guest sees it, such as xvda, sda or hda: "{_cut(disk.vdev)}".'
        )
    return disk


def _cut(text: str) -> str:
    return text[:_SHOWN_CHARACTERS]


_CPU_LIST = parsed("a list of host CPUs like all, 0-3,^1 or node:0", parse_cpus)
CPUS = by_kind({str: _CPU_LIST, tuple: each(_CPU_LIST, "one such list for each vCPU")})
CPUID = by_kind(
    {
        str: parsed("host,FLAG=0,...", parse_cpuid),
        tuple: each(parsed("LEAF:REGISTER=BITS,...", parse_cpuid_leaf), "a list of LEAF:REGISTER=BITS,..."),
    }
)
PCI = each(parsed("a PCI device [DDDD:]BB:SS.F with its options", parse_pci))
NAME = parsed("up to 235 bytes of text, not digits only, without a slash or control characters", check_new_name)
DISKS = each(parsed("a disk like /dev/vg0/web1,raw,xvda,rw", parse_placed_disk))
VIFS = each(parsed("an interface like mac=00:16:3e:01:02:03,bridge=xenbr0", parse_vif))

_GROUPS = (
    "base", "freq", "time_ref_count", "reference_tsc", "hcall_remote_tlb_flush", "apic_assist", "crash_ctl", "stimer",
    "hcall_ipi", "ex_processor_masks", "no_vp_limit", "cpu_hotplug",
)  # fmt: skip
VIRIDIAN_GROUPS: Rule = each(
    one_of("all", "defaults", *_GROUPS, *(f"!{group}" for group in _GROUPS)), "a list of groups of xl.cfg(5)"
)
