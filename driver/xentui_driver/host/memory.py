"""How the node's memory is divided: total = free + dom0 + guests + Xen's own."""

from collections.abc import Callable

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DOM0_DOMID, Domain
from xentui_driver.model.errors import XenError
from xentui_driver.model.node import Memory, NodeInfo
from xentui_driver.model.units import MIB_KIB

Domains = tuple[Domain, ...]

_TORN = "memory figures of guests and host were read at different moments"
_NOR_OF_LATE = "a second reading did not help the last time"
_AGAIN_EVERY_POLLS = 10
"""On a host that is already slow each further reading makes it slower."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of memory, in KiB."""

    total: int
    free: int
    dom0: int
    guests: int
    shared: int
    """Memory that Xen saves with pages that guests share: each guest counts them."""

    @property
    def domains(self) -> int:
        return self.dom0 + self.guests

    @property
    def excess(self) -> int:
        return self.domains + self.free - self.total


@dataclass(frozen=True, slots=True)
class MemoryAccount:
    """The sums, or why there are none, and what the next account needs to know to save a third reading."""

    memory: Memory | None = None
    problems: tuple[str, ...] = ()
    settled: Figures | None = None
    """The figures that were read twice and don't add up."""
    put_off_polls: int = 0
    """Reading again didn't help recently: so many polls go by before the next try."""


def account(
    before: MemoryAccount, node: NodeInfo, domains: Domains, read_again: Callable[[], Domains]
) -> MemoryAccount:
    """The sums in KiB, or None and why; `before` is the last account of this host.

    `xl info` subtracts outstanding claims from the free memory, `xl list` adds them to the domain that will use them
    (xl_info.c), so the two fit. What remains is Xen's own, and the rounding to MiB. The two are read one after the
    other: where memory may have moved between them, `read_again` reads the domains once more after the node. It may
    raise XenError.
    """
    settled, put_off_polls = before.settled, max(0, before.put_off_polls - 1)
    figures = _figures(node, domains)
    if figures is None:  # the node's own problems already say so
        return MemoryAccount(settled=settled, put_off_polls=put_off_polls)
    if figures.excess <= 0:
        return MemoryAccount(_memory(figures), settled=settled, put_off_polls=put_off_polls)
    reason = _impossible(figures)
    if reason or figures == settled:
        return MemoryAccount(None, (_sentence(figures, reason),), settled, put_off_polls)
    if put_off_polls:
        problem = _TORN if settled is None else _sentence(figures, _NOR_OF_LATE)
        return MemoryAccount(None, (problem,), settled, put_off_polls)
    return _read_twice(node, figures, read_again)


def _read_twice(node: NodeInfo, figures: Figures, read_again: Callable[[], Domains]) -> MemoryAccount:
    torn = MemoryAccount(None, (_TORN,), put_off_polls=_AGAIN_EVERY_POLLS)
    try:
        again = _figures(node, read_again())
    except XenError:
        return torn
    if again is not None and again.excess <= 0:
        return MemoryAccount(_memory(again))
    if again != figures:
        return torn
    return MemoryAccount(None, (_sentence(figures),), figures, _AGAIN_EVERY_POLLS)


def _figures(node: NodeInfo, domains: Domains) -> Figures | None:
    total_kib, free_kib = node.memory_total_kib, node.memory_free_kib
    if total_kib is None or free_kib is None:
        return None
    return Figures(
        total=total_kib,
        free=free_kib,
        dom0=sum(d.memory_kib for d in domains if d.domid == DOM0_DOMID),
        guests=sum(d.memory_kib for d in domains if d.domid != DOM0_DOMID),
        shared=node.memory_shared_kib or 0,
    )


def _memory(figures: Figures) -> Memory:
    return Memory(figures.total, figures.free, figures.dom0, figures.guests, -figures.excess)


def _impossible(figures: Figures) -> str:
    """Why the figures would not fit at any moment; empty when they might."""
    if figures.shared >= figures.excess:
        return "guests share memory pages, and each of them counts those"
    if figures.free > figures.total:
        return "more memory is free than the host has"
    if figures.domains > figures.total:
        return "the guests alone have more memory than the host has"
    return ""


def _sentence(figures: Figures, reason: str = "") -> str:
    """The problem for figures that don't fit whenever they are read."""
    domains, free, total = (kib // MIB_KIB for kib in (figures.domains, figures.free, figures.total))
    why = reason or "a second reading shows the same"
    held = f"guests and dom0 hold {domains} MiB, {free} MiB is free, and the host has {total} MiB"
    return f"memory doesn't add up: {held}; {why}"
