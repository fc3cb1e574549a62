"""What a value changes, in words: from what, to what, and by how much."""

from xentui_widgets.units import KIB_PER_GIB, KIB_PER_MIB

_TENTH_OF_GIB = KIB_PER_GIB // 10


def memory_change(before_kib: int, after_kib: int) -> str:
    """`12.0 -> 2.0 GiB (-10.0)`; in MiB below 1 GiB, and where a tenth of a GiB would hide the change."""
    by_kib = after_kib - before_kib
    if min(before_kib, after_kib) < KIB_PER_GIB or 0 < abs(by_kib) < _TENTH_OF_GIB:
        return f"{before_kib // KIB_PER_MIB} -> {after_kib // KIB_PER_MIB} MiB ({_signed_mib(by_kib)})"
    return f"{_gib(before_kib)} -> {_gib(after_kib)} GiB ({by_kib / KIB_PER_GIB:+.1f})"


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
