"""Why a domain can't be built on a host, in the words of libxl and libxc."""

from collections.abc import Iterator

from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import MIB_KIB, SimulatedHost
from xentui_driver.simulator.messages import child_failed, libxl_error, not_destroyed
from xentui_driver.simulator.settings import BuildSettings

_OVERHEAD_KIB = {"pv": 1 * MIB_KIB, "pvh": 2 * MIB_KIB, "hvm": 2 * MIB_KIB}
"""What libxl wants beside the guest's own memory (libxl_mem.c)."""


def why_not_built(host: SimulatedHost, settings: BuildSettings, now_s: float) -> str:
    """What libxl prints on standard error, empty when the domain can be built.

    A refused domain has used up a domid, and libxl tries in vain to destroy it once more.
    """
    domid = host.peek_domid(now_s)
    refusals = (
        *_before_memory(host, settings, domid),
        _no_memory(host, settings, domid, now_s),
        _bridge_missing(host, settings, domid),
    )
    return _first(host, refusals, domid, now_s)


def why_not_received(host: SimulatedHost, settings: BuildSettings, now_s: float) -> str:
    """The same for a migrating guest, whose memory is asked for page by page as it comes."""
    domid = host.peek_domid(now_s)
    refusals = (*_before_memory(host, settings, domid), _bridge_missing(host, settings, domid))
    return _first(host, refusals, domid, now_s)


def _first(host: SimulatedHost, refusals: tuple[str, ...], domid: int, now_s: float) -> str:
    reason = next(filter(None, refusals), "")
    if not reason:
        return ""
    host.spoil_domid(now_s)
    return reason + not_destroyed(domid, host.xen)


def _before_memory(host: SimulatedHost, settings: BuildSettings, domid: int) -> Iterator[str]:
    yield _name_in_use(host, settings, domid)
    yield _disk_missing(host, settings, domid)
    yield _kernel_missing(host, settings, domid)


def _name_in_use(host: SimulatedHost, settings: BuildSettings, domid: int) -> str:
    if not settings.name or host.named(settings.name) is None:
        return ""
    return (
        libxl_error(
            "libxl_domain.c:81:libxl__domain_rename",
            f'Domain with name "{settings.name}" already exists.',
            domid,
        )
        + libxl_error("libxl_create.c:1296:initiate_domain_create", "cannot make domain: -6", domid)
        + libxl_error(
            "libxl_xshelp.c:206:libxl__xs_read_mandatory",
            f"xenstore read failed: `/libxl/{domid}/type': No such file or directory",
        )
        + "libxl: warning: libxl_dom.c:49:libxl__domain_type: "
        f"unable to get domain type for domid={domid}, assuming HVM\n"
    )


def _disk_missing(host: SimulatedHost, settings: BuildSettings, domid: int) -> str:
    for number, disk in enumerate(settings.disks):
        if disk.path and not host.files.exists(disk.path):
            return libxl_error(
                "libxl_device.c:455:libxl__device_disk_set_backend",
                f"Disk vdev={disk.virtual_device} failed to stat: {disk.path}: No such file or directory",
            ) + libxl_error(
                "libxl_create.c:1318:initiate_domain_create",
                f"Unable to set disk defaults for disk {number}",
                domid,
            )
    return ""


def _kernel_missing(host: SimulatedHost, settings: BuildSettings, domid: int) -> str:
    missing = next((path for path in (settings.kernel, settings.ramdisk) if path and not host.files.exists(path)), None)
    if missing is None:
        return ""
    reason = "xc_dom_kernel_file failed: No such file or directory"
    if settings.type == "pv":
        loading = libxl_error("libxl_dom.c:646:libxl__build_pv", reason)
    else:
        loading = libxl_error("libxl_dom.c:909:libxl__domain_firmware", reason) + libxl_error(
            "libxl_dom.c:1075:libxl__build_hvm", "initializing domain firmware failed"
        )
    return (
        f"xc: error: panic: xg_dom_core.c:205: failed to open file '{missing}': "
        f"No such file or directory: Internal error\n{loading}{_not_built(domid, -1)}"
    )


def _no_memory(host: SimulatedHost, settings: BuildSettings, domid: int, now_s: float) -> str:
    needed_kib = settings.memory_kib + _OVERHEAD_KIB.get(settings.type, 0)
    if needed_kib <= host.claimable_kib(now_s):
        return ""
    return (
        "xc: error: panic: xg_dom_boot.c:119: xc_dom_boot_mem_init: can't allocate low memory for domain: "
        "Out of memory\n"
        + libxl_error("libxl_dom.c:586:libxl__build_dom", "xc_dom_boot_mem_init failed: Cannot allocate memory")
        + _not_built(domid, -3)
    )


def _bridge_missing(host: SimulatedHost, settings: BuildSettings, domid: int) -> str:
    bridges = settings.bridges
    missing = next((name for name in bridges if not host.files.exists(f"/sys/class/net/{name}")), None)
    if missing is None and Fault.CREATE_FAILS not in host.faults:
        return ""
    name = missing or next(iter(bridges), "xenbr0")
    place = "libxl_device.c:1337:device_hotplug_child_death_cb"
    reason = libxl_error(place, f"script: Could not find bridge device {name}")
    return (
        child_failed("/etc/xen/scripts/vif-bridge online", 4200 + domid, 1)
        + reason
        + libxl_error("libxl_create.c:1921:domcreate_attach_devices", "unable to add vif devices", domid)
        + child_failed("/etc/xen/scripts/vif-bridge offline", 4300 + domid, 1)
        + reason
    )


def _not_built(domid: int, code: int) -> str:
    return libxl_error("libxl_create.c:1640:domcreate_rebuild_done", f"cannot (re-)build domain: {code}", domid)
