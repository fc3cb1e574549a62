"""Why a domain can't be built on a host, in the words of libxl."""

from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import MIB_KIB, SimulatedHost
from xentui_driver.simulator.messages import libxl_error
from xentui_driver.simulator.settings import Settings

_OVERHEAD_KIB = {"pv": 1 * MIB_KIB, "pvh": 2 * MIB_KIB, "hvm": 2 * MIB_KIB}
"""What libxl wants beside the guest's own memory (libxl_mem.c)."""


def why_not_built(host: SimulatedHost, settings: Settings, now_s: float) -> str:
    """The lines of libxl and libxc on standard error, empty when the domain can be built.

    A refused domain has used up a domid.
    """
    refusals = (_name_in_use, _disk_missing, _kernel_missing, _no_memory, _bridge_missing)
    for refusal in refusals:
        text = refusal(host, settings, host.peek_domid(now_s), now_s)
        if text:
            host.spoil_domid(now_s)
            return text
    return ""


def _name_in_use(host: SimulatedHost, settings: Settings, domid: int, now_s: float) -> str:
    if host.named(settings.name) is None:
        return ""
    return libxl_error(
        "libxl_domain.c:81:libxl__domain_rename",
        f'Domain with name "{settings.name}" already exists.',
        domid,
    ) + libxl_error("libxl_create.c:1294:initiate_domain_create", "cannot make domain: -6", domid)


def _disk_missing(host: SimulatedHost, settings: Settings, domid: int, now_s: float) -> str:
    for number, disk in enumerate(settings.disks):
        if disk.path and not host.files.exists(disk.path):
            return libxl_error(
                "libxl_device.c:455:libxl__device_disk_set_backend",
                f"Disk vdev={disk.virtual_device} failed to stat: {disk.path}: No such file or directory",
            ) + libxl_error(
                "libxl_create.c:1316:initiate_domain_create",
                f"Unable to set disk defaults for disk {number}",
                domid,
            )
    return ""


def _kernel_missing(host: SimulatedHost, settings: Settings, domid: int, now_s: float) -> str:
    for what, path in (("kernel", settings.kernel), ("ramdisk", settings.ramdisk)):
        if path and not host.files.exists(path):
            reason = f"xc_dom_{what}_file failed: No such file or directory"
            return (
                f"xc: error: panic: xg_dom_core.c:207: failed to open file '{path}': "
                "No such file or directory: Internal error\n"
                + libxl_error("libxl_dom.c:646:libxl__build_pv", reason)
                + _not_built(domid)
            )
    return ""


def _no_memory(host: SimulatedHost, settings: Settings, domid: int, now_s: float) -> str:
    needed_kib = settings.memory_kib + _OVERHEAD_KIB.get(settings.type, 0)
    if needed_kib <= host.claimable_kib(now_s):
        return ""
    return (
        "xc: error: panic: xg_dom_boot.c:120: xc_dom_boot_mem_init: can't allocate low memory for domain: "
        "Out of memory\n"
        + libxl_error("libxl_dom.c:586:libxl__build_dom", "xc_dom_boot_mem_init failed: Cannot allocate memory")
        + _not_built(domid)
    )


def _bridge_missing(host: SimulatedHost, settings: Settings, domid: int, now_s: float) -> str:
    if Fault.CREATE_FAILS not in host.faults:
        return ""
    script = f"/etc/xen/scripts/vif-bridge online [{4200 + domid}]"
    return (
        libxl_error("libxl_exec.c:117:libxl_report_child_exitstatus", f"{script} exited with error status 1")
        + libxl_error(
            "libxl_device.c:1337:device_hotplug_child_death_cb", "script: Could not find bridge device xenbr0"
        )
        + libxl_error("libxl_create.c:1919:domcreate_attach_devices", "unable to add vif devices", domid)
    )


def _not_built(domid: int) -> str:
    return libxl_error("libxl_create.c:1638:domcreate_rebuild_done", "cannot (re-)build domain: -3", domid)
