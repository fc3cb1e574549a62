"""Kernels of a few bytes that do one wrong thing, and initial file systems that lead Linux to one."""

import struct

from tests.lab import artefacts

UD2 = bytes.fromhex("0f 0b")
"""An invalid opcode: a guest without handlers for it has a fault that it can't take."""

# sched_op (29) with SCHEDOP_watchdog (6), a new one of two seconds that nobody pats again (xen/include/public/sched.h).
_WATCHDOG_CODE = bytes.fromhex("b8 1d 00 00 00 bb 06 00 00 00 b9 16 00 10 00 0f 01 d9 fb f4 eb fd")
_WATCHDOG_DATA = struct.pack("<II", 0, 2)
WATCHDOG = _WATCHDOG_CODE + _WATCHDOG_DATA

_SIZES_OFFSET = 52 + 16
"""Of p_filesz and p_memsz in the first program header of a 32-bit ELF file."""
_PV_BASE = 0xFFFFFFFF80000000
_LOAD_OFFSET = 0x100000
_ENTRY, _HYPERCALL_PAGE, _VIRT_BASE, _XEN_VERSION, _GUEST_OS, _LOADER = 1, 2, 3, 5, 6, 8
"""Notes of a PV kernel (xen/include/public/elfnote.h)."""

OOM_RC = """\
#!/bin/sh
mount -t proc proc /proc
mount -t devtmpfs devtmpfs /dev
echo 1 > /proc/sys/vm/panic_on_oom
echo "lab guest: up"
mount -t tmpfs -o size=100% tmpfs /tmp
dd if=/dev/zero of=/tmp/all bs=1M
"""


def pvh(code: bytes) -> bytes:
    """The tiny kernel with other code."""
    plain = artefacts.tiny_kernel()
    kernel = bytearray(plain[: -len(artefacts.TINY_CODE)] + code)
    struct.pack_into("<II", kernel, _SIZES_OFFSET, len(code), len(code))
    return bytes(kernel)


def pv(code: bytes) -> bytes:
    """A 64-bit PV kernel with one segment."""
    start = _PV_BASE + _LOAD_OFFSET
    page = code.ljust(0x1000, b"\x90")
    notes = b"".join(
        (
            _note(_ENTRY, struct.pack("<Q", start)),
            _note(_HYPERCALL_PAGE, struct.pack("<Q", start + len(page))),
            _note(_VIRT_BASE, struct.pack("<Q", _PV_BASE)),
            _note(_XEN_VERSION, b"xen-3.0\0"),
            _note(_GUEST_OS, b"lab\0"),
            _note(_LOADER, b"generic\0"),
        )
    )
    segment = page + bytes(0x1000)
    notes_offset = 64 + 2 * 56
    code_offset = notes_offset + len(notes)
    ident = b"\x7fELF\x02\x01\x01" + bytes(9)
    executable, x86_64, version = 2, 62, 1
    header = struct.pack("<16sHHIQQQIHHHHHH", ident, executable, x86_64, version, start, 64, 0, 0, 64, 56, 2, 64, 0, 0)
    load = struct.pack("<IIQQQQQQ", 1, 7, code_offset, start, _LOAD_OFFSET, len(segment), len(segment), 1)
    noted = struct.pack("<IIQQQQQQ", 4, 4, notes_offset, 0, 0, len(notes), len(notes), 4)
    return header + load + noted + notes + segment


def _note(kind: int, value: bytes) -> bytes:
    return struct.pack("<III4s", 4, len(value), kind, b"Xen\0") + value.ljust(-(-len(value) // 4) * 4, b"\0")


def rc_overlay(rc: str) -> bytes:
    """An archive to append to the lab's own: a later file of the same name counts (kernel: initramfs buffer format)."""
    return artefacts.initramfs([artefacts.script("/etc/rc", rc)])
