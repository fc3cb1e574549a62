"""Records of domains as the hypervisor writes them, field by field from xen/include/public/domctl.h."""

import struct
from collections.abc import Sequence

from xentui_driver.sampler.control_interface import Calls

RUNNING = 1 << 5
OF_HVM = 1 << 1
UUID = bytes(range(16))
UUID_TEXT = "00010203-0405-0607-0809-0a0b0c0d0e0f"


def xen_record(
    domid: int,
    *,
    size_bytes: int = 112,
    flags: int = RUNNING,
    pages: int = 262144,
    claimed: int = 0,
    cpu_time_ns: int = 1_000_000_000,
    online: int = 2,
    uuid: bytes = UUID,
) -> bytes:
    """`struct xen_domctl_getdomaininfo`: what releases have added at its end is filled with ones."""
    fields = (
        struct.pack("<HH", domid, 0xFFFF),
        struct.pack("<I", flags),
        struct.pack("<QQQ", pages, pages + 256, claimed),
        struct.pack("<QQQ", 7, 8, 9),  # shared, paged, the frame of shared_info
        struct.pack("<Q", cpu_time_ns),
        struct.pack("<II", online, online + 1),
        struct.pack("<I", 5),  # the security label
        uuid,
        struct.pack("<I", 0),  # the CPU pool
    )
    content = b"".join(fields)
    assert len(content) == 96
    return content.ljust(size_bytes, b"\xff")


class XenOfRecords:
    """The library's function over domains that are given as records."""

    def __init__(self, records: Sequence[bytes], *, free_bytes: int = 1 << 30) -> None:
        self.records = list(records)
        self.calls = Calls(self, lambda: free_bytes)
        self.asked: list[tuple[int, int]] = []

    def __call__(self, first: int, most: int, buffer: "bytearray | object") -> int:
        self.asked.append((first, most))
        chosen = [each for each in self.records if int.from_bytes(each[:2], "little") >= first][:most]
        content = b"".join(chosen)
        buffer[: len(content)] = content  # type: ignore[index]
        return len(chosen)
