"""Addresses for the interfaces of a new guest, so that they stay the same over its starts."""

from collections.abc import Iterable

from xentui_driver.definitions.xl_config.vif import parse_vif, written_vif
from xentui_driver.model.dataclass import replace

try:
    # As `random` has its own: hashlib loads OpenSSL, which takes a tenth of a list.
    from _sha256 import sha256  # type: ignore[import-not-found]
except ImportError:  # a Python that has it elsewhere
    from hashlib import sha256

XEN_PREFIX = (0x00, 0x16, 0x3E)
"""Xen's own, in which libxl makes one up at each start where none is stated (libxl_nic.c)."""


def with_macs(specifications: Iterable[str], uuid: str) -> tuple[str, ...]:
    """The same interfaces, each with a mac; those that state one as they were. Raises InvalidInput.

    A mac follows from the guest's UUID and the interface's place, so that a preview shows what will be saved.
    """
    return tuple(_with_mac(specification, f"{uuid}/{number}") for number, specification in enumerate(specifications))


def _with_mac(specification: str, seed: str) -> str:
    vif = parse_vif(specification)
    if vif.mac:
        return specification
    first, *others = sha256(seed.encode()).digest()[:3]
    numbers = (*XEN_PREFIX, first & 0x7F, *others)
    return written_vif(replace(vif, mac=":".join(f"{number:02x}" for number in numbers)))
