"""Small graphs of one line, as text; `Symbols.show` turns them into what the terminal has glyphs for."""

from functools import lru_cache

LEVELS = "▁▂▃▄▅▆▇█"
LEVELS_IN_ASCII = ".:-=+*#%"
NO_FIGURE = "·"
FULL, EMPTY = "■", "·"


@lru_cache(1024)
def sparkline(figures: tuple[float | None, ...], limit: float, width: int) -> str:
    """The last figures, the newest at the right end; the highest level is `limit`, the lowest one nothing at all.

    Kept, for figures that come every twelve seconds are drawn at each poll.
    """
    drawn = "".join(_level(figure, limit) for figure in figures[-width:])
    return drawn.rjust(width) if drawn else ""


def meter(amount: float, most: float, width: int) -> str:
    """A bar of `width` cells, so much of it full as `amount` is of `most`; only what is full or empty looks so."""
    if most <= 0:
        return ""
    full = round(width * min(1.0, max(0.0, amount / most)))
    if amount < most:
        full = min(full, width - 1)
    if amount > 0:
        full = max(full, 1)
    return FULL * full + EMPTY * (width - full)


def _level(figure: float | None, limit: float) -> str:
    if figure is None:
        return NO_FIGURE
    share = min(1.0, max(0.0, figure / limit)) if limit > 0 else 0.0
    return LEVELS[min(len(LEVELS) - 1, int(share * len(LEVELS)))]
