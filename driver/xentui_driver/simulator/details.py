"""A domain's configuration as `xl list -l` prints it: its definition, what libxl adds, and what was changed since."""

import hashlib
from copy import deepcopy
from typing import Any

from xentui_driver.definitions.xl_config.meaning.shape import Record
from xentui_driver.definitions.xl_config.meaning.shapes import DOMAIN
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.settings import BuildSettings
from xentui_driver.simulator.yajl import as_json

__all__ = ["as_json", "of_domain"]

_NO_DOMID = (1 << 32) - 1
"""What `domid_policy` leaves to Xen."""
_DEFAULT_WEIGHT = 256
_PAGE_KIB = 1


def of_domain(domain: SimulatedDomain) -> dict[str, Any]:
    """What real xl prints for such a guest (captures in tests/data/details)."""
    if domain.domid == 0:
        return {"domid": 0, "config": DOMAIN.written(_of_dom0(domain))}
    record = deepcopy(domain.settings.record()) or _stated(domain.settings)
    create, build = record["c_info"], record["b_info"]
    create |= {"name": domain.name, "domid": _NO_DOMID, "uuid": domain.uuid}
    build |= {
        "max_vcpus": domain.settings.built_vcpus,
        "avail_vcpus": range(domain.wanted_vcpus),
        "max_memkb": domain.maximum_kib,
        "target_memkb": domain.given_kib,
        "sched_params": _scheduling(build),
    }
    build.setdefault("video_memkb", domain.settings.video_kib)
    build["arch_x86"] = {"msr_relaxed": "False"} | build.get("arch_x86", {})
    for disk in record.get("disks", ()):
        disk["colo_restore_enable"] = "False"
    for nic in record.get("nics", ()):
        nic.setdefault("mac", _drawn_mac(domain.uuid, nic["devid"]))
        nic.setdefault("nictype", "vif_ioemu" if domain.settings.type == "hvm" else "vif")
    return {"domid": domain.domid, "config": DOMAIN.written(record)}


def _of_dom0(domain: SimulatedDomain) -> Record:
    """Only what xen-init-dom0 records of dom0."""
    memory = {"max_memkb": domain.maximum_kib, "target_memkb": domain.target_kib - _PAGE_KIB}
    return {
        "c_info": {"type": "pv", "name": domain.name},
        "b_info": memory | {"sched_params": _scheduling({}), "type": "pv", "u": {}},
    }


def _scheduling(build: Record) -> Record:
    stated: Record = build.get("sched_params", {})
    return {"sched": "credit2", "weight": _DEFAULT_WEIGHT, "cap": 0} | stated


def _stated(settings: BuildSettings) -> Record:
    """The record of a guest that never had a definition here."""
    disks = [{"pdev_path": each.path, "vdev": each.virtual_device} for each in settings.disks]
    usual = {"format": "raw", "readwrite": 1}
    build: Record = {"claim_mode": "True", "type": settings.type, "u": {}}
    for member, text in (("kernel", settings.kernel), ("ramdisk", settings.ramdisk)):
        if text:
            build[member] = text
    return {
        "c_info": {"type": settings.type, "run_hotplug_scripts": "True"},
        "b_info": build,
        "disks": [disk | usual for disk in disks],
        "nics": [{"devid": at, "bridge": bridge} for at, bridge in enumerate(settings.bridges)],
        "on_poweroff": settings.on_poweroff.replace("-", "_"),
        "on_reboot": settings.on_reboot.replace("-", "_"),
        "on_crash": settings.on_crash.replace("-", "_"),
        "on_watchdog": settings.on_watchdog.replace("-", "_"),
        "on_soft_reset": "soft_reset",
    }


def _drawn_mac(uuid: str, devid: int) -> str:
    """libxl draws one under Xen's prefix, and keeps it."""
    digits = hashlib.sha256(f"{uuid}{devid}".encode()).hexdigest()
    return f"00:16:3e:{digits[:2]}:{digits[2:4]}:{digits[4:6]}"
