"""Lets the drawn lines of dialogs and pages go when they are gone."""

from functools import lru_cache, partial

from textual._styles_cache import StylesCache

_KEPT_COLOURS = 1024


def let_go_of_drawn_lines() -> None:
    """Make Textual keep colours where it keeps the last thousand widgets that it has drawn.

    Its `StylesCache.get_inner_outer` is a method behind an `lru_cache`, so the widget's lines are a part of the key:
    10 to 90 KiB for each page (Textual 8.2.8). The colours are all that it needs.
    """
    method = StylesCache.__dict__["get_inner_outer"]
    if not isinstance(method, staticmethod):
        kept = lru_cache(_KEPT_COLOURS)(partial(method.__wrapped__, StylesCache))
        setattr(StylesCache, "get_inner_outer", staticmethod(kept))  # noqa: B010
