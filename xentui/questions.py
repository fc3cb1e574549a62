"""What an action needs to be told before it runs: a memory target, a host."""

from xentui.actions import BALLOON, MIGRATE, Request
from xentui.screens.confirm import named
from xentui.screens.question import Question
from xentui.sizes import parse_memory_kib
from xentui_driver.commands import checked_host
from xentui_driver.errors import InvalidInput
from xentui_driver.model import DomainMemory, Instance
from xentui_widgets.symbols import Symbols
from xentui_widgets.units import memory_words


def memory_question(instance: Instance, free_kib: int | None, symbols: Symbols) -> Question[int]:
    """Asks for a target; `memory_picture` completes it once target and maximum have been read."""
    return Question(
        f"Memory of {named(instance)}",
        memory_picture(instance, None, free_kib, symbols),
        parse=parse_memory_kib,
        preview=lambda kib: f"{symbols.prompt} {'; '.join(BALLOON.steps(Request(instance, kib)))}",
        symbols=symbols,
        placeholder="512m, 1.5g; a bare number is MiB",
    )


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
        bar = symbols.gauge_guests * round(30 * kib / longest_kib) if kib is not None and kib <= longest_kib else ""
        return f"{label:<10}{memory_words(kib):>10}  {bar}".rstrip()

    return (
        line("actual", actual_kib),
        line("target", target_kib),
        line("maximum", maximum_kib),
        f"{'node free':<10}{memory_words(free_kib):>10}",
        "",
        "New target:",
    )


def _drawable(maximum_kib: int | None, actual_kib: int | None) -> int | None:
    """dom0 may have no limit, which xenstore tells as an enormous one (libxl_mem.c)."""
    if maximum_kib is None or actual_kib is None or maximum_kib > 64 * actual_kib:
        return None
    return maximum_kib


def host_question(instance: Instance, symbols: Symbols) -> Question[str]:
    """Asks for the target host of a migration."""
    domain = instance.domain
    return Question(
        f"Migrate {named(instance)}",
        (
            f"It has {memory_words(domain.memory_kib if domain else None)} of memory and goes on running meanwhile.",
            "Its disks must be reachable at the same paths on the other host,",
            "and ssh to it must work for root without a password.",
            "",
            "To host:",
        ),
        parse=_host,
        preview=lambda host: f"{symbols.prompt} {'; '.join(MIGRATE.steps(Request(instance, host)))}",
        symbols=symbols,
        placeholder="dom0b",
    )


def _host(text: str) -> str:
    try:
        return checked_host(text.strip())
    except InvalidInput as error:
        raise ValueError(f"{error.summary} {error.next_step}") from error
