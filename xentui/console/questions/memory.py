"""Asks for a guest's memory, its target or its maximum, with all the figures in one picture."""

from collections.abc import Callable

from xentui.console.names import Names
from xentui.console.questions.asking import Asking, meaning_of
from xentui.console.questions.changes import free_change, memory_change
from xentui.console.questions.in_definition import over_maximum
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Known, Question
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import Action
from xentui_driver.jobs.actions.in_definition import memory_changes
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import DomainMemory
from xentui_driver.model.instance import Instance
from xentui_driver.model.memory_size import is_relative, parse_memory_from_kib, parse_memory_kib
from xentui_driver.operations.balloon import least_kib
from xentui_widgets.symbols import Symbols
from xentui_widgets.units import memory_words

FreeKib = Callable[[], int | None]
"""What the host has free, as far as is known at the moment."""
_BAR_CELLS = 12
"""With its figures it fits a screen of 40 columns."""
_NOT_READ = "The present figures are not read yet: give the size itself."


def memory_asking(
    action: Action, instance: Instance, hypervisor: Hypervisor, free_kib: FreeKib, names: Names, *, maximum: bool
) -> Asking:
    """Target and maximum come once they have been read."""
    ref = instance.ref
    assert ref is not None, "only a domain has memory to change"
    kind = _Maximum if maximum else _Target
    unread = kind(action, instance, None, free_kib, names)
    question = Question[int](
        f"{'Maximum memory' if maximum else 'Memory'} of {names.instance(instance)}",
        unread.picture,
        "New maximum:" if maximum else "New target:",
        parse=unread.parse,
        meaning=unread.meaning,
        symbols=names.symbols,
        example=f"2g, 512m, +4g, -2g, or 50% of the {'maximum' if maximum else 'target'}",
    )

    def load() -> Known[int]:
        read = replace(unread, memory=hypervisor.memory_of(ref))
        return Known(read.picture, read.parse, read.meaning)

    return Asking(question, load)


@dataclass(frozen=True, slots=True)
class _Figures:
    """What is known while the question is open, and what a text means by it."""

    action: Action
    instance: Instance
    memory: DomainMemory | None
    """None until it has been read."""
    free_kib: FreeKib
    names: Names

    @property
    def what(self) -> str:
        """What is changed."""
        raise NotImplementedError

    @property
    def picture(self) -> tuple[str, ...]:
        return memory_picture(self.instance, self.memory, self.free_kib(), self.names.symbols)

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

    def parse(self, text: str) -> int:
        if self.present_kib is None and is_relative(text):
            raise ValueError(_NOT_READ)
        kib = parse_memory_kib(text) if self.present_kib is None else parse_memory_from_kib(text, self.present_kib)
        self.check(kib)
        return kib

    def meaning(self, kib: int) -> Meaning:
        change = self.change(kib)
        return meaning_of(self.action, self.instance, self.names, kib, *((change,) if change else ()))


class _Target(_Figures):
    """The memory that the guest is to have; a relative size starts from its present target."""

    __slots__ = ()

    @property
    def what(self) -> str:
        return "Memory"

    @property
    def present_kib(self) -> int | None:
        return self.memory.set_kib if self.memory is not None else None

    def check(self, kib: int) -> None:
        instance, memory = self.instance, self.memory
        least = least_kib(instance.domid)
        if kib < least:
            raise ValueError(f"It needs at least {memory_words(least)}.")
        if memory is None:
            return
        if memory.maximum_kib is not None and kib > memory.maximum_kib:
            words = f"Its maximum is {memory_words(memory.maximum_kib)} while it runs."
            raise over_maximum(words, instance, kib, memory_words(kib), memory_changes)
        free_kib, growth_kib = self.free_kib(), kib - memory.actual_kib
        if free_kib is not None and growth_kib > max(0, free_kib):
            raise ValueError(
                f"It needs {memory_words(growth_kib)} more, and the host has {memory_words(free_kib)} free. "
                f"It can have up to {memory_words(_most_kib(memory, free_kib))}, or free memory elsewhere first."
            )

    def change(self, kib: int) -> str:
        words, free_kib, memory = _Figures.change(self, kib), self.free_kib(), self.memory
        if memory is None or free_kib is None:
            return words
        left_kib = free_kib + memory.actual_kib - (kib - memory.video_kib)
        return f"{words}, {free_change(free_kib, left_kib)}"


class _Maximum(_Figures):
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
            raise ValueError(f"It needs at least {memory_words(least_kib(self.instance.domid))}.")
        if target_kib is not None and kib < target_kib:
            raise ValueError(f"It has {memory_words(target_kib)} now: take memory from it first.")


def _most_kib(memory: DomainMemory, free_kib: int) -> int:
    most_kib = memory.actual_kib + max(0, free_kib)
    return most_kib if memory.maximum_kib is None else min(most_kib, memory.maximum_kib)


def memory_picture(
    instance: Instance, memory: DomainMemory | None, free_kib: int | None, symbols: Symbols
) -> tuple[str, ...]:
    """Actual, target, maximum and what the host has free, one line each, with a bar for the first three."""
    domain = instance.domain
    actual_kib = memory.actual_kib if memory else domain.memory_kib if domain else None
    target_kib = memory.target_kib if memory else None
    maximum_kib = memory.maximum_kib if memory else None
    longest_kib = max(actual_kib or 0, target_kib or 0, _drawable(maximum_kib, actual_kib) or 0, 1)

    def line(label: str, kib: int | None) -> str:
        is_drawn = kib is not None and kib <= longest_kib
        bar = symbols.gauge_used * round(_BAR_CELLS * (kib or 0) / longest_kib) if is_drawn else ""
        return f"{label:<10}{memory_words(kib):>10}  {bar}".rstrip()

    return (
        line("actual", actual_kib),
        line("target", target_kib),
        line("maximum", maximum_kib),
        f"{'host free':<10}{memory_words(free_kib):>10}",
    )


def _drawable(maximum_kib: int | None, actual_kib: int | None) -> int | None:
    """dom0 may have no limit, which xenstore tells as an enormous one (libxl_mem.c)."""
    if maximum_kib is None or actual_kib is None or maximum_kib > 64 * actual_kib:
        return None
    return maximum_kib
