"""Turns an xl.cfg into the settings of a domain (xl_parse.c, xl.cfg(5))."""

from xentui_driver.definitions.xl_config.meaning.definition import HostLimits
from xentui_driver.definitions.xl_config.meaning.shape import Record
from xentui_driver.simulator.host import MIB_KIB, SimulatedHost
from xentui_driver.simulator.settings import BuildSettings, disk_of, video_kib_of

_DEFAULT_MEMORY_KIB = 32 * MIB_KIB
"""The memory that libxl gives a guest whose definition states none (libxl_create.c)."""


def facts_for(host: SimulatedHost) -> HostLimits:
    """The facts of the host on which the meaning of a definition depends."""
    cpus, nodes = host.facts.cpus, host.facts.numa_nodes
    shares = tuple(frozenset(range(node * cpus // nodes, (node + 1) * cpus // nodes)) for node in range(nodes))
    return HostLimits(cpu_limit=cpus, online_cpus=cpus, nodes=shares, version=host.facts.xen_version[:2])


def settings_of(record: Record) -> BuildSettings:
    """The settings by which the toolstack builds what xl has understood."""
    create, build = record["c_info"], record["b_info"]
    memory_kib = build.get("target_memkb", build.get("max_memkb", _DEFAULT_MEMORY_KIB))
    if memory_kib > 1 << 62:  # nothing was stated
        memory_kib = _DEFAULT_MEMORY_KIB
    maximum_kib = build["max_memkb"] if "target_memkb" in build else memory_kib
    return BuildSettings(
        name=create["name"],
        type=create["type"],
        vcpus=len(build.get("avail_vcpus", ())) or 1,
        maximum_vcpus=build["max_vcpus"],
        memory_kib=memory_kib,
        maximum_kib=maximum_kib,
        uuid=create["uuid"],
        kernel=build.get("kernel"),
        ramdisk=build.get("ramdisk"),
        disks=tuple(disk_of(disk, create["type"]) for disk in record["disks"]),
        bridges=tuple(nic["bridge"] for nic in record["nics"] if nic.get("bridge")),
        on_poweroff=record["on_poweroff"].replace("_", "-"),
        on_reboot=record["on_reboot"].replace("_", "-"),
        on_crash=record["on_crash"].replace("_", "-"),
        on_watchdog=record["on_watchdog"].replace("_", "-"),
        video_kib=video_kib_of(build),
        has_serial_line=bool(build["u"].get("serial") or build["u"].get("serial_list")),
        has_vnc=build["u"].get("vnc", {}).get("enable") != "False",
        record=lambda: record,
    )
