"""An xl.cfg to the settings of a domain (xl_parse.c, xl.cfg(5))."""

from collections.abc import Iterator

from xentui_driver.simulator.host import MIB_KIB
from xentui_driver.simulator.settings import Disk, Settings
from xentui_driver.xl_config import Config

_DEFAULT_MEMORY_MIB = 32
"""What libxl gives a definition without `memory` (libxl_create.c)."""
_TYPES = {"hvm": "hvm", "pv": "pv", "pvh": "pvh"}
_BUILDERS = {"hvm": "hvm", "generic": "pv"}
_BACKEND_PREFIXES = ("phy:", "file:", "tap:", "aio:", "qcow2:", "qcow:", "vhd:", "raw:")


class BadSettings(ValueError):
    """A definition that xl can read and doesn't accept; its text is what xl says."""


def settings_of(config: Config) -> Settings:
    """What the toolstack builds from the file. Raises BadSettings."""
    kind = _type(config)
    name = config.get_string("name")
    if name is None:
        raise BadSettings("Domain name must be specified.")
    loaders = ("kernel", "bootloader", "firmware")
    if kind != "hvm" and all(config.get_string(key) is None for key in loaders):
        raise BadSettings("Neither kernel nor bootloader specified")
    memory_mib = config.get_int("memory") or _DEFAULT_MEMORY_MIB
    maximum_mib = config.get_int("maxmem") or memory_mib
    return Settings(
        name=name,
        type=kind,
        vcpus=config.get_int("vcpus") or 1,
        maximum_vcpus=config.get_int("maxvcpus") or 0,
        memory_kib=memory_mib * MIB_KIB,
        maximum_kib=maximum_mib * MIB_KIB,
        uuid=config.get_string("uuid"),
        kernel=config.get_string("kernel"),
        ramdisk=config.get_string("ramdisk"),
        disks=tuple(_disk(item) for item in config.get_list("disk") or () if isinstance(item, str)),
        bridges=tuple(_bridges(config)),
        on_poweroff=config.get_string("on_poweroff") or "destroy",
        on_reboot=config.get_string("on_reboot") or "restart",
        on_crash=config.get_string("on_crash") or "destroy",
        on_watchdog=config.get_string("on_watchdog") or "destroy",
    )


def _type(config: Config) -> str:
    """xl compares no further than the value goes, so that an empty one is hvm (xl_parse.c)."""
    for key, kinds in (("type", _TYPES), ("builder", _BUILDERS)):
        wanted = config.get_string(key)
        if wanted is not None:
            found = next((kind for word, kind in kinds.items() if word.startswith(wanted)), None)
            if found is None:
                raise BadSettings(f"Invalid domain type {wanted}.")
            return found
    return "pv"


def _bridges(config: Config) -> Iterator[str]:
    for item in config.get_list("vif") or ():
        for option in item.split(",") if isinstance(item, str) else ():
            key, _, value = option.strip().partition("=")
            if key == "bridge" and value:
                yield value


def _disk(text: str) -> Disk:
    """A disk specification, key=value or in its old order (xl-disk-configuration(5)); `target=` eats the rest."""
    values: dict[str, str] = {}
    places = ["target", "format", "vdev", "access"]
    rest = text
    while rest:
        rest = rest.strip()
        if rest.startswith("target="):
            values["target"] = rest.removeprefix("target=")
            break
        word, _, rest = rest.partition(",")
        key, equals, value = word.strip().partition("=")
        if equals:
            values[key] = value
            continue
        for prefix in _BACKEND_PREFIXES:
            if key.startswith(prefix) and places[:1] == ["target"]:
                key = key.removeprefix(prefix)
                places = [place for place in places if place != "format"]
        if places:
            values[places.pop(0)] = key
    return Disk(values.get("target", ""), values.get("vdev", ""))
