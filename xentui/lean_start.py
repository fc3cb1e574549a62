"""What a console does without, which may run for weeks on a machine whose memory is its guests'."""

import sys
from contextlib import suppress
from types import ModuleType
from typing import cast

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""malloc.h; mallopt(3)."""
_LARGE_BYTES = 128 << 10
"""The C library's own threshold, which it raises to the largest block that was ever freed unless it is set."""


def hold_less() -> None:
    """To be called before there are threads, and before Textual is loaded."""
    _keep_one_heap()
    _load_asyncio_without_tls()


def _keep_one_heap() -> None:
    """Have glibc use one heap for all threads, of which one runs at a time, and give back what is large and free.

    With a heap each, every thread of the sources keeps the most that it has ever needed: with thousands of guests a
    sixth of all. Other C libraries have no such setting, nor such heaps.
    """
    with suppress(ImportError, OSError, AttributeError):  # a Python without ctypes or linked statically; musl
        import ctypes

        set_option = ctypes.CDLL(None).mallopt
        for option, value in (
            (_M_ARENA_MAX, 1),
            (_M_MMAP_THRESHOLD, _LARGE_BYTES),
            (_M_TRIM_THRESHOLD, _LARGE_BYTES),
        ):
            set_option(option, value)


def _load_asyncio_without_tls() -> None:
    """asyncio does without it where Python has none: OpenSSL takes 4 MB, and 15 ms of a start.

    Whoever needs it can still load it later.
    """
    modules = cast(dict[str, ModuleType | None], sys.modules)
    if "ssl" in modules or "asyncio" in modules:
        return
    modules["ssl"] = None  # says that there is none: the import system's reference
    try:
        import asyncio  # noqa: F401
    finally:
        del modules["ssl"]
