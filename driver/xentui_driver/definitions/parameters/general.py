"""Parameters that every guest has: name, size, how CPUs are shared, what follows when it ends."""

from xentui_driver.definitions.parameters.parameter import ANY_TYPE, HVM_AND_PVH, HVM_ONLY, GuestType, Parameter
from xentui_driver.definitions.parameters.rules import LABEL, SWITCH, UUID, number, one_of, pattern
from xentui_driver.definitions.parameters.specifications import CPUID, CPUS, NAME

MEMORY_LIMIT_MIB = 1 << 24
"""16 TiB, the most that Xen supports (SUPPORT.md in its tree)."""
_LARGEST_INT = (1 << 31) - 1

_ACTIONS = one_of(
    "destroy", "restart", "rename-restart", "preserve", "coredump-destroy", "coredump-restart", "soft-reset"
)

GUEST = (
    Parameter(
        "name",
        str,
        ANY_TYPE,
        NAME,
        "xl.cfg(5), Mandatory Configuration Items",
        is_required=True,
        help="The guest's name on its host.",
    ),
    Parameter(
        "uuid",
        str,
        ANY_TYPE,
        UUID,
        "xl.cfg(5), Other Options",
        is_required=True,
        help="Identifies the guest for good; without it xl makes up a new one at each start.",
    ),
    Parameter(
        "type",
        str,
        ANY_TYPE,
        one_of(*(kind.value for kind in GuestType)),
        "xl.cfg(5), Selecting Guest Type",
        help="Always written, because xl's default is pv.",
    ),
    Parameter(
        "memory",
        int,
        ANY_TYPE,
        number(4, MEMORY_LIMIT_MIB, "MiB"),
        "xl.cfg(5), Memory Allocation",
        is_required=True,
        unit="MiB",
        help="Its memory at the start.",
    ),
    Parameter(
        "maxmem",
        int,
        ANY_TYPE,
        number(4, MEMORY_LIMIT_MIB, "MiB"),
        "xl.cfg(5), Memory Allocation",
        unit="MiB",
        help="The most memory it can be given while it runs; default: as memory.",
    ),
    Parameter(
        "vcpus",
        int,
        ANY_TYPE,
        number(1, 512),
        "xl.cfg(5), CPU Allocation",
        default=1,
        help="How many are online at the start.",
    ),
    Parameter(
        "maxvcpus",
        int,
        ANY_TYPE,
        number(1, 512),
        "xl.cfg(5), CPU Allocation",
        help="The most vCPUs it can be given while it runs; default: as vcpus.",
    ),
)

CPU = (
    Parameter(
        "cpus",
        str,
        ANY_TYPE,
        CPUS,
        "xl.cfg(5), CPU Allocation",
        other_kinds=(tuple,),
        help="The host CPUs it may run on: a text for all vCPUs, a list with one for each vCPU.",
    ),
    Parameter(
        "cpus_soft",
        str,
        ANY_TYPE,
        CPUS,
        "xl.cfg(5), CPU Allocation",
        other_kinds=(tuple,),
        help="The host CPUs it should run on while they are free.",
    ),
    Parameter(
        "pool",
        str,
        ANY_TYPE,
        pattern("the name of a CPU pool", r"[\w.+-]+"),
        "xl.cfg(5), CPU Allocation",
        help="Default: Pool-0.",
    ),
    Parameter(
        "cpu_weight",
        int,
        ANY_TYPE,
        number(1, 65535),
        "xl.cfg(5), CPU Scheduling",
        help="Its share when CPUs are scarce; default: 256.",
    ),
    Parameter(
        "cap",
        int,
        ANY_TYPE,
        number(0, 65535, "percent"),
        "xl.cfg(5), CPU Scheduling",
        unit="percent",
        help="The most CPU it gets, 100 for one CPU; default: 0, no limit.",
    ),
    Parameter(
        "cpuid",
        str,
        ANY_TYPE,
        CPUID,
        "xl.cfg(5), Processor and Platform Features",
        other_kinds=(tuple,),
        help="The CPU features that it sees; a list uses xend's form.",
    ),
    Parameter(
        "nestedhvm",
        bool,
        HVM_AND_PVH,
        SWITCH,
        "xl.cfg(5), Processor and Platform Features",
        help="Whether it can run guests of its own; default: no.",
    ),
    Parameter(
        "hap",
        bool,
        HVM_AND_PVH,
        SWITCH,
        "xl.cfg(5), Paging",
        help="Hardware-assisted paging; default: yes if the host has it.",
    ),
    Parameter(
        "oos",
        bool,
        HVM_ONLY,
        SWITCH,
        "xl.cfg(5), Paging",
        help="Out-of-sync page tables with shadow paging; default: Xen's choice.",
    ),
    Parameter(
        "shadow_memory",
        int,
        HVM_AND_PVH,
        number(1, MEMORY_LIMIT_MIB, "MiB"),
        "xl.cfg(5), Paging",
        unit="MiB",
        help="Reserved for its page tables; default: 1 MiB per vCPU and 4 to 8 KiB per MiB of memory.",
    ),
    Parameter(
        "altp2m",
        str,
        HVM_AND_PVH,
        one_of("disabled", "mixed", "external", "limited"),
        "xl.cfg(5), Processor and Platform Features",
        help="Who may have other views of its memory; default: disabled.",
    ),
)

EVENTS = (
    Parameter(
        "on_poweroff",
        str,
        ANY_TYPE,
        _ACTIONS,
        "xl.cfg(5), Event Actions",
        help="When it shuts down; default: destroy.",
    ),
    Parameter(
        "on_reboot", str, ANY_TYPE, _ACTIONS, "xl.cfg(5), Event Actions", help="When it reboots; default: restart."
    ),
    Parameter(
        "on_crash", str, ANY_TYPE, _ACTIONS, "xl.cfg(5), Event Actions", help="When it crashes; default: destroy."
    ),
    Parameter(
        "on_watchdog",
        str,
        ANY_TYPE,
        _ACTIONS,
        "xl.cfg(5), Event Actions",
        help="When its watchdog expires; default: destroy.",
    ),
    Parameter(
        "on_soft_reset",
        str,
        ANY_TYPE,
        _ACTIONS,
        "xl.cfg(5), Event Actions",
        help="When it asks for a soft reset (kexec); default: soft-reset.",
    ),
)

LIMITS = (
    Parameter(
        "nomigrate", bool, ANY_TYPE, SWITCH, "xl.cfg(5), Other Options", help="Refuse to migrate it; default: no."
    ),
    Parameter(
        "driver_domain",
        bool,
        ANY_TYPE,
        SWITCH,
        "xl.cfg(5), Other Options",
        help="It serves disks or networks to other guests; default: no.",
    ),
    Parameter(
        "max_grant_frames",
        int,
        ANY_TYPE,
        number(1, _LARGEST_INT),
        "xl.cfg(5), Other Options",
        help="Pages of grants it can give; default: as in xl.conf. Many disks and interfaces need more.",
    ),
    Parameter(
        "max_maptrack_frames",
        int,
        ANY_TYPE,
        number(0, _LARGEST_INT),
        "xl.cfg(5), Other Options",
        help="Pages of grants it can map; default: as in xl.conf.",
    ),
    Parameter(
        "max_grant_version",
        int,
        ANY_TYPE,
        number(1, 2),
        "xl.cfg(5), Other Options",
        help="Default: as in xl.conf.",
    ),
    Parameter(
        "max_event_channels",
        int,
        ANY_TYPE,
        number(1, 131071),
        "xl.cfg(5), Other Options",
        help="Default: 1023.",
    ),
    Parameter("seclabel", str, ANY_TYPE, LABEL, "xl.cfg(5), Other Options", help="Its label under XSM."),
    Parameter(
        "init_seclabel",
        str,
        ANY_TYPE,
        LABEL,
        "xl.cfg(5), Other Options",
        help="Its label under XSM while it is built.",
    ),
)
