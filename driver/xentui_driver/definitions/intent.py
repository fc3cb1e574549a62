"""Compares what the text of a definition means with what xl understood."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xentui_driver.definitions.xl_config import disk, vif
from xentui_driver.definitions.xl_config.config import Config
from xentui_driver.definitions.xl_config.guest import guest_of
from xentui_driver.definitions.xl_config.meaning.reading import up_to_list
from xentui_driver.model.errors import InvalidInput

# Members that depend on the host's CPUs, its xl.conf or the place of its firmware, and not on the text alone.
_OF_THE_HOST = frozenset(
    {"vcpu_hard_affinity", "vcpu_soft_affinity", "run_hotplug_scripts", "claim_mode", "ms_vm_genid", "vcpus"}
)


def dropped_values(config: Config, meant: Mapping[str, Any], understood: Mapping[str, Any]) -> Iterator[str]:
    """A line for each value that xl understood differently."""
    ignored = _OF_THE_HOST | ({"kernel"} if config.get("firmware") is not None else set())
    yield from _differences("", meant, understood, ignored)


def wrong_words(config: Config) -> Iterator[str]:
    """Mistakes in disks and interfaces that xl silently accepts."""
    interfaces = []
    for number, text in enumerate(up_to_list(config.get_list("vif") or ())):
        found, complaints = vif.read_vif(text)
        interfaces.append(found)
        for complaint in complaints:
            yield f"interface {number}: {complaint}"
    yield from vif.clashes(interfaces)
    yield from disk.clashes(list(_disks(config)), is_hvm=guest_of(config).type == "hvm")


def _disks(config: Config) -> Iterator[disk.Disk]:
    """The disks up to the first that xl refuses, which it reports itself."""
    for text in up_to_list(config.get_list("disk") or ()):
        try:
            yield disk.parse_disk(text)
        except InvalidInput:
            return


def _differences(place: str, meant: Any, understood: Any, ignored: frozenset[str] | set[str]) -> Iterator[str]:
    if isinstance(meant, Mapping) and isinstance(understood, Mapping):
        for key, value in meant.items():
            if key in ignored:
                continue
            inner = f"{place}.{key}" if place else key
            if key in understood:
                yield from _differences(inner, value, understood[key], ignored)
            elif not isinstance(value, Mapping) or value:
                yield f"xl dropped {inner}; the file has {_shown(value)}"
    elif _is_list(meant) and _is_list(understood):
        if len(meant) != len(understood):
            yield f"xl understood {len(understood)} of {place}; the file has {len(meant)}"
        for number, (ours, theirs) in enumerate(zip(meant, understood, strict=False)):
            yield from _differences(f"{place}[{number}]", ours, theirs, ignored)
    elif meant != understood:
        yield f"xl understood {place} as {_shown(understood)}; the file has {_shown(meant)}"


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _shown(value: Any) -> str:
    return f'"{value[:80]}"' if isinstance(value, str) else str(value)[:80]
