"""Asks for a guest's memory, its target or its maximum, with all the figures in one picture."""

from xentui.console.names import Names
from xentui.console.questions.asking import Asking, preview_of
from xentui.console.screens.question import Known, Question
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import Action
from xentui_driver.model.domain import DomainMemory
from xentui_driver.model.instance import Instance
from xentui_driver.model.memory_size import parse_memory_kib
from xentui_widgets.symbols import Symbols
from xentui_widgets.units import memory_words

_BAR_CELLS = 30


def memory_asking(
    action: Action, instance: Instance, hypervisor: Hypervisor, free_kib: int | None, names: Names, *, maximum: bool
) -> Asking:
    """Target and maximum come once they have been read."""
    ref = instance.ref
    assert ref is not None, "only a domain has memory to change"
    last = "New maximum:" if maximum else "New target:"
    question = Question(
        f"{'Maximum memory' if maximum else 'Memory'} of {names.instance(instance)}",
        (*memory_picture(instance, None, free_kib, names.symbols), last),
        parse=parse_memory_kib,
        preview=preview_of(action, instance, names),
        symbols=names.symbols,
        example="512m or 1.5g; a bare number is MiB",
    )

    def load() -> Known[int]:
        memory = hypervisor.memory_of(ref)
        return Known((*memory_picture(instance, memory, free_kib, names.symbols), last))

    return Asking(question, load)


def memory_picture(
    instance: Instance, memory: DomainMemory | None, free_kib: int | None, symbols: Symbols
) -> tuple[str, ...]:
    """Actual, target, maximum and what the node has free, one line each, with a bar for the first three."""
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
        f"{'node free':<10}{memory_words(free_kib):>10}",
        "",
    )


def _drawable(maximum_kib: int | None, actual_kib: int | None) -> int | None:
    """dom0 may have no limit, which xenstore tells as an enormous one (libxl_mem.c)."""
    if maximum_kib is None or actual_kib is None or maximum_kib > 64 * actual_kib:
        return None
    return maximum_kib
