"""The files that a guest needs on the host to start: a dry run of xl doesn't check them."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from xentui_driver.model.errors import FileUnreadable
from xentui_driver.transport.protocol import FileReader


def missing_files(files: FileReader, understood: Mapping[str, Any]) -> tuple[str, ...]:
    """Kernel, initial ramdisk and disks that libxl's configuration names and that don't exist."""
    return tuple(path for path in dict.fromkeys(_needed(understood)) if not _is_there(files, path))


def _needed(understood: Mapping[str, Any]) -> Iterator[str]:
    build = understood.get("b_info")
    named = [build.get(key) for key in ("kernel", "ramdisk")] if isinstance(build, Mapping) else []
    disks = understood.get("disks")
    for disk in disks if isinstance(disks, list | tuple) else ():
        # With a script, the script decides what the target means (xl-disk-configuration(5)).
        if isinstance(disk, Mapping) and not disk.get("script"):
            named.append(disk.get("pdev_path"))
    for path in named:
        if isinstance(path, str) and path.startswith("/"):
            yield posixpath.normpath(path)


def _is_there(files: FileReader, path: str) -> bool:
    folder, name = posixpath.split(path)
    try:
        return any(entry.name == name for entry in files.list_directory(folder))
    except FileUnreadable:
        return False
