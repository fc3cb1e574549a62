"""A copy of our own modules in memory, for what stays open: an upgrade puts another version's files in their place."""

import os
import sys
import time
import zipfile
from collections.abc import Iterator
from importlib.util import cache_from_source

import xentui_driver
from xentui_driver.transport import own_modules


class Replaced(Exception):
    """Another version was installed after this process had begun: what it hasn't loaded yet isn't its own."""

    def __str__(self) -> str:
        return "another version was installed while this one was starting. Quit and start it again."


def keep() -> None:
    """Import from a copy from now on, and have other processes do so. Raises Replaced and OSError: there is none.

    Only where our modules have their folder to themselves, as in Debian's package, whose `python3 -IS` finds no others
    but those of the standard library.
    """
    if not (sys.flags.isolated and sys.flags.no_site) or own_modules.descriptors():
        return
    folder = os.path.dirname(xentui_driver.__path__[0])
    descriptor = os.memfd_create("xentui")
    try:
        _pack(folder, descriptor, _begun_s())
    except (Replaced, OSError):
        os.close(descriptor)
        raise
    _import_from(own_modules.place_of(descriptor), folder)


def _begun_s() -> float:
    """When this process had begun, in seconds since 1970; rounded up to the kernel's hundredths (proc(5), field 22)."""
    with open("/proc/self/stat") as file:
        ticks = int(file.read().rpartition(")")[2].split()[19]) + 1
    age_s = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    return time.time() - age_s


def _pack(folder: str, descriptor: int, begun_s: float) -> None:
    """Write a zip of all of it, with byte code for the sources that have some. Raises Replaced and OSError."""
    with open(descriptor, "w+b", closefd=False) as copy, zipfile.ZipFile(copy, "w") as archive:
        for path in _files(folder):
            try:
                name, content = _as_imported(path)
                changed_s = os.stat(path).st_ctime
            except FileNotFoundError as error:
                raise Replaced from error
            if changed_s > begun_s:
                raise Replaced
            archive.writestr(os.path.relpath(name, folder), content)


def _files(folder: str) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        yield from (os.path.join(place, name) for name in names)


def _as_imported(path: str) -> tuple[str, bytes]:
    if path.endswith(".py"):
        compiled = cache_from_source(path)
        if os.path.exists(compiled):
            return f"{path}c", _content(compiled)
    return path, _content(path)


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _import_from(copy: str, folder: str) -> None:
    """Each package that is loaded knows the folder that its modules are looked for in."""
    for module in list(sys.modules.values()):
        places = getattr(module, "__path__", None)
        if isinstance(places, list):
            places[:] = [_moved(place, folder, copy) for place in places]
    sys.path[:] = [_moved(place, folder, copy) for place in sys.path]


def _moved(place: str, folder: str, copy: str) -> str:
    return copy + place.removeprefix(folder) if place == folder or place.startswith(f"{folder}/") else place
