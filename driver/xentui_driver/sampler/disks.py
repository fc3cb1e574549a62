"""What disks have carried: the statistics of their backends in sysfs."""

import os
from collections.abc import Iterable
from typing import NamedTuple

from xentui_driver.sampler.backends import Backend

COUNTED = "vbd"
UNCOUNTED = frozenset({"qdisk", "tap"})
"""Disks that a process serves: the kernel has no figures of them (`device_models.py` asks QEMU for its own)."""

_FILES = ("rd_req", "wr_req", "rd_sect", "wr_sect")
_SECTOR_BYTES = 512
"""Whatever the sectors of the disk itself are."""


class DiskFigures(NamedTuple):
    """Of one disk, since its backend was made."""

    read_bytes: int
    written_bytes: int
    reads: int
    writes: int
    age_ns: int = 0
    """How much earlier than all others they were read."""


class Disks:
    """Reads the statistics from files that stay open: opening one takes four times as long as reading it."""

    def __init__(self, most_kept: int) -> None:
        """The files of at most so many disks stay open."""
        self._most_kept = most_kept
        self._open: dict[str, list[int]] = {}
        """By the path of the backend."""

    def read(self, served: Iterable[Backend]) -> dict[int, dict[str, DiskFigures | None]]:
        """By domid and number; None for a disk that nobody counts."""
        disks = [each for each in served if each.kind == COUNTED or each.kind in UNCOUNTED]
        self._close_but({each.path for each in disks})
        found: dict[int, dict[str, DiskFigures | None]] = {}
        for disk in disks:
            figures = self._figures(disk)
            if figures is not None or os.path.isdir(disk.path):  # else it has just gone
                found.setdefault(disk.domid, {})[disk.number] = figures
        return found

    def _figures(self, disk: Backend) -> DiskFigures | None:
        if disk.kind != COUNTED:
            return None
        try:
            reads, writes, read, written = self._numbers(disk.path)
        except (OSError, ValueError):  # it comes or goes at this moment, or has no such files
            self._close(disk.path)
            return None
        return DiskFigures(read * _SECTOR_BYTES, written * _SECTOR_BYTES, reads, writes)

    def _numbers(self, path: str) -> list[int]:
        files = self._open.get(path)
        if files is None:
            files = self._open[path] = []
            files.extend(os.open(os.path.join(path, "statistics", name), os.O_RDONLY) for name in _FILES)
        numbers = [int(os.pread(file, 32, 0)) for file in files]
        if len(self._open) > self._most_kept:
            self._close(path)
        return numbers

    def _close_but(self, paths: set[str]) -> None:
        for path in self._open.keys() - paths:
            self._close(path)

    def _close(self, path: str) -> None:
        for file in self._open.pop(path, ()):
            os.close(file)
