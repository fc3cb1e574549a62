"""The records in which the hypervisor describes its domains (`xc_domaininfo_t`, xen/include/public/domctl.h)."""

import struct
from collections.abc import Callable
from typing import NamedTuple

SIZES = (96, 104, 112)
"""Of one record, in bytes: in Xen 4.6 to 4.10, 4.11 to 4.15, 4.16 to 4.22. Only its end has grown."""
PAGE_BYTES = 4096

_FIELDS = struct.Struct("<H2xI3Q24xQII4x16sI")
"""Domid, flags, pages, most pages, claimed pages, CPU time, online vCPUs, highest vCPU, UUID, CPU pool."""
_DYING, _SHUT_DOWN, _PAUSED, _BLOCKED, _RUNNING = (1 << bit for bit in (0, 2, 3, 4, 5))
_REASON_SHIFT, _REASON_MASK = 16, 0xFF
_REASONS = "-rscwS"
"""Poweroff, reboot, suspend, crash, watchdog, soft reset, by their codes (xen/include/public/sched.h)."""
_PAGE_KIB = 4


class DomainRecord(NamedTuple):
    """One domain, as the hypervisor itself has it."""

    domid: int
    uuid: str
    cpu_time_ns: int
    """Of all vCPUs, those that are offline now too."""
    vcpus: int
    """Those that are online."""
    memory_kib: int
    """What `xl list` shows: the pages that it has, and those that it has claimed."""
    claimed_kib: int
    """Of these: what it has claimed, and not been given yet."""
    state: str
    """The six characters that `xl list` prints."""

    @property
    def is_running(self) -> bool:
        return self.state.startswith("r")


def records_in(content: bytes, size_bytes: int) -> list[DomainRecord]:
    """Every record of a buffer that holds nothing else."""
    return [_record(content, at) for at in range(0, len(content), size_bytes)]


def size_of_a_record(write_one: Callable[[bytes], bytes]) -> int:
    """The size of the records of this Xen's library, in bytes.

    `write_one` has the library write one record into a page of the given content, and returns the page. The record ends
    where that content goes on; its own last byte may be the same, so the page is filled with two kinds.
    """
    fills = (b"\xa5", b"\x5a")
    return max(len(write_one(fill * PAGE_BYTES).rstrip(fill)) for fill in fills)


def _record(content: bytes, at: int) -> DomainRecord:
    domid, flags, pages, _, claimed, cpu_time_ns, online, _, uuid, _ = _FIELDS.unpack_from(content, at)
    return DomainRecord(
        domid,
        _uuid(uuid.hex()),
        cpu_time_ns,
        online,
        (pages + claimed) * _PAGE_KIB,
        claimed * _PAGE_KIB,
        _state(flags),
    )


def _state(flags: int) -> str:
    """As list_domains prints it (xl_info.c); the code of a reason is only there in a domain that has shut down."""
    letters = zip("rbp", (_RUNNING, _BLOCKED, _PAUSED), strict=True)
    live = "".join(letter if flags & bit else "-" for letter, bit in letters)
    code = flags >> _REASON_SHIFT & _REASON_MASK
    end = "s" + (_REASONS[code] if code < len(_REASONS) else "?") if flags & _SHUT_DOWN else "--"
    return live + end + ("d" if flags & _DYING else "-")


def _uuid(digits: str) -> str:
    """Its bytes are in the order in which it is printed."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
