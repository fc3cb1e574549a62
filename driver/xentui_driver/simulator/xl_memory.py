"""`xl mem-set` and `xl mem-max` (xl_mem.c, libxl_mem.c)."""

import re

from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.simulator import memory
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.host import MIB_KIB
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.messages import libxl_error, no_userdata
from xentui_driver.simulator.options import Parsed

MINIMUM_DOM0_KIB = 128 * MIB_KIB
"""LIBXL_MIN_DOM0_MEM."""

_SIZE = lazy_pattern(r"\s*([+-]?\d+)([tgmkb]?)", re.IGNORECASE)
_SET_TARGET = "libxl_set_memory_target"


def parse_size_kib(text: str) -> int | None:
    """parse_mem_size_kb (xl_parse.c): without a unit it is MiB, whatever xl(1) says; a negative size wraps."""
    match = _SIZE.fullmatch(text)
    if match is None:
        return None
    number = int(match[1])
    unit = match[2].lower() or "m"
    kib = {"t": number << 30, "g": number << 20, "m": number << 10, "k": number, "b": number >> 10}[unit]
    return kib if kib >= 0 else kib + (1 << 64)


def set_target(invocation: Invocation, parsed: Parsed) -> int:
    """Sets the target; the guest's balloon follows later, or not at all. No lower bound for a guest."""
    domid = find_domid(invocation, parsed.words[0])
    size = parsed.words[1]
    target_kib = parse_size_kib(size)
    if target_kib is None:
        invocation.err(f"invalid memory size: {size}\n")
        return 1
    refusal = _set(invocation, domid, target_kib)
    if refusal:
        invocation.err(refusal + f"cannot set domid {domid} dynamic max memory to : {size}\n")
        return 1
    return 0


def set_maximum(invocation: Invocation, parsed: Parsed) -> int:
    domid = find_domid(invocation, parsed.words[0])
    size = parsed.words[1]
    maximum_kib = parse_size_kib(size)
    if maximum_kib is None:
        invocation.err(f"invalid memory size: {size}\n")
        return 1
    with invocation.xen.at_now():
        domain = domain_of(invocation, domid)
        if domain is not None and maximum_kib >= domain.target_kib:
            domain.maximum_kib = maximum_kib
            return 0
    if domain is not None:
        message = "memory_static_max must be greater than or or equal to memory_dynamic_max: Function not implemented"
        invocation.err(libxl_error("libxl_mem.c:59:libxl_domain_setmaxmem", message, domid))
    else:
        invocation.err(no_userdata(domid, invocation.host.xen))
    invocation.err(f"cannot set domid {domid} static max memory to : {size}\n")
    return 1


def _set(invocation: Invocation, domid: int, target_kib: int) -> str:
    """The reason why not, as libxl prints it."""
    with invocation.xen.at_now() as now_s:
        domain = domain_of(invocation, domid)
        if domain is None or domain.dying:
            return no_userdata(domid, invocation.host.xen)
        if target_kib > domain.maximum_kib:
            message = "memory_dynamic_max must be less than or equal to memory_static_max\n"
            return libxl_error(f"libxl_mem.c:278:{_SET_TARGET}", message, domid)
        if domid == 0 and target_kib < MINIMUM_DOM0_KIB:
            message = f"New target {target_kib} for dom0 is below the minimum threshold"
            return libxl_error(f"libxl_mem.c:287:{_SET_TARGET}", message)
        memory.set_target(invocation.host, domain, target_kib - domain.settings.video_kib, now_s)
        return ""
