"""MAC addresses for the interfaces of a new guest, so that they stay the same over its starts."""

import hashlib
from collections.abc import Iterable

from xentui_driver.definitions.xl_config.vif import parse_vif, written_vif
from xentui_driver.model.dataclass import replace

XEN_PREFIX = (0x00, 0x16, 0x3E)
"""Xen's own prefix, with which libxl makes up an address at each start where none is stated (libxl_nic.c)."""


def with_macs(specifications: Iterable[str], uuid: str) -> tuple[str, ...]:
    """The same interfaces, each with a mac; one that is stated stays. Raises InvalidInput.

    A mac is derived from the guest's UUID and the interface's position, so that a preview shows what will be saved.
    """
    return tuple(_with_mac(specification, f"{uuid}/{number}") for number, specification in enumerate(specifications))


def _with_mac(specification: str, seed: str) -> str:
    vif = parse_vif(specification)
    if vif.mac:
        return specification
    first, *others = hashlib.sha256(seed.encode()).digest()[:3]
    numbers = (*XEN_PREFIX, first & 0x7F, *others)
    return written_vif(replace(vif, mac=":".join(f"{number:02x}" for number in numbers)))
