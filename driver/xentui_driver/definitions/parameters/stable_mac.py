"""The address of an interface that follows from its guest: the same at each start, and in a preview."""

from zlib import crc32  # hashlib would load OpenSSL, which takes a tenth of a list

XEN_PREFIX = (0x00, 0x16, 0x3E)
"""Xen's own prefix, with which libxl makes up an address at each start where none is stated (libxl_nic.c)."""
_LAST_BITS = 0x7FFFFF


def stable_mac(uuid: str, number: int) -> str:
    """The address of the guest's interface of that number, counted from 0."""
    last = crc32(f"{uuid}/{number}".encode()) & _LAST_BITS
    return ":".join(f"{each:02x}" for each in (*XEN_PREFIX, *last.to_bytes(3)))
