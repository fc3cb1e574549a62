"""Byte builders: an initramfs, an uncompressed kernel, and a guest kernel of a few bytes."""

import lzma
import stat
import struct
from collections.abc import Iterable
from dataclasses import dataclass

TINY_LOAD_ADDRESS = 0x100000
# sti; 1: hlt; jmp 1b. With cli instead of sti Xen takes the halt for a power-off.
TINY_CODE = bytes.fromhex("fb f4 eb fd")
PHYS32_ENTRY = 18
"""The ELF note that names a PVH entry point (xen/include/public/elfnote.h)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, link, folder or device of an initramfs."""

    path: str
    mode: int
    content: bytes = b""
    device: tuple[int, int] = (0, 0)


def folder(path: str) -> Entry:
    return Entry(path, stat.S_IFDIR | 0o755)


def file(path: str, content: bytes, permissions: int = 0o644) -> Entry:
    return Entry(path, stat.S_IFREG | permissions, content)


def script(path: str, text: str) -> Entry:
    return file(path, text.encode(), 0o755)


def link(path: str, target: str) -> Entry:
    return Entry(path, stat.S_IFLNK | 0o777, target.encode())


def character_device(path: str, major: int, minor: int) -> Entry:
    return Entry(path, stat.S_IFCHR | 0o600, b"", (major, minor))


def initramfs(entries: Iterable[Entry]) -> bytes:
    """An uncompressed archive in the `newc` form (kernel: early-userspace/buffer-format)."""
    numbered = enumerate([*entries, Entry("TRAILER!!!", 0)], start=1)
    return b"".join(_record(number, entry) for number, entry in numbered)


def _record(inode: int, entry: Entry) -> bytes:
    name = entry.path.lstrip("/").encode() + b"\0"
    fields = (inode, entry.mode, 0, 0, 1, 0, len(entry.content), 0, 0, *entry.device, len(name), 0)
    header = b"070701" + b"".join(b"%08X" % field for field in fields)
    return _padded(header + name) + _padded(entry.content)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def uncompressed_kernel(bzimage: bytes) -> bytes:
    """The ELF kernel inside an xz bzImage (kernel: arch/x86/boot.rst, payload_offset).

    Unpacking it once here saves it at every start under emulation.
    """
    setup_sectors = bzimage[0x1F1] or 4
    offset, length = struct.unpack_from("<II", bzimage, 0x248)
    start = (setup_sectors + 1) * 512 + offset
    return lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(bzimage[start : start + length])


def tiny_kernel() -> bytes:
    """A PVH kernel that halts for ever: a 32-bit ELF with one segment and one Xen note."""
    note = struct.pack("<III4sI", 4, 4, PHYS32_ENTRY, b"Xen\0", TINY_LOAD_ADDRESS)
    note_offset = 52 + 2 * 32
    code_offset = note_offset + len(note)
    ident = b"\x7fELF\x01\x01\x01" + bytes(9)
    executable, i386, version = 2, 3, 1
    header = struct.pack(
        "<16sHHIIIIIHHHHHH",
        *(ident, executable, i386, version, TINY_LOAD_ADDRESS, 52, 0, 0, 52, 32, 2, 40, 0, 0),
    )
    load = struct.pack(
        "<8I",
        *(1, code_offset, TINY_LOAD_ADDRESS, TINY_LOAD_ADDRESS),
        *(len(TINY_CODE), len(TINY_CODE), 5, 4),
    )
    notes = struct.pack("<8I", 4, note_offset, 0, 0, len(note), len(note), 4, 4)
    return header + load + notes + note + TINY_CODE
