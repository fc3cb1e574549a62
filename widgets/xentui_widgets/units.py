"""Figures in the operator's words; what is not known is `-`, never 0."""

from collections.abc import Iterable, Sequence

from xentui_driver.model import memory_size

UNKNOWN = "-"

KIB_PER_MIB = 1024
KIB_PER_GIB = 1024 * 1024

MEMORY_CELLS = 9
"""The longest `memory_words`: `999.9 GiB`."""

CPU_CELLS = 7
"""The longest `cpu_words` up to 99,999 %: `12800.0`."""

UP_CELLS = 6
"""The longest `up_words` of 27 years: `9999 d`."""

RATE_CELLS = 4
"""The longest `rate_words`: `850k`."""
_PREFIXES = "kMGTPE"


def memory_words(kib: int | None) -> str:
    """Memory with its unit, in the driver's own words."""
    return UNKNOWN if kib is None else memory_size.memory_words(kib)


def memory_of_words(kib: int | None, most_kib: int | None) -> str:
    """A part of some memory, with the unit once where both have the same: `1.5 of 2.0 GiB`.

    The part alone where the whole isn't known.
    """
    if most_kib is None:
        return memory_words(kib)
    part, most = memory_words(kib), memory_words(most_kib)
    number, _, unit = part.partition(" ")
    return f"{number if most.endswith(f' {unit}') else part} of {most}"


def gib_words(kib: int | None) -> str:
    """Memory in GiB without the unit, for a row of figures whose unit stands at its end."""
    return UNKNOWN if kib is None else f"{kib / KIB_PER_GIB:.1f}"


def cpu_words(percent: float | None) -> str:
    """CPU use with one decimal; 100 is one physical CPU."""
    return UNKNOWN if percent is None else f"{percent:.1f}"


def whole_cpu_words(percent: float | None) -> str:
    """The same without a decimal, in five cells."""
    return UNKNOWN if percent is None else f"{percent:.0f}"


def rate_words(bytes_per_s: float | None) -> str:
    """Bytes in a second with two digits, which seldom change: `0`, `<1k`, `1.2M`, `84M`, `850k`; 1k is 1000."""
    if bytes_per_s is None:
        return UNKNOWN
    if bytes_per_s <= 0:
        return "0"
    if bytes_per_s < 1000:
        return "<1k"
    scaled, prefixes = bytes_per_s / 1000, iter(_PREFIXES)
    prefix = next(prefixes)
    while scaled >= 995 and (larger := next(prefixes, "")):  # 995 is rounded to 1000
        scaled, prefix = scaled / 1000, larger
    return f"{_two_digits(scaled)}{prefix}"


def size_words(size_bytes: int) -> str:
    """The size of a file: `812 bytes`, `1.2 MiB`."""
    if size_bytes < 1 << 10:
        return plural(size_bytes, "byte")
    scaled, units = size_bytes / 1024, iter(("KiB", "MiB", "GiB", "TiB"))
    unit = next(units)
    while scaled >= 995 and (larger := next(units, "")):
        scaled, unit = scaled / 1024, larger
    return f"{_two_digits(scaled)} {unit}"


def _two_digits(amount: float) -> str:
    """Of a number below 1000."""
    if amount < 9.95:
        return f"{amount:.1f}"
    return f"{amount:.0f}" if amount < 99.5 else f"{round(amount / 10) * 10}"


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


def up_words(seconds: float | None) -> str:
    """How long something has been up, in one unit, so that it seldom changes: `<1 m`, `12 m`, `3 h`, `41 d`."""
    if seconds is None:
        return UNKNOWN
    minutes = max(0, int(seconds)) // 60
    if minutes < 60:
        return f"{minutes} m" if minutes else "<1 m"
    hours = minutes // 60
    return f"{hours} h" if hours < 24 else f"{hours // 24} d"


def interval_words(seconds: float) -> str:
    """A poll interval: `every 2 s`, `every 0.5 s`."""
    return f"every {seconds:g} s"


def plural(count: int, word: str) -> str:
    """`1 problem`, `3 problems`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def ranges_words(numbers: Iterable[int]) -> str:
    """A set of CPUs or nodes as xl writes it: `0-3,8`."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def some_of(names: Sequence[str], most: int = 3) -> str:
    """The first few by name, the others by their number: `a, b and 3 more`."""
    if len(names) == 1:
        return names[0]
    shown = names if len(names) <= most else names[: most - 1]
    more = f"{len(names) - len(shown)} more" if len(shown) < len(names) else shown[-1]
    first = shown if len(shown) < len(names) else shown[:-1]
    return f"{', '.join(first)} and {more}"
