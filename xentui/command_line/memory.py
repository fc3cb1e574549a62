"""Whether the host has the memory that a guest needs, as commands say it before they do anything."""

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.errors import XenError
from xentui_driver.model.memory_fit import MemoryFit, memory_fit


def host_fit(host: Hypervisor, need_kib: int | None) -> MemoryFit | None:
    """None where the need isn't known; without the host's figures where it doesn't answer."""
    if need_kib is None:
        return None
    try:
        snapshot = host.snapshot()
    except XenError:  # the start itself says so
        return MemoryFit(need_kib, None)
    domains = [instance.domain for instance in snapshot.instances if instance.domain is not None]
    fit = memory_fit(need_kib, snapshot.node.memory_free_kib, domains, snapshot.node)
    if not fit.missing_kib:
        return fit
    return memory_fit(need_kib, fit.free_kib, domains, snapshot.node, host.said_use_of(domains))
