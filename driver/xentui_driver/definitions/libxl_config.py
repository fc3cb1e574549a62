"""Reads values from libxl's JSON of a guest, in which everything with its default is left out (libxl_types.idl)."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from xentui_driver.definitions.xl_config.guest import DEFAULT_MEMORY_KIB
from xentui_driver.model.asked_memory import BUILT_WITH_LESS_KIB

Json: TypeAlias = Mapping[str, Any]

_ROUNDING_KIB = 4
"""libxl's target for dom0, and for a guest built by an older libxl, is off by up to a page."""

# What libxl adds when it builds a guest and the file doesn't state it: captures of 4.17 beside `xl create -n`, and the
# functions named ..._setdefault (libxl_create.c, libxl_disk.c, libxl_nic.c).
_FILLED_IN_B_INFO = ("video_memkb", "shadow_memkb", "iommu_memkb", "event_channels")
FILLED_IN_DISK = (
    *("backend", "backend_domid", "specification", "discard_enable", "trusted"),
    *("colo_enable", "colo_restore_enable", "colo_port"),
)
FILLED_IN_NIC = ("nictype", "model", "bridge", "ifname", "script", "mtu", "devid", "backend_domid", "trusted")
_FILLED_IN_HVM = ("bios", "boot")
_FILLED_IN_VNC = ("enable", "listen", "display", "findunused")
_DEFAULT_SCHEDULING = {"weight": 256, "cap": 0}
"""The default weight of credit and credit2 (xl-sched-credit2)."""


def part(config: Json, *keys: str) -> Json:
    """The mapping in that member; an empty one where there is none."""
    found: Any = config
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def items(config: Json, key: str) -> tuple[Json, ...]:
    """The mappings in a list in that member."""
    found = config.get(key)
    return tuple(item for item in found if isinstance(item, Mapping)) if isinstance(found, list | tuple) else ()


def text_of(config: Json, key: str) -> str | None:
    """Text or number as text; None for everything else."""
    value = config.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None


def is_true(config: Json, key: str) -> bool:
    """libxl prints its booleans as words, plain ones as 1."""
    return config.get(key) in ("True", True, 1)


def number_of(config: Json, key: str) -> int | None:
    value = config.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def memory_kib(config: Json) -> int:
    """The memory target in KiB."""
    b_info = part(config, "b_info")
    return _whole_mib(number_of(b_info, "target_memkb") or number_of(b_info, "max_memkb") or DEFAULT_MEMORY_KIB)


def maximum_memory_kib(config: Json) -> int:
    return _whole_mib(number_of(part(config, "b_info"), "max_memkb") or memory_kib(config))


def maximum_vcpus(config: Json) -> int:
    return number_of(part(config, "b_info"), "max_vcpus") or 1


def vcpus(config: Json) -> int:
    """How many vCPUs the guest has online at its start."""
    available = part(config, "b_info").get("avail_vcpus")
    return len(available) if isinstance(available, list | tuple) and available else maximum_vcpus(config)


def vnc(config: Json) -> Json:
    """The guest's VNC server: of an HVM guest's graphics card, or of the first framebuffer of another."""
    if "type.hvm" in part(config, "b_info"):
        return part(config, "b_info", "type.hvm", "vnc")
    framebuffers = items(config, "vfbs")
    return part(framebuffers[0], "vnc") if framebuffers else {}


def paired_disks(running: Json, file: Json) -> Iterator[tuple[Json | None, Json | None]]:
    """Each disk as it is now and in the file, paired by name."""
    left = list(items(file, "disks"))
    for disk in items(running, "disks"):
        mate = next((each for each in left if each.get("vdev") == disk.get("vdev")), None)
        if mate is not None:
            left.remove(mate)
        yield disk, mate
    for disk in left:
        yield None, disk


def paired_nics(running: Json, file: Json) -> Iterator[tuple[Json | None, Json | None]]:
    """Each interface as it is now and in the file, paired by address, or by number where the file states none."""
    left = list(items(file, "nics"))
    now = items(running, "nics")
    by_mac = {str(nic["mac"]).lower(): nic for nic in left if nic.get("mac")}
    mates: dict[int, Json] = {}
    for number, nic in enumerate(now):
        mate = by_mac.pop(str(nic.get("mac")).lower(), None)
        if mate is not None:
            mates[number] = mate
            left.remove(mate)
    for number, nic in enumerate(now):
        mate = next((each for each in left if not each.get("mac") and _devid(each) == _devid(nic)), None)
        if number not in mates and mate is not None:
            mates[number] = mate
            left.remove(mate)
    for number, nic in enumerate(now):
        yield nic, mates.get(number)
    for nic in left:
        yield None, nic


def as_if_started(file: Json, running: Json) -> dict[str, Any]:
    """The file's side with what libxl itself adds, so that only real differences remain."""
    started: dict[str, Any] = {key: _thawed(value) for key, value in file.items()}
    b_info = dict(part(started, "b_info"))
    _fill(b_info, part(running, "b_info"), _FILLED_IN_B_INFO)
    if _is_set_to(b_info, part(running, "b_info")):
        b_info["target_memkb"] = part(running, "b_info")["target_memkb"]
    scheduling = dict(part(b_info, "sched_params"))
    now = part(running, "b_info", "sched_params")
    _fill(scheduling, {key: value for key, value in _DEFAULT_SCHEDULING.items() if key in now}, ("weight", "cap"))
    _fill(scheduling, now, ("sched",))
    b_info["sched_params"] = scheduling
    started["b_info"] = b_info
    started["disks"] = _filled(items(file, "disks"), paired_disks(running, file), FILLED_IN_DISK)
    started["nics"] = _filled(items(file, "nics"), paired_nics(running, file), FILLED_IN_NIC)
    if "type.hvm" in part(running, "b_info"):
        hvm = b_info["type.hvm"] = dict(part(b_info, "type.hvm"))
        hvm["vnc"] = dict(part(hvm, "vnc"))
        _fill(hvm, part(running, "b_info", "type.hvm"), _FILLED_IN_HVM)
    own_vnc = vnc(started)
    if isinstance(own_vnc, dict):
        _fill(own_vnc, vnc(running), _FILLED_IN_VNC)
    return started


def _is_set_to(stated: Json, now: Json) -> bool:
    """Whether an HVM guest was set to the memory that is stated: libxl then tells 1 MiB more (asked_memory.py)."""
    target, now_target = number_of(stated, "target_memkb"), number_of(now, "target_memkb")
    is_below_maximum = (number_of(now, "max_memkb") or 0) > (target or 0)
    if "type.hvm" not in now or target is None or now_target is None or not is_below_maximum:
        return False
    return now_target == target + BUILT_WITH_LESS_KIB


def _filled(
    stated: tuple[Json, ...], pairs: Iterator[tuple[Json | None, Json | None]], keys: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The values that are set, in the order of the file."""
    mates = {id(in_file): now for now, in_file in pairs}
    filled = [dict(item) for item in stated]
    for item, original in zip(filled, stated, strict=True):
        _fill(item, mates.get(id(original)) or {}, keys)
    return filled


def _fill(target: dict[str, Any], source: Json, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in source:
            target.setdefault(key, source[key])


def _thawed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _thawed(member) for key, member in value.items()}
    return [_thawed(member) for member in value] if isinstance(value, list | tuple) else value


def _devid(nic: Json) -> int:
    return number_of(nic, "devid") or 0


def _whole_mib(kib: int) -> int:
    nearest = round(kib / 1024) * 1024
    return nearest if nearest and abs(nearest - kib) <= _ROUNDING_KIB else kib
