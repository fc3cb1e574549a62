"""Figures in the operator's words; what is not known is `-`, never 0."""

from collections.abc import Sequence

UNKNOWN = "-"

KIB_PER_MIB = 1024
KIB_PER_GIB = 1024 * 1024
KIB_PER_TIB = 1024 * 1024 * 1024
_GIB_WITH_DECIMAL = 1000
_TIB_FROM_GIB = 10_000

MEMORY_CELLS = 9
"""The longest `memory_words`: `999.9 GiB`."""

CPU_CELLS = 7
"""The longest `cpu_words` up to 99,999 %: `12800.0`."""


def memory_words(kib: int | None) -> str:
    """Memory with its unit: `640 KiB`, `512 MiB`, `8.0 GiB`, `1536 GiB`, `12.0 TiB`."""
    if kib is None:
        return UNKNOWN
    if 0 < kib < KIB_PER_MIB:
        return f"{kib} KiB"
    if kib < KIB_PER_GIB:
        return f"{kib // KIB_PER_MIB} MiB"
    gib = kib / KIB_PER_GIB
    if gib < _GIB_WITH_DECIMAL - 0.05:
        return f"{gib:.1f} GiB"
    if gib < _TIB_FROM_GIB - 0.5:
        return f"{gib:.0f} GiB"
    return f"{kib / KIB_PER_TIB:.1f} TiB"


def gib_words(kib: int | None) -> str:
    """Memory in GiB without the unit, for a row of figures whose unit stands at its end."""
    return UNKNOWN if kib is None else f"{kib / KIB_PER_GIB:.1f}"


def cpu_words(percent: float | None) -> str:
    """CPU use with one decimal; 100 is one physical CPU."""
    return UNKNOWN if percent is None else f"{percent:.1f}"


def count_words(count: int | None) -> str:
    """A plain number."""
    return UNKNOWN if count is None else str(count)


def age_words(seconds: float | None) -> str:
    """A time span in at most two units: `12 s`, `4 min 30 s`, `3 h 20 min`, `41 d 3 h`."""
    if seconds is None:
        return UNKNOWN
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    if whole < 86400:
        return f"{whole // 3600} h {whole % 3600 // 60} min"
    return f"{whole // 86400} d {whole % 86400 // 3600} h"


def interval_words(seconds: float) -> str:
    """A poll interval: `every 2 s`, `every 0.5 s`."""
    return f"every {seconds:g} s"


def plural(count: int, word: str) -> str:
    """`1 problem`, `3 problems`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def some_of(names: Sequence[str], most: int = 3) -> str:
    """The first few by name, the others by their number: `a, b and 3 more`."""
    if len(names) == 1:
        return names[0]
    shown = names if len(names) <= most else names[: most - 1]
    more = f"{len(names) - len(shown)} more" if len(shown) < len(names) else shown[-1]
    first = shown if len(shown) < len(names) else shown[:-1]
    return f"{', '.join(first)} and {more}"
