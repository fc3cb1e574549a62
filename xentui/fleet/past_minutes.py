"""The last quarter of an hour of one figure, minute by minute, for a small graph."""

from collections.abc import Callable
from itertools import dropwhile

from xentui.fleet.past import Figures, Past
from xentui_driver.model.cpu_use import Trail

MINUTES = 15
_MINUTE_S = 60


def most_by_minute(past: Past, figure: Callable[[Figures], float | None]) -> Trail:
    """The most of each minute, so that no peak is lost; it begins with the first one that is known."""
    samples = past.recent()
    found: list[float | None] = [None] * MINUTES
    for at_s, figures in samples:
        minutes_ago = int(samples[-1].at_s // _MINUTE_S - at_s // _MINUTE_S)
        value = figure(figures)
        if value is not None and minutes_ago < MINUTES:
            place = MINUTES - 1 - minutes_ago
            found[place] = max(value, found[place] or 0.0)
    return tuple(dropwhile(lambda each: each is None, found))


def cpu_percent(figures: Figures) -> float | None:
    """100 is one physical CPU."""
    return figures.cpu_percent


def memory_kib(figures: Figures) -> float | None:
    """What the domain holds."""
    return figures.memory_kib


def network_bytes_per_s(figures: Figures) -> float | None:
    """In both directions."""
    return _together(figures.received_bytes_per_s, figures.sent_bytes_per_s)


def disk_bytes_per_s(figures: Figures) -> float | None:
    """In both directions."""
    return _together(figures.read_bytes_per_s, figures.written_bytes_per_s)


def _together(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
