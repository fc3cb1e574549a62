"""The meaning of a file to xl: the configuration that `xl create -n FILE` prints (xl_parse.c 4.17, libxl's JSON)."""

from typing import Any

from xentui_driver.definitions.xl_config.config import Config, Setting
from xentui_driver.definitions.xl_config.meaning import (
    affinity,
    cpuid,
    device_model,
    devices,
    guest_type,
    hvm,
    network,
    pci,
    processors,
    resources,
    running,
    screen,
    sound,
    storage,
)
from xentui_driver.definitions.xl_config.meaning.reading import LIBXL_FAIL, HostLimits, Reading, Refused, put
from xentui_driver.definitions.xl_config.meaning.shape import Record
from xentui_driver.definitions.xl_config.meaning.shapes import DOMAIN
from xentui_driver.model.dataclass import dataclass

__all__ = ["HostLimits", "Refused", "Understood", "meaning", "understood"]

_PASSTHROUGH = ("default", "disabled", "enabled", "sync_pt", "share_pt")
_MSR_RELAXED = """\
WARNING: msr_relaxed will be removed in future versions.
If it fixes an issue you are having please report to xen-devel@lists.xenproject.org."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A definition that xl accepts."""

    record: Record
    """libxl's structures as xl fills them, defaults too where the definition states them."""
    said: str
    """What xl prints on its standard error, below `Parsing config from`."""
    unread: tuple[Setting, ...]
    """Settings that xl never asks for: it doesn't know them, or not in a guest of that type."""

    @property
    def value(self) -> dict[str, Any]:
        """The same as xl's JSON: c_info, b_info, disks, nics, ...; only what differs from libxl's defaults.

        Random values aren't the same: a UUID that isn't stated is missing, a generation id is "random".
        """
        return DOMAIN.written(self.record)


def meaning(config: Config, *, host: HostLimits | None = None) -> dict[str, Any]:
    """The value of `understood` alone. Raises Refused."""
    return understood(config, host=host).value


def understood(config: Config, *, host: HostLimits | None = None, drawn_uuid: str | None = None) -> Understood:
    """What xl understands of a file on `host`, by default one with more CPUs than a definition can name.

    `drawn_uuid` is for a definition that states none. Raises Refused.
    """
    reading = Reading(config, host or HostLimits(), drawn_uuid)
    domain: Record = {"c_info": {}, "b_info": {"u": {}}}
    # In xl's own order, because that decides what it says and where it stops.
    _read_guest(reading, domain)
    _read_devices(reading, domain)
    _read_service(reading, domain)
    affinity.check_affinity(reading, domain["b_info"])
    unread = tuple(setting for key, setting in config.latest.items() if key not in reading.asked)
    return Understood(domain, "".join(reading.said), unread)


def _read_guest(reading: Reading, domain: Record) -> None:
    create, build = domain["c_info"], domain["b_info"]
    guest_type.read_identity(reading, create, build)
    running.read_scheduling(reading, build)
    processors.read_processors(reading, build)
    affinity.read_affinity(reading, build)
    running.read_limits(reading, build)
    running.read_events(reading, domain)
    if build["type"] == "pv":
        put(build["u"], "e820_host", reading.flag("e820_host"))
    pci.read_pci(reading, domain)
    devices.read_device_tree_nodes(reading, domain)
    put(create, "passthrough", reading.chosen("passthrough", _PASSTHROUGH, "ERROR: unknown passthrough option '{}'"))
    running.read_clocks_and_boot(reading, create, build)
    if build["type"] == "hvm":
        hvm.read_firmware_and_platform(reading, build)
    else:
        running.read_pv_firmware(reading, build)
    running.read_altp2m_and_trace(reading, build)
    resources.read_resources(reading, build)


def _read_devices(reading: Reading, domain: Record) -> None:
    storage.read_disks(reading, domain)
    storage.read_shared_folders(reading, domain)
    devices.read_tpms(reading, domain)
    devices.read_displays(reading, domain)
    devices.read_sockets(reading, domain)
    sound.read_sound(reading, domain)
    devices.read_channels(reading, domain)
    network.read_interfaces(reading, domain)
    screen.read_framebuffers(reading, domain)
    devices.read_usb(reading, domain)
    cpuid.read_cpuid(reading, domain["b_info"])


def _read_service(reading: Reading, domain: Record) -> None:
    create, build = domain["c_info"], domain["b_info"]
    device_model.read_device_model(reading, build)
    if build["type"] == "pv" and not domain["vfbs"]:
        screen.read_pv_screen(reading, domain)
    else:
        # In guests other than HVM nothing reads this.
        hvm.read_top_level_screen(reading, build["u"] if build["type"] == "hvm" else {})
    put(build, "dm_restrict", reading.flag("dm_restrict"))
    if build["type"] == "hvm":
        hvm.read_devices(reading, build)
    _read_arm(reading, build)
    devices.read_keyboards(reading, domain)
    put(create, "xend_suspend_evtchn_compat", reading.flag("xend_suspend_evtchn_compat"))
    relaxed = reading.flag("msr_relaxed")
    if relaxed is not None:
        reading.say(_MSR_RELAXED)
        build["arch_x86"] = {"msr_relaxed": relaxed}
    put(build, "vpmu", reading.flag("vpmu"))


def _read_arm(reading: Reading, build: Record) -> None:
    """x86 keeps them too."""
    controller = reading.string("gic_version", is_quiet=True)
    if controller is not None:
        known = reading.one_of(("default", "v2", "v3"), controller, 'Unknown gic_version "{}" specified', LIBXL_FAIL)
        build["arch_arm"]["gic_version"] = known
    tee = reading.string("tee", is_quiet=True)
    if tee is not None:
        build["tee"] = reading.one_of(("none", "optee"), tee, 'Unknown tee "{}" specified', LIBXL_FAIL)
