"""Whether what a start takes of the host's memory is free there, and who could give some where it isn't."""

from collections.abc import Iterable, Mapping

from xentui_driver.model.counters import Identity
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DOM0_DOMID, Domain, DomainRole, DomainState
from xentui_driver.model.memory_size import compared_words, memory_words
from xentui_driver.model.node import NodeInfo

_MOST_HOLDERS = 3
_GIVES_FROM_KIB = 128 << 10
"""LIBXL_MIN_DOM0_MEM, and less than hardly any guest of a server has: who holds no more has nothing to give."""
_SPARES_FROM_KIB = 64 << 10
"""Less isn't worth an operator's while."""
NOBODY_SAYS: Mapping[Identity, int] = {}
_FIXED_DOM0 = "dom0_mem="
"""On Xen's command line: then xl takes nothing from Domain-0 by itself (autoballoon "auto", xl.conf)."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds memory."""

    name: str
    held_kib: int
    used_kib: int | None = None
    """What the guest says that it uses of it; None where it doesn't say."""

    @property
    def spare_kib(self) -> int:
        """What it could give, by what it says."""
        return 0 if self.used_kib is None else self.held_kib - max(self.used_kib, _GIVES_FROM_KIB)


@dataclass(frozen=True, slots=True)
class MemoryFit:
    """What is needed, and what there is."""

    need_kib: int
    free_kib: int | None
    """None where it isn't known."""
    holders: tuple[Holder, ...] = ()
    """Who could give some: those that say how much, the one with the most first, and then who holds the most."""

    @property
    def missing_kib(self) -> int:
        """0 where it fits, or nothing is known."""
        return 0 if self.free_kib is None else max(0, self.need_kib - max(0, self.free_kib))

    @property
    def words(self) -> str:
        """The end of a sentence that begins with what needs it: `needs 4.1 GiB, host free 79.0 -> 74.9 GiB`."""
        if self.free_kib is None:
            return f"needs {memory_words(self.need_kib)}"
        if not self.missing_kib:
            left_kib = self.free_kib - self.need_kib
            return f"needs {memory_words(self.need_kib)}, host free {_gib(self.free_kib)} -> {_gib(left_kib)} GiB"
        need, free = compared_words(self.need_kib, max(0, self.free_kib))
        return f"needs {need}, and the host has {free} free: {memory_words(self.missing_kib)} too little"

    @property
    def _giving(self) -> tuple[str, ...]:
        """Who could give some; nothing where it fits, or nobody could."""
        if not self.missing_kib:
            return ()
        spare = [f"{each.name} {memory_words(each.spare_kib)}" for each in self.holders if each.used_kib is not None]
        held = [f"{each.name} {memory_words(each.held_kib)}" for each in self.holders if each.used_kib is None]
        most = "Of the others, most" if spare else "Most"
        return (
            *((f"By what they say they use, there is room in {', '.join(spare)}.",) if spare else ()),
            *((f"{most} memory is held by {', '.join(held)}.",) if held else ()),
        )

    def sentences(self, what: str) -> tuple[str, ...]:
        """All of it: what needs it begins the first."""
        return (f"{what} {self.words}.", *self._giving)


def memory_fit(
    need_kib: int,
    free_kib: int | None,
    domains: Iterable[Domain],
    node: NodeInfo | None,
    used_kib: Mapping[Identity, int] = NOBODY_SAYS,
) -> MemoryFit:
    """What is needed on a host that has so much free and runs those domains.

    `used_kib` is what guests say that they use, of those that say so.
    """
    fit = MemoryFit(need_kib, free_kib)
    return MemoryFit(need_kib, free_kib, memory_holders(domains, node, used_kib)) if fit.missing_kib else fit


def start_need_kib(definitions: Iterable[Definition | None]) -> int | None:
    """What the next starts from those definitions take together; None where one of them doesn't tell."""
    needs = [definition.start_memory_kib if definition is not None else None for definition in definitions]
    known = [need for need in needs if need is not None]
    return sum(known) if known and len(known) == len(needs) else None


def memory_holders(
    domains: Iterable[Domain], node: NodeInfo | None, used_kib: Mapping[Identity, int] = NOBODY_SAYS
) -> tuple[Holder, ...]:
    """Running guests that say they use less than they have, and three at most of the others with most memory.

    Domain-0 is among the others where xl may take some from it.
    """
    found = [
        Holder(domain.name, domain.memory_kib, used_kib.get((domain.uuid, domain.domid)))
        for domain in domains
        if could_give(domain) or _is_dom0_that_gives(domain, node)
    ]
    spare = sorted(
        (each for each in found if each.spare_kib > _SPARES_FROM_KIB), key=lambda each: (-each.spare_kib, each.name)
    )
    held = sorted((each for each in found if each.used_kib is None), key=lambda each: (-each.held_kib, each.name))
    return (*spare[:_MOST_HOLDERS], *held[:_MOST_HOLDERS])


def could_give(domain: Domain) -> bool:
    """Whether it is a guest that can follow a target, and that has more than the least."""
    follows = domain.role is DomainRole.GUEST and domain.state is DomainState.RUNNING
    return follows and domain.memory_kib > _GIVES_FROM_KIB


def _is_dom0_that_gives(domain: Domain, node: NodeInfo | None) -> bool:
    if domain.domid != DOM0_DOMID or domain.memory_kib <= _GIVES_FROM_KIB:
        return False
    return node is not None and node.xen_command_line is not None and _FIXED_DOM0 not in node.xen_command_line


def _gib(kib: int) -> str:
    return f"{kib / (1 << 20):.1f}"
