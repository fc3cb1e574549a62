"""Lets the drawn lines of toasts, dialogs and pages go when they are gone."""

from functools import lru_cache

from textual._styles_cache import StylesCache

_KEPT_COLOURS = 1024


def let_go_of_drawn_lines() -> None:
    """Make Textual keep colours where it keeps the last thousand widgets that it has drawn.

    Its `StylesCache.get_inner_outer` is a method behind an `lru_cache`, so the widget's lines are a part of the key:
    10 to 90 KiB for each toast and page (Textual 8.2.8). As a class method, which it is written as, it keeps none.
    """
    method = StylesCache.__dict__["get_inner_outer"]
    if not isinstance(method, classmethod):
        shared = classmethod(lru_cache(_KEPT_COLOURS)(method.__wrapped__))
        setattr(StylesCache, "get_inner_outer", shared)  # noqa: B010
