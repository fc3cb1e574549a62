"""Parameters for the machine that a guest sees: firmware tables, clocks, enlightenments."""

from xentui_driver.definitions.parameters.parameter import ANY_TYPE, HVM_AND_PVH, HVM_ONLY, Parameter
from xentui_driver.definitions.parameters.rules import PATH, SWITCH, by_kind, number, one_of
from xentui_driver.definitions.parameters.specifications import VIRIDIAN_GROUPS

_PLATFORM = "xl.cfg(5), Processor and Platform Features"
_TIME = "xl.cfg(5), Guest Virtual Time Controls"
_SECONDS_LIMIT = (1 << 31) - 1

PLATFORM = (
    Parameter("acpi", bool, HVM_AND_PVH, SWITCH, _PLATFORM, help="ACPI tables; default: yes."),
    Parameter("acpi_s3", bool, HVM_ONLY, SWITCH, _PLATFORM, help="Suspend to RAM; default: yes."),
    Parameter("acpi_s4", bool, HVM_ONLY, SWITCH, _PLATFORM, help="Suspend to disk; default: yes."),
    Parameter("acpi_laptop_slate", bool, HVM_ONLY, SWITCH, _PLATFORM, help="Default: no."),
    Parameter("apic", bool, HVM_ONLY, SWITCH, _PLATFORM, help="APIC tables; default: yes."),
    Parameter("pae", bool, HVM_ONLY, SWITCH, _PLATFORM, help="Physical address extensions; default: yes."),
    Parameter("nx", bool, HVM_ONLY, SWITCH, _PLATFORM, help="Pages that can't be executed; needs pae; default: yes."),
    Parameter("hpet", bool, HVM_ONLY, SWITCH, _PLATFORM, help="The HPET timer; default: yes."),
    Parameter(
        "viridian",
        bool,
        HVM_ONLY,
        by_kind({bool: SWITCH, tuple: VIRIDIAN_GROUPS}),
        "xl.cfg(5), Support for Paravirtualisation of HVM Guests",
        other_kinds=(tuple,),
        help="Hyper-V enlightenments for Windows; default: no.",
    ),
    Parameter(
        "xen_platform_pci",
        bool,
        HVM_ONLY,
        SWITCH,
        "xl.cfg(5), Support for Paravirtualisation of HVM Guests",
        help="The device through which PV drivers find Xen; default: yes.",
    ),
    Parameter(
        "mmio_hole",
        int,
        HVM_ONLY,
        number(256, 3840, "MiB"),
        "xl.cfg(5), Memory layout",
        unit="MiB",
        help="The gap below 4 GiB.",
    ),
    Parameter("acpi_firmware", str, HVM_ONLY, PATH, _PLATFORM, help="A file with additional ACPI tables."),
    Parameter("smbios_firmware", str, HVM_ONLY, PATH, _PLATFORM, help="A file with additional SMBIOS structures."),
    Parameter(
        "ms_vm_genid",
        str,
        HVM_ONLY,
        one_of("generate", "none"),
        _PLATFORM,
        help="A generation ID, for Windows domain controllers; default: none.",
    ),
    Parameter("localtime", bool, ANY_TYPE, SWITCH, _TIME, help="The clock shows local time; default: UTC."),
    Parameter(
        "rtc_timeoffset",
        int,
        ANY_TYPE,
        number(-_SECONDS_LIMIT, _SECONDS_LIMIT, "seconds"),
        _TIME,
        unit="seconds",
        help="Added to its clock; default: 0.",
    ),
    Parameter(
        "tsc_mode",
        str,
        ANY_TYPE,
        one_of("default", "always_emulate", "native"),
        _TIME,
        help="How it sees the time stamp counter.",
    ),
    Parameter(
        "timer_mode",
        str,
        HVM_AND_PVH,
        one_of(
            "delay_for_missed_ticks",
            "no_delay_for_missed_ticks",
            "no_missed_ticks_pending",
            "one_missed_tick_pending",
        ),
        _TIME,
        help="What happens to timer ticks that it missed; default: no_delay_for_missed_ticks.",
    ),
    Parameter("vpt_align", bool, HVM_ONLY, SWITCH, _TIME, help="Align its timers; default: yes."),
)
