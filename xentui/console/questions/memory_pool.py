"""How guests of one host share its free memory while their sizes are chosen."""

from collections.abc import Sequence

from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import DomainMemory
from xentui_driver.model.node import Memory


@dataclass(frozen=True, slots=True)
class Sizing:
    """One domain of the host, and the target that it is to get."""

    memory: DomainMemory
    wanted_kib: int | None = None
    """As `xl mem-set` takes it; None while none is chosen."""
    is_dom0: bool = False

    @property
    def growth_kib(self) -> int:
        """What it takes of the free memory; negative where it gives some back."""
        return 0 if self.wanted_kib is None else self.wanted_kib - self.memory.video_kib - self.memory.actual_kib

    @property
    def taken_kib(self) -> int:
        """What must be free before: memory that others give back comes later, or never."""
        return 0 if self.wanted_kib is None else max(0, self.wanted_kib - self.memory.actual_kib)


@dataclass(frozen=True, slots=True)
class Pool:
    """The memory of the host as it was last read, and all whose size is chosen."""

    memory: Memory
    sizings: Sequence[Sizing]

    @property
    def as_it_will_be(self) -> Memory:
        """The same sums once every guest has followed."""
        dom0_kib = sum(each.growth_kib for each in self.sizings if each.is_dom0)
        guests_kib = sum(each.growth_kib for each in self.sizings if not each.is_dom0)
        before = self.memory
        return replace(
            before,
            free_kib=before.free_kib - dom0_kib - guests_kib,
            dom0_kib=before.dom0_kib + dom0_kib,
            guests_kib=before.guests_kib + guests_kib,
        )

    @property
    def without_taken(self) -> Memory:
        """What is left for another guest: what these are to take is free no more."""
        taken_kib = sum(each.taken_kib for each in self.sizings)
        return replace(
            self.memory,
            free_kib=self.memory.free_kib - taken_kib,
            guests_kib=self.memory.guests_kib + taken_kib,
        )
