"""Byte builders: an initramfs, an uncompressed kernel, and a kernel and a boot disk of a few bytes."""

import lzma
import stat
import struct
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass

TINY_LOAD_ADDRESS = 0x100000
# sti; 1: hlt; jmp 1b. With cli instead of sti Xen takes the halt for a power-off.
TINY_CODE = bytes.fromhex("fb f4 eb fd")
ZSTD_MAGIC = bytes.fromhex("28 b5 2f fd")
PHYS32_ENTRY = 18
"""The ELF note that names a PVH entry point (xen/include/public/elfnote.h)."""

BOOT_DISK_BYTES = 1 << 20
BOOT_WORDS = "lab guest: booted from disk\r\n"
BOOT_CODE = bytes.fromhex(
    "31 c0 8e d8"  # xor ax, ax; mov ds, ax
    "be 16 7c"  # mov si, 0x7c16: the words, just after this code
    "ac"  # 1: lodsb
    "84 c0"  # test al, al
    "74 06"  # jz 2
    "ba f8 03"  # mov dx, 0x3f8: COM1
    "ee"  # out dx, al
    "eb f5"  # jmp 1
    "fb f4"  # 2: sti; hlt
    "eb fc"  # jmp 2
)


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
    """The ELF kernel inside a bzImage (kernel: arch/x86/boot.rst, payload_offset).

    Unpacking it once here saves it at every start under emulation.
    """
    setup_sectors = bzimage[0x1F1] or 4
    offset, length = struct.unpack_from("<II", bzimage, 0x248)
    start = (setup_sectors + 1) * 512 + offset
    payload = bzimage[start : start + length]
    if payload.startswith(ZSTD_MAGIC):
        # Its length follows it (cmd_zstd22_with_size in scripts/Makefile.lib).
        return _zstd_decompressed(payload[:-4])
    return lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(payload)


def _zstd_decompressed(packed: bytes) -> bytes:
    return subprocess.run(("zstd", "-dc"), input=packed, check=True, capture_output=True).stdout


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


def boot_disk() -> bytes:
    """A disk whose boot sector says BOOT_WORDS on COM1 and halts for ever with interrupts on."""
    code = BOOT_CODE + BOOT_WORDS.encode() + b"\0"
    return (code.ljust(510, b"\0") + b"\x55\xaa").ljust(BOOT_DISK_BYTES, b"\0")
