"""Loads what a job may still need while its first command works: an upgrade may replace the program before it is over.

Before that command it would delay it; what isn't loaded when the files go is missing when the job is to be concluded.
"""

import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import xentui_driver
from xentui_driver.transport import own_modules

_NEVER_NEEDED = "xentui_driver.simulator"
"""A host of this machine is no simulated one."""


@cache
def load_the_rest() -> threading.Thread:
    """Begin once for the whole process; the thread ends when everything is loaded."""
    thread = threading.Thread(target=_load, name="load")
    thread.start()
    return thread


def _load() -> None:
    if own_modules.descriptors():
        return  # the one file runs from a copy of itself
    from importlib import import_module

    with suppress(ImportError, OSError):  # already replaced: whoever needs it says so
        for name in _names(xentui_driver.__path__, f"{xentui_driver.__name__}."):
            import_module(name)


def _names(folders: list[str], prefix: str) -> Iterator[str]:
    """In the order of the alphabet."""
    from pkgutil import iter_modules

    for module in iter_modules(folders, prefix):
        if module.name != _NEVER_NEEDED:
            yield module.name
            if module.ispkg:
                yield from _names(
                    [f"{folder}/{module.name.rpartition('.')[2]}" for folder in folders], f"{module.name}."
                )
