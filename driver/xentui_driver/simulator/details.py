"""A domain's configuration as JSON, as `xl list -l` and a dry run print it (libxl's gentypes: defaults left out)."""

import json
from typing import Any

from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.settings import Settings


def of_domain(domain: SimulatedDomain) -> dict[str, Any]:
    config = of_settings(domain.settings)
    config["c_info"]["name"] = domain.name
    config["c_info"]["uuid"] = domain.uuid
    if "avail_vcpus" in config["b_info"]:
        config["b_info"]["avail_vcpus"] = list(range(domain.wanted_vcpus))
    config["b_info"]["max_memkb"] = domain.maximum_kib
    config["b_info"]["target_memkb"] = domain.target_kib
    return {"domid": domain.domid, "config": config}


def of_settings(settings: Settings) -> dict[str, Any]:
    build: dict[str, Any] = {
        "max_memkb": settings.static_max_kib,
        "target_memkb": settings.memory_kib,
        "sched_params": {},
        "claim_mode": "True",
        f"type.{settings.type}": {},
        "arch_arm": {},
        "arch_x86": {},
    }
    if settings.built_vcpus > 1:
        build = {"max_vcpus": settings.built_vcpus, "avail_vcpus": list(range(settings.vcpus))} | build
    if settings.kernel:
        build["kernel"] = settings.kernel
    create = {"type": settings.type, "name": settings.name, "uuid": settings.uuid, "run_hotplug_scripts": "True"}
    config: dict[str, Any] = {
        "c_info": {key: value for key, value in create.items() if value is not None},
        "b_info": build,
    }
    if settings.disks:
        config["disks"] = [{"pdev_path": disk.path, "vdev": disk.virtual_device} for disk in settings.disks]
    if settings.bridges:
        config["nics"] = [{"devid": at, "bridge": bridge} for at, bridge in enumerate(settings.bridges)]
    actions = {"on_poweroff": settings.on_poweroff, "on_reboot": settings.on_reboot, "on_crash": settings.on_crash}
    config |= {key: action for key, action in actions.items() if action != "destroy"}
    config["on_soft_reset"] = "soft_reset"
    return config


def as_json(value: object) -> str:
    """With yajl's four blanks, and an empty line in an empty object."""
    return json.dumps(value, indent=4, ensure_ascii=False) + "\n"
