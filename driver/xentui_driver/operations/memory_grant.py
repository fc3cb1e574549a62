"""How much memory a guest may hold to be built again from a save file, or by the far end of a migration.

Both ask Xen for every page that it holds, and both give it its memory target, with some slack: a guest that has not
followed its target can be saved, and then not be restored.
"""

from xentui_driver.definitions.libxl_config import Json, number_of, part
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import Domain
from xentui_driver.model.memory_size import compared_words
from xentui_driver.model.units import MIB_KIB

SLACK_KIB = 1024
"""LIBXL_MAXMEM_CONSTANT: libxl__build_pre (libxl_dom.c) caps a guest at its target and so much more."""
_PAGE_KIB = 4
_UNSEEN_KIB = MIB_KIB - _PAGE_KIB
"""`xl list` rounds down to MiB: a guest may hold so much more than it says."""


@dataclass(frozen=True, slots=True)
class MemoryGrant:
    """What a guest holds, and what it would be given."""

    held_kib: int
    """As `xl list` has it."""
    given_kib: int | None
    """Its target with its video memory, as libxl records it; None where there is none, so that nothing can be said."""
    maximum_kib: int | None = None
    """The highest target that it can have."""

    @property
    def is_enough(self) -> bool:
        return self.given_kib is None or self.held_kib + _UNSEEN_KIB <= self.given_kib + SLACK_KIB

    @property
    def words(self) -> str:
        """What is wrong: the end of a sentence."""
        held, given = compared_words(self.held_kib, self.given_kib or 0)
        return f"it holds {held}, but would get back only its memory target, {given}"

    @property
    def way_out(self) -> str:
        """What makes it enough; the size is exact, to be typed."""
        size = f"{self.held_kib // MIB_KIB} MiB"
        raised = f"Raise its target to {size} (do: balloon)"
        if self.maximum_kib is not None and self.held_kib > self.maximum_kib:
            raised = f"Raise its maximum memory to {size} (do: maxmem), then its target (do: balloon)"
        return f"{raised}, or wait until the guest has given back the rest."


def memory_grant(domain: Domain, config: Json) -> MemoryGrant:
    """By libxl's own record of the guest, which is what it would be built from: xenstore's target lacks its parts."""
    build = part(config, "b_info")
    return MemoryGrant(domain.memory_kib, number_of(build, "target_memkb"), number_of(build, "max_memkb"))
