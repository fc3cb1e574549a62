"""The guest that xl makes of a file: its name, type and size, and what is wrong with them (xl_parse.c, 4.17)."""

import re

from xentui_driver.definitions.xl_config.config import Config
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless
from xentui_driver.model.units import MIB_KIB

DEFAULT_MEMORY_KIB = 32 * MIB_KIB
"""The memory of a guest whose file states none (libxl_create.c)."""

_MEMORY_LIMIT_MIB = 1 << 32
"""The memory that 52 bits of a physical address can reach."""
_VCPUS_LIMIT = 8192
"""The most vCPUs that any guest can have, a PV one (MAX_VIRT_CPUS in arch/x86/include/asm/config.h)."""
_UUID = lazy_pattern(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_DIGITS = lazy_pattern(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest as `xl create` would start it; None where the file states nothing that xl uses."""

    name: str | None
    """As in the file, not made harmless."""
    uuid: str | None
    """Lower case, with dashes."""
    type: str | None
    """pv, hvm or pvh."""
    vcpus: int | None
    """Online at the start."""
    memory_kib: int | None
    maximum_memory_kib: int | None
    problems: tuple[str, ...]


def guest_of(config: Config) -> Guest:
    """The guest that a file describes; never fails: what xl would refuse is among its problems."""
    problems: list[str] = []
    name = config.get_string("name")
    problems += _name_problems(config, name or "")
    uuid = _uuid(config, problems)
    guest_type = _type(config, problems)
    vcpus = _vcpus(config, problems)
    memory_kib, maximum_memory_kib = _memory(config, problems)
    return Guest(name, uuid, guest_type, vcpus, memory_kib, maximum_memory_kib, tuple(problems))


def _at(config: Config, key: str, words: str) -> str:
    return f"line {config.line_of(key)}: {words}"


def _name_problems(config: Config, name: str) -> list[str]:
    """xl takes a word of digits for a domid; with a slash its log would go to a folder that doesn't exist."""
    found = []
    if _DIGITS.fullmatch(name):
        found.append("the name is all digits: xl takes it for a domid, never for this guest")
    if "/" in name:
        found.append("the name contains a slash: xl can't open a log for it, and the guest has no monitor")
    if harmless(name) != name:
        found.append("the name contains control or invisible characters")
    return [_at(config, "name", words) for words in found]


def _uuid(config: Config, problems: list[str]) -> str | None:
    stated = config.get_string("uuid")
    if stated is None:
        return None
    if not _UUID.fullmatch(stated):
        problems.append(_at(config, "uuid", "the uuid isn't 32 hexadecimal digits with 4 dashes: xl rejects it"))
        return None
    return stated.lower()


def _type(config: Config, problems: list[str]) -> str | None:
    """The first type that begins with the text, even with an empty one; `builder` must not contradict it."""
    stated = config.get_string("type")
    builder = config.get_string("builder")
    wanted = None
    if stated is not None:
        wanted = next((known for known in ("hvm", "pv", "pvh") if known.startswith(stated)), None)
        if wanted is None:
            problems.append(_at(config, "type", f'xl rejects the type "{stated[:40]}": it must be pv, pvh or hvm'))
            return None
    if builder is None:
        return wanted or "pv"
    built = "hvm" if "hvm".startswith(builder) else "pv" if "generic".startswith(builder) else None
    if built is None:
        words = f'xl rejects the builder "{builder[:40]}": it must be hvm or generic'
        problems.append(_at(config, "builder", words))
    elif wanted not in (None, built):
        problems.append(
            _at(config, "builder", f"builder ({built}) and type ({wanted}) contradict each other: xl rejects that")
        )
        return None
    return built


def _vcpus(config: Config, problems: list[str]) -> int | None:
    stated = config.get_int("vcpus")
    most = config.get_int("maxvcpus")
    if stated is None:
        return None if "vnuma" in config.values else 1
    if not 0 < stated <= _VCPUS_LIMIT:
        problems.append(_at(config, "vcpus", f"a guest can't have {stated} vCPUs"))
        return None
    if most is not None and 0 != most < stated:
        problems.append(_at(config, "maxvcpus", f"maxvcpus {most} is less than vcpus {stated}: xl rejects that"))
    return stated


def _memory(config: Config, problems: list[str]) -> tuple[int | None, int | None]:
    """Memory at the start and maximum; each stands for the other where that isn't stated."""
    memory_kib = _kib(config, "memory", problems)
    maximum_kib = _kib(config, "maxmem", problems)
    states_memory = config.get_int("memory") is not None
    states_maximum = config.get_int("maxmem") is not None
    if not states_memory and not states_maximum:
        return _default_memory(config, problems)
    if memory_kib is not None and maximum_kib is not None and maximum_kib < memory_kib:
        problems.append(_at(config, "maxmem", "maxmem is less than memory"))
    return memory_kib if states_memory else maximum_kib, maximum_kib if states_maximum else memory_kib


def _default_memory(config: Config, problems: list[str]) -> tuple[int | None, int | None]:
    if "vnuma" in config.values:  # its nodes state it
        return None, None
    problems.append(f"no memory given: the guest gets {DEFAULT_MEMORY_KIB // MIB_KIB} MiB")
    return DEFAULT_MEMORY_KIB, DEFAULT_MEMORY_KIB


def _kib(config: Config, key: str, problems: list[str]) -> int | None:
    """xl multiplies without a check: a negative or huge number wraps around."""
    mib = config.get_int(key)
    if mib is None:
        return None
    if 0 < mib <= _MEMORY_LIMIT_MIB:
        return mib * MIB_KIB
    problems.append(_at(config, key, f"a guest can't have a {key} of {mib} MiB"))
    return None
