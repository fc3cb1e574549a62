"""Where the node's memory is: total = free + dom0 + guests + Xen's own."""

from xentui_driver.model import DOM0_DOMID, Domain, Memory, NodeInfo


def account(node: NodeInfo, domains: tuple[Domain, ...]) -> tuple[Memory | None, tuple[str, ...]]:
    """The sums in KiB, or None and why.

    `xl info` has outstanding claims taken off the free memory, `xl list` has them added to the domain that will
    use them (xl_info.c), so the two fit; what remains is Xen's own, and what rounding to MiB leaves.
    """
    total_kib, free_kib = node.memory_total_kib, node.memory_free_kib
    if total_kib is None or free_kib is None:
        return None, ()  # the node's own problems say so already
    dom0_kib = sum(d.memory_kib for d in domains if d.domid == DOM0_DOMID)
    guests_kib = sum(d.memory_kib for d in domains if d.domid != DOM0_DOMID)
    xen_kib = total_kib - free_kib - dom0_kib - guests_kib
    if xen_kib < 0:
        return None, ("the memory of the domains and of the node were read at different moments",)
    return Memory(total_kib, free_kib, dom0_kib, guests_kib, xen_kib), ()
