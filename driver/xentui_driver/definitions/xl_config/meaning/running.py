"""How a guest runs, whatever its type: scheduler, limits, events, clocks, boot (xl_parse.c, parse_config_data)."""

from xentui_driver.definitions.xl_config.meaning.reading import LIBXL_FAIL, Reading, pieces, put, same_word, up_to_list
from xentui_driver.definitions.xl_config.meaning.shape import Record

FIRMWARE_FOLDER = "/usr/lib/xen-{}.{}/boot"
"""Debian's, by the version of Xen."""
"""Debian's XENFIRMWAREDIR."""

_INT_MAX = (1 << 31) - 1
_ACTIONS = {
    "destroy": "destroy",
    "restart": "restart",
    "rename-restart": "restart_rename",
    "preserve": "preserve",
    "coredump-destroy": "coredump_destroy",
    "coredump-restart": "coredump_restart",
    "soft-reset": "soft_reset",
}
"""xl's words and libxl's."""
_EVENTS = {
    "on_poweroff": "destroy",
    "on_reboot": "restart",
    "on_watchdog": "destroy",
    "on_crash": "destroy",
    "on_soft_reset": "soft-reset",
}
_TSC_MODES = ("default", "always_emulate", "native", "native_paravirt")
_TIMER_MODES = (
    "delay_for_missed_ticks",
    "no_delay_for_missed_ticks",
    "no_missed_ticks_pending",
    "one_missed_tick_pending",
)
_ALTP2M_MODES = ("disabled", "mixed", "external", "limited")


def read_scheduling(reading: Reading, build: Record) -> None:
    others = ("cap", "period", "slice", "latency", "extratime")
    build["sched_params"] = {}
    reading.numbers_into(build["sched_params"], {"cpu_weight": "weight"} | {key: key for key in others})


def read_limits(reading: Reading, build: Record) -> None:
    for key in ("max_grant_frames", "max_maptrack_frames", "max_grant_version"):
        put(build, key, reading.number_within(key, 0, _INT_MAX))
    build["claim_mode"] = "True"


def read_events(reading: Reading, domain: Record) -> None:
    for key, usual in _EVENTS.items():
        stated = reading.string(key)
        action = usual if stated is None else stated
        if action not in _ACTIONS:
            reading.refuse(f'Unknown {key} action "{action}" specified')
        domain[key] = _ACTIONS[action]


def read_clocks_and_boot(reading: Reading, create: Record, build: Record) -> None:
    reading.numbers_into(build, {"shadow_memory": "shadow_memkb"}, 1024)
    put(build, "disable_migrate", reading.flag("nomigrate"))
    put(build, "tsc_mode", _mode(reading, "tsc_mode", _TSC_MODES))
    put(build, "rtc_timeoffset", reading.number("rtc_timeoffset"))
    if reading.number("vncviewer") is not None:
        use = 'Use "-V" option of "xl create" to automatically spawn vncviewer.'
        reading.say(f'WARNING: ignoring "vncviewer" option. {use}')
    put(build, "localtime", reading.flag("localtime"))
    reading.numbers_into(build, {"videoram": "video_memkb"}, 1024)
    put(build, "event_channels", reading.number("max_event_channels"))
    reading.texts_into(build, {key: key for key in ("kernel", "ramdisk", "device_tree")})
    put(build, "cmdline", _command_line(reading))
    put(create, "driver_domain", reading.flag("driver_domain"))
    put(build, "acpi", reading.flag("acpi"))
    put(build, "bootloader", reading.string("bootloader"))
    put(build, "bootloader_args", _bootloader_arguments(reading))
    put(build, "timer_mode", _timer_mode(reading, create["type"]))
    put(build, "nested_hvm", reading.flag("nestedhvm"))


def read_altp2m_and_trace(reading: Reading, build: Record) -> None:
    number = reading.number("altp2m", is_quiet=True)
    complaint = 'ERROR: invalid value "{}" for "altp2m"'
    if number is None:
        put(build, "altp2m", reading.chosen("altp2m", _ALTP2M_MODES, complaint))
    elif 0 <= number < len(_ALTP2M_MODES):
        build["altp2m"] = _ALTP2M_MODES[number]
    else:
        reading.refuse(f'ERROR: invalid value {number} for "altp2m"')
    put(build, "vmtrace_buf_kb", reading.number("vmtrace_buf_kb", is_quiet=True))


def read_pv_firmware(reading: Reading, build: Record) -> None:
    """For PV and PVH, where `firmware` is a short word for a kernel."""
    firmware = reading.string("firmware")
    if firmware is not None:
        if "kernel" in build:
            reading.refuse("ERROR: both kernel and firmware specified")
        if not ("pvgrub32".startswith(firmware) or "pvgrub64".startswith(firmware)):
            reading.refuse("ERROR: only pvgrub{32|64} supported as firmware options")
        build["kernel"] = f"{FIRMWARE_FOLDER.format(*reading.host.version)}/{firmware}.bin"
    if "bootloader" not in build and "kernel" not in build:
        reading.refuse("Neither kernel nor bootloader specified")


def _command_line(reading: Reading) -> str | None:
    command_line = reading.string("cmdline")
    root = reading.string("root")
    extra = reading.string("extra")
    if command_line is not None:
        if root is not None or extra is not None:
            reading.say("Warning: ignoring root= and extra= in favour of cmdline=")
        return command_line
    if root is None:
        return extra
    return f"root={root}" if extra is None else f"root={root} {extra}"


def _bootloader_arguments(reading: Reading) -> list[str] | None:
    value = reading.value("bootloader_args")
    if value is None:
        return None
    if isinstance(value, tuple):
        return list(up_to_list(value))
    old = 'Specifying "bootloader_args" as a string is deprecated.'
    reading.say(f"WARNING: {old} Please use a list of arguments.")
    return split(reading, value, " \t\n")


def split(reading: Reading, text: str, delimiters: str) -> list[str]:
    """split_string_into_string_list, which copies a string that isn't there when nothing is between delimiters."""
    words = pieces(text, delimiters)
    if not words:
        reading.crash()
    return words


def _timer_mode(reading: Reading, kind: str) -> str | None:
    if kind == "pv" and isinstance(reading.value("timer_mode"), str):
        complaint = 'ERROR: "timer_mode" option is not supported for PV guests.'
        reading.refuse(complaint, exit_status=LIBXL_FAIL)
    return _mode(reading, "timer_mode", _TIMER_MODES)


def _mode(reading: Reading, key: str, words: tuple[str, ...]) -> str | None:
    """A word, or its number as in old days."""
    number = reading.number(key, is_quiet=True)
    if number is not None:
        is_known = 0 <= number < len(words)
        example = f'e.g. {key}="{words[number]}"' if is_known else ""
        if key == "timer_mode" and number == -1:
            example = f'e.g. {key}="unknown"'
        old = f'specifying "{key}" as an integer is deprecated.'
        reading.say(f"WARNING: {old} Please use the named parameter variant. {example}")
        if not is_known:
            reading.refuse(f'ERROR: invalid value {number} for "{key}"')
        return words[number]
    text = reading.string(key)
    if text is None:
        return None
    if key == "tsc_mode" and reading.host.version < (4, 20):
        reading.say(f'got a tsc mode string: "{text}"')
    known = (*words, "unknown") if key == "timer_mode" else words
    if same_word(known, text) is None:
        reading.refuse(f'ERROR: invalid value "{text}" for "{key}"')
    return same_word(known, text)
