"""The address of an interface that follows from its guest: the same over its starts, and in a preview."""

try:
    # As `random` has its own: hashlib loads OpenSSL, which takes a tenth of a list.
    from _sha256 import sha256  # type: ignore[import-not-found]
except ImportError:  # a Python that has it elsewhere
    from hashlib import sha256

XEN_PREFIX = (0x00, 0x16, 0x3E)
"""Xen's own, in which libxl makes one up at each start where none is stated (libxl_nic.c)."""


def stable_mac(uuid: str, number: int) -> str:
    """Of the interface of that number, from 0."""
    first, *others = sha256(f"{uuid}/{number}".encode()).digest()[:3]
    return ":".join(f"{each:02x}" for each in (*XEN_PREFIX, first & 0x7F, *others))
