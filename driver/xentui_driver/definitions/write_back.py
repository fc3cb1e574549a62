"""The settings that bring a definition in line with its running guest, where the two differ."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xentui_driver.definitions import libxl_config
from xentui_driver.definitions.guest_facts import Fact
from xentui_driver.definitions.libxl_config import Json, is_true, number_of, part, text_of
from xentui_driver.definitions.xl_config.config import Config, Value
from xentui_driver.definitions.xl_config.disk import Disk, parse_disk, written_disk
from xentui_driver.definitions.xl_config.vif import Vif, mac_of, parse_vif, written_vif
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.units import MIB_KIB

NewValues = dict[str, Value | None]

_WRITTEN = lazy_pattern(
    r"name|(?:maximum )?memory|(?:maximum )?vCPUs|(?:disk|interface) [^ ]+|b_info\.sched_params\.(?:weight|cap)"
)
_VIF_FIELDS = {"mac": "mac", "bridge": "bridge", "ip": "ip", "script": "script", "model": "model", "ifname": "vifname"}
_KNOWN_OF_A_DISK = frozenset({"pdev_path", "vdev", "format", "readwrite", "removable", "is_cdrom", "script"})
_KNOWN_OF_A_NIC = frozenset({"devid", "mac", "bridge", "ip", "script", "ifname", "model", "nictype", "mtu", "trusted"})


def write_back(
    running: Json, file: Json, config: Config, facts: Sequence[Fact]
) -> tuple[Mapping[str, Value | None] | None, tuple[str, ...]]:
    """The changes for `DefinitionStore.change`, None when there is nothing to write; and what can't be written back.

    `file` is what xl understands of `config`; `facts` are those of both.
    """
    file = libxl_config.as_if_started(file, running)
    settings: NewValues = {}
    problems: list[str] = []
    for part_of_it in (_name, _memory, _vcpus, _scheduling, _disks, _interfaces):
        try:
            settings |= part_of_it(running, file, config)
        except InvalidInput as error:
            problems.append(f"Not written back: {error.summary}")
    others = [fact.label for fact in facts if fact.will_be_lost and not _WRITTEN.fullmatch(fact.label)]
    if others:
        problems.append(f"Not written back: {', '.join(others)}: edit the definition.")
    return settings or None, tuple(problems)


def _name(running: Json, file: Json, _config: Config) -> NewValues:
    now = text_of(part(running, "c_info"), "name")
    return {"name": now} if now and now != text_of(part(file, "c_info"), "name") else {}


def _memory(running: Json, file: Json, config: Config) -> NewValues:
    """Changes both, since each stands for the other where that isn't stated (xl_parse.c)."""
    now = libxl_config.memory_kib(running), libxl_config.maximum_memory_kib(running)
    if now == (libxl_config.memory_kib(file), libxl_config.maximum_memory_kib(file)):
        return {}
    for kib in now:
        if kib % MIB_KIB:
            raise InvalidInput(f"memory of {kib} KiB: a definition can only state whole MiB.")
    return _unlike(config, {"memory": now[0] // MIB_KIB, "maxmem": now[1] // MIB_KIB})


def _vcpus(running: Json, file: Json, config: Config) -> NewValues:
    now = libxl_config.vcpus(running), libxl_config.maximum_vcpus(running)
    if now == (libxl_config.vcpus(file), libxl_config.maximum_vcpus(file)):
        return {}
    return _unlike(config, {"vcpus": now[0], "maxvcpus": now[1]})


def _unlike(config: Config, values: Mapping[str, int]) -> NewValues:
    """Those that the definition doesn't state already."""
    return {setting: str(value) for setting, value in values.items() if config.get_int(setting) != value}


def _scheduling(running: Json, file: Json, _config: Config) -> NewValues:
    now, stated = part(running, "b_info", "sched_params"), part(file, "b_info", "sched_params")
    values = {
        setting: number
        for setting, key in (("cpu_weight", "weight"), ("cap", "cap"))
        if (number := number_of(now, key)) is not None and number != number_of(stated, key)
    }
    return {setting: str(number) for setting, number in values.items()}


def _disks(running: Json, file: Json, config: Config) -> NewValues:
    """A disk that hasn't changed keeps its wording. Raises InvalidInput."""
    pairs = list(libxl_config.paired_disks(running, file))
    if all(now is not None and stated is not None and _same_disk(now, stated) for now, stated in pairs):
        return {}
    words = {parse_disk(each).vdev: each for each in _specifications(config, "disk")}
    kept: list[Value] = []
    for now, stated in pairs:
        if now is not None:
            same = stated is not None and _same_disk(now, stated)
            kept.append(words[str(now.get("vdev"))] if same and now.get("vdev") in words else _written_disk(now))
    return {"disk": tuple(kept) or None}


def _same_disk(now: Json, stated: Json) -> bool:
    keys = (now.keys() | stated.keys()) & (_KNOWN_OF_A_DISK | {"backend_domname"})
    return all(now.get(key) == stated.get(key) for key in keys)


def _written_disk(disk: Json) -> str:
    """Raises InvalidInput."""
    name = f"disk {disk.get('vdev')}"
    _require_known(name, disk, _KNOWN_OF_A_DISK, libxl_config.FILLED_IN_DISK)
    return written_disk(
        Disk(
            vdev=text_of(disk, "vdev") or "",
            target=text_of(disk, "pdev_path") or "",
            format=text_of(disk, "format") or "",
            is_writable=is_true(disk, "readwrite"),
            is_cdrom=is_true(disk, "is_cdrom"),
            script=text_of(disk, "script") or "",
        )
    )


def _interfaces(running: Json, file: Json, config: Config) -> NewValues:
    """Raises InvalidInput."""
    pairs = list(libxl_config.paired_nics(running, file))
    if all(now is not None and stated is not None and _same_nic(now, stated) for now, stated in pairs):
        return {}
    left = list(_specifications(config, "vif"))
    stated_nics = libxl_config.items(file, "nics")
    if len(left) != len(stated_nics):
        raise InvalidInput("the interfaces: the definition lists them in a way that can't be told apart.")
    words = dict(zip((id(nic) for nic in stated_nics), left, strict=True))
    return {"vif": tuple(_kept_vifs(pairs, words)) or None}


def _kept_vifs(pairs: Sequence[tuple[Json | None, Json | None]], words: Mapping[int, str]) -> Iterator[str]:
    for now, stated in pairs:
        if now is None:
            continue
        if stated is None:
            yield _written_vif(now)
        elif _same_nic(now, stated):
            yield words[id(stated)]
        else:
            yield _changed_vif(words[id(stated)], now, stated)


def _same_nic(now: Json, stated: Json) -> bool:
    return not _changed_fields(now, stated)


def _changed_fields(now: Json, stated: Json) -> dict[str, Any]:
    return {
        field: text_of(now, key) or ""
        for key, field in _VIF_FIELDS.items()
        if _comparable(now, key) != _comparable(stated, key)
    }


def _comparable(nic: Json, key: str) -> str:
    text = text_of(nic, key) or ""
    return (mac_of(text) or text) if key == "mac" else text


def _changed_vif(words: str, now: Json, stated: Json) -> str:
    """Raises InvalidInput."""
    return written_vif(replace(parse_vif(words), **_changed_fields(now, stated)))


def _written_vif(nic: Json) -> str:
    """Raises InvalidInput."""
    _require_known(f"interface {nic.get('devid', 0)}", nic, _KNOWN_OF_A_NIC, libxl_config.FILLED_IN_NIC)
    return written_vif(replace(Vif(), **_changed_fields(nic, {})))


def _specifications(config: Config, key: str) -> tuple[str, ...]:
    """The items of a list, each a text. Raises InvalidInput."""
    listed = config.get_list(key) or ()
    texts = tuple(item for item in listed if isinstance(item, str))
    if len(texts) != len(listed):
        raise InvalidInput(f"{key}: the definition has nested lists.")
    return texts


def _require_known(name: str, device: Json, known: frozenset[str], filled: Sequence[str]) -> None:
    unknown = sorted(device.keys() - known - set(filled))
    if unknown:
        raise InvalidInput(f"{name}: there is no setting here for its {unknown[0]}.")
