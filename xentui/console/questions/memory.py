"""What a size means for a guest's memory, as its target or as its maximum, and what speaks against it."""

from collections.abc import Callable

from xentui.console.names import Names
from xentui.console.questions.asking import Asking, meaning_of
from xentui.console.questions.changes import free_change, memory_change, size
from xentui.console.questions.host_limits import above_host, never_so_much_memory, scarce_memory
from xentui.console.questions.in_definition import over_maximum
from xentui.console.questions.memory_picture import Drawn, one_guest
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.memory_lens import UNITS
from xentui.console.screens.question import Known, Question
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import Action
from xentui_driver.jobs.actions.in_definition import memory_changes
from xentui_driver.model.asked_memory import asked_memory_kib
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import DomainMemory
from xentui_driver.model.instance import Instance
from xentui_driver.model.memory_size import is_relative, parse_memory_from_kib, parse_memory_kib
from xentui_driver.model.node import Memory
from xentui_driver.operations.balloon import least_kib

HostMemory = Callable[[], Memory | None]
"""How the host's memory is divided, as far as is known at the moment."""
_SMALL_ROOM = 34
"""Cells of a question on a screen of 40 columns."""
_NOT_READ = "The current figures aren't known yet: type the size itself."


def maximum_asking(
    action: Action, instance: Instance, hypervisor: Hypervisor, host_memory: HostMemory, names: Names
) -> Asking:
    """Asks for the most that a guest can be given; target and maximum come once they have been read."""
    ref = instance.ref
    assert ref is not None, "only a domain has memory to change"
    unread = MaximumFigures(action, instance, None, host_memory, names)
    question = Question[int](
        f"Maximum memory of {names.instance(instance)}",
        unread.picture,
        "New maximum (MiB):",
        parse=unread.parse,
        meaning=unread.meaning,
        symbols=names.symbols,
        example="2g, 512m, +4g, -2g, or 50% of the maximum",
        hint=f"{UNITS} Enter continue, Esc cancel",
    )

    def load() -> Known[int]:
        read = replace(unread, memory=hypervisor.memory_of(ref))
        return Known(read.picture, read.parse, read.meaning)

    return Asking(question, load)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known while the question is open, and what a text means by it."""

    action: Action
    instance: Instance
    memory: DomainMemory | None
    """None until it has been read."""
    host_memory: HostMemory
    names: Names

    @property
    def what(self) -> str:
        """What is changed."""
        raise NotImplementedError

    @property
    def picture(self) -> tuple[str, ...]:
        return one_guest(self.drawn(), self.host_memory(), _SMALL_ROOM, self.names.symbols)

    def drawn(self, wanted_kib: int | None = None) -> Drawn:
        """What the picture needs to know of it."""
        domain = self.instance.domain
        actual_kib = self.memory.actual_kib if self.memory else domain.memory_kib if domain else None
        return Drawn(self.instance.name, actual_kib, self.memory, wanted_kib)

    @property
    def free_kib(self) -> int | None:
        host = self.host_memory()
        return host.free_kib if host is not None else None

    @property
    def present_kib(self) -> int | None:
        """The figure that is changed, and that `+4g`, `-2g` and `50%` start from."""
        raise NotImplementedError

    def check(self, kib: int) -> None:
        """Raises ValueError for what can't be."""
        raise NotImplementedError

    def change(self, kib: int) -> str:
        """From what to what; empty until that is known."""
        return f"{self.what} {memory_change(self.present_kib, kib)}" if self.present_kib is not None else ""

    def warnings(self, kib: int) -> tuple[str, ...]:
        """What speaks against it, though it can be."""
        return ()

    def parse(self, text: str) -> int:
        if self.present_kib is None and is_relative(text):
            raise ValueError(_NOT_READ)
        kib = parse_memory_kib(text) if self.present_kib is None else parse_memory_from_kib(text, self.present_kib)
        self.check(kib)
        return kib

    def meaning(self, kib: int) -> Meaning:
        change, flag = self.change(kib), self.names.symbols.flag
        warnings = (f"{flag} {words}" for words in self.warnings(kib))
        return meaning_of(self.action, self.instance, self.names, kib, *((change,) if change else ()), *warnings)


class TargetFigures(Figures):
    """The memory that the guest is to have; a relative size starts from its present target."""

    __slots__ = ()

    @property
    def what(self) -> str:
        return "Memory"

    @property
    def present_kib(self) -> int | None:
        return asked_memory_kib(self.memory, self.instance.definition) if self.memory is not None else None

    def check(self, kib: int) -> None:
        instance, memory = self.instance, self.memory
        least = least_kib(instance.domid)
        if kib < least:
            raise ValueError(f"The guest needs at least {size(least)}.")
        if memory is None:
            return
        if memory.maximum_kib is not None and kib > memory.maximum_kib:
            words = f"Its maximum is {size(memory.maximum_kib)} while it runs."
            never = never_so_much_memory(kib, self.host_memory())
            warnings = scarce_memory(kib, memory.actual_kib, self.host_memory())
            raise over_maximum(words, instance, kib, memory_changes, never=never, warnings=warnings)
        free_kib, growth_kib = self.free_kib, kib - memory.actual_kib
        if free_kib is not None and growth_kib > max(0, free_kib):
            raise ValueError(
                f"The guest needs {size(growth_kib)} more, and the host has {size(free_kib)} free. "
                f"Give it {size(_most_kib(memory, free_kib))} at most, or free memory elsewhere first."
            )

    @property
    def has_limit(self) -> bool:
        """False for a dom0 without a maximum, which xenstore tells as an enormous one (libxl_mem.c)."""
        return self.drawn().has_drawable_maximum

    @property
    def most_kib(self) -> int:
        """The most that it can get now."""
        assert self.memory is not None, "known only once it was read"
        return _most_kib(self.memory, self.free_kib or 0)

    def change_alone(self, kib: int) -> str:
        """From what to what, without the host."""
        return Figures.change(self, kib)

    def change(self, kib: int) -> str:
        words, free_kib, memory = Figures.change(self, kib), self.free_kib, self.memory
        if memory is None or free_kib is None:
            return words
        left_kib = free_kib + memory.actual_kib - (kib - memory.video_kib)
        return f"{words}, {free_change(free_kib, left_kib)}"


class MaximumFigures(Figures):
    """The most that it can be given; a relative size starts from the present maximum."""

    __slots__ = ()

    @property
    def what(self) -> str:
        return "Maximum"

    @property
    def present_kib(self) -> int | None:
        return self.memory.maximum_kib if self.memory is not None else None

    def check(self, kib: int) -> None:
        target_kib = self.memory.target_kib if self.memory is not None else None
        if kib < least_kib(self.instance.domid):
            raise ValueError(f"The guest needs at least {size(least_kib(self.instance.domid))}.")
        if target_kib is not None and kib < target_kib:
            raise ValueError(f"The guest has {size(target_kib)} now: reduce its memory first.")

    def warnings(self, kib: int) -> tuple[str, ...]:
        return above_host(kib, self.host_memory())


def _most_kib(memory: DomainMemory, free_kib: int) -> int:
    most_kib = memory.actual_kib + max(0, free_kib)
    return most_kib if memory.maximum_kib is None else min(most_kib, memory.maximum_kib)
