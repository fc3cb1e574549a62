"""Asks the hypervisor for its domains, through the library of the Xen that runs (libxenctrl)."""

import ctypes
import os
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from xentui_driver.sampler.records import PAGE_BYTES, SIZES, DomainRecord, records_in, size_of_a_record
from xentui_driver.sampler.refusal import FAILED, NO_XEN, NOT_PERMITTED, UNKNOWN_RECORD, Refusal

_KIB = 1024
VERSION_FOLDER = "/sys/hypervisor/version"

_ANY_WIDTH, _ANY_NODE = 0, -1

GetDomains = Callable[[int, int, "ctypes.Array[ctypes.c_char]"], int]
"""Writes the records of at most so many domains from a domid on into a buffer; returns how many, or -1."""


class Calls(NamedTuple):
    """What is asked of the library."""

    get_domains: GetDomains
    get_free: Callable[[], int]
    """The bytes of memory that no domain has, or -1."""


def running_xen(folder: str = VERSION_FOLDER) -> str:
    """The version of the hypervisor that runs, which its library has in its name: 4.17. Raises Refusal."""
    try:
        return ".".join(_content(os.path.join(folder, part)).strip() for part in ("major", "minor"))
    except OSError as error:
        raise Refusal(NO_XEN, f"{error.filename}: {error.strerror}") from error


def open_library(version: str) -> Calls:
    """Raises Refusal. Only root may; what the library says of that goes to standard error."""
    try:
        library = ctypes.CDLL(f"libxenctrl.so.{version}", use_errno=True)
        interface_open, get_domains = library.xc_interface_open, library.xc_domain_getinfolist
        get_free = library.xc_availheap
    except (OSError, AttributeError) as error:
        raise Refusal(FAILED, f"libxenctrl of Xen {version}: {error}") from error
    interface_open.restype, interface_open.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint]
    get_domains.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint, ctypes.c_void_p]
    get_free.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.c_uint64)]
    handle = interface_open(None, None, 0)
    if not handle:
        raise _refused("xc_interface_open")

    def free_bytes() -> int:
        free = ctypes.c_uint64()
        failed = get_free(handle, _ANY_WIDTH, _ANY_WIDTH, _ANY_NODE, ctypes.byref(free))
        return -1 if failed else free.value

    return Calls(lambda first, most, buffer: int(get_domains(handle, first, most, buffer)), free_bytes)


class ControlInterface:
    """The domains of a Xen whose records are understood."""

    def __init__(self, calls: Calls) -> None:
        """Raises Refusal."""
        self._calls = calls
        self._buffer = ctypes.create_string_buffer(PAGE_BYTES)
        self.record_bytes = size_of_a_record(self._with_one_record)
        if self.record_bytes not in SIZES:
            raise Refusal(UNKNOWN_RECORD, f"its records have {self.record_bytes} bytes")
        self._check_own_record()

    def domains(self) -> list[DomainRecord]:
        """Every domain once, in the order of domids. Raises Refusal."""
        found: list[DomainRecord] = []
        most = PAGE_BYTES // self.record_bytes  # for one page the library keeps a buffer; more it maps at each call
        while True:
            count = self._asked(found[-1].domid + 1 if found else 0, most)
            more = records_in(self._buffer.raw[: count * self.record_bytes], self.record_bytes)
            _check_order(found[-1:] + more)
            found += more
            if count < most:
                return found

    def free_kib(self, domains: list[DomainRecord]) -> int:
        """What neither Xen nor a domain has, nor one of these has claimed, as `xl info` tells it. Raises Refusal."""
        free_bytes = self._calls.get_free()
        if free_bytes < 0:
            raise _refused("xc_availheap")
        return max(0, free_bytes // _KIB - sum(each.claimed_kib for each in domains))

    def _with_one_record(self, page: bytes) -> bytes:
        self._buffer.raw = page
        self._asked(0, 1)
        return self._buffer.raw

    def _asked(self, first: int, most: int) -> int:
        count = self._calls.get_domains(first, most, self._buffer)
        if not 0 <= count <= most:
            raise _refused("xc_domain_getinfolist")
        return count

    def _check_own_record(self) -> None:
        """The first record is that of the domain that asks, which runs as it does so."""
        (first,) = self.domains()[:1] or (None,)
        if first is None or first.domid != 0 or not first.is_running or not first.vcpus or not first.memory_kib:
            raise Refusal(UNKNOWN_RECORD, "the record of dom0 doesn't say that it runs, with vCPUs and memory")


def _check_order(records: list[DomainRecord]) -> None:
    """Xen lists each domain once, by domid; whatever else is read isn't its records."""
    domids = [each.domid for each in records]
    if any(later <= earlier for earlier, later in pairwise(domids)):
        raise Refusal(UNKNOWN_RECORD, "its records aren't in the order of domids")


def _refused(call: str) -> Refusal:
    number = ctypes.get_errno()
    denied = isinstance(OSError(number, ""), PermissionError)
    return Refusal(NOT_PERMITTED if denied else FAILED, f"{call}: {os.strerror(number)}")


def _content(path: str) -> str:
    with open(path, encoding="ascii", errors="replace") as file:
        return file.read(64)
