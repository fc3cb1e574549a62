"""What a value changes, in words: from what, to what, and by how much."""

from xentui_widgets.units import KIB_PER_GIB, KIB_PER_MIB, memory_words

_TENTH_OF_GIB = KIB_PER_GIB // 10


def from_to(before_kib: int, after_kib: int) -> str:
    """`12.0 -> 2.0 GiB`; in MiB below 1 GiB, and where a tenth of a GiB would hide the change."""
    if _is_in_mib(before_kib, after_kib):
        return f"{before_kib // KIB_PER_MIB} -> {after_kib // KIB_PER_MIB} MiB"
    return f"{_gib(before_kib)} -> {_gib(after_kib)} GiB"


def memory_change(before_kib: int, after_kib: int) -> str:
    """The same with by how much: `12.0 -> 2.0 GiB (-10.0)`."""
    by_kib = after_kib - before_kib
    by = _signed_mib(by_kib) if _is_in_mib(before_kib, after_kib) else f"{by_kib / KIB_PER_GIB:+.1f}"
    return f"{from_to(before_kib, after_kib)} ({by})"


def _is_in_mib(before_kib: int, after_kib: int) -> bool:
    return min(before_kib, after_kib) < KIB_PER_GIB or 0 < abs(after_kib - before_kib) < _TENTH_OF_GIB


def size(kib: int | None) -> str:
    """As exact as the change of it: `512 MiB`, `12.0 GiB`."""
    if kib is not None and KIB_PER_MIB <= kib < KIB_PER_GIB:
        return f"{kib // KIB_PER_MIB} MiB"
    return memory_words(kib)


def free_change(before_kib: int, after_kib: int) -> str:
    """`host free 79.0 -> 89.0`, in GiB."""
    return f"host free {_gib(before_kib)} -> {_gib(after_kib)} GiB"


def count_change(before: int, after: int) -> str:
    """`8 -> 2 (-6)`."""
    return f"{before} -> {after} ({after - before:+d})"


def _gib(kib: int) -> str:
    return f"{kib / KIB_PER_GIB:.1f}"


def _signed_mib(kib: int) -> str:
    return f"{round(kib / KIB_PER_MIB):+d}"
