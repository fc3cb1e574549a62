"""Checks that the host has what a new guest needs at all, because `xl create -n` doesn't (libxl_create.c does)."""

from collections.abc import Iterator, Mapping

from xentui_driver.definitions.parameters.parameter import GuestType, ParameterValue
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.units import MIB_KIB

Found = Iterator[tuple[str, str]]
Values = Mapping[str, ParameterValue]


def beyond_node(guest_type: GuestType, values: Values, node: NodeInfo) -> Found:
    """Problems, each with its parameter; what the node doesn't tell isn't judged, and free memory doesn't count.

    Numbers of CPUs aren't checked: `xl info` counts CPUs, and with hyperthreads off their numbers have gaps.
    """
    yield from _memory(values, node)
    if node.virtualisation:
        yield from _virtualisation(guest_type, values, frozenset(node.virtualisation))


def _memory(values: Values, node: NodeInfo) -> Found:
    memory_mib = values.get("memory")
    if isinstance(memory_mib, int) and node.memory_total_kib and memory_mib * MIB_KIB > node.memory_total_kib:
        yield "memory", f"{memory_mib} MiB is more than the host has in all, {node.memory_total_kib // MIB_KIB} MiB"


def _virtualisation(guest_type: GuestType, values: Values, has: frozenset[str]) -> Found:
    """The words of `xl info`'s virt_caps (xl_info.c, output_physinfo)."""
    if guest_type is not GuestType.PV and "hvm" not in has:
        yield "type", f"{guest_type.name} guests need hardware virtualisation, enabled in the host's firmware"
    if guest_type is GuestType.PV and "pv" not in has and any(word in has for word in ("hap", "shadow")):
        yield "type", "this host's Xen is built without PV guests"
    if values.get("pci") and not has & {"hvm_directio", "pv_directio"}:
        yield "pci", "this host has no IOMMU, or it is off: devices can't be passed through"
    if values.get("hap") is False and "shadow" not in has and "hap" in has:
        yield "hap", "this host's Xen has no shadow paging, which is needed without hap"
