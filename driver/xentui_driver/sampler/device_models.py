"""Counts the disks that QEMU serves, which the kernel has no figures of: a thread asks the QEMUs, and nobody waits.

A QEMU serves a guest's qdisks, and the drives that it emulates for an HVM guest until that has drivers of its own for
the disks of the kernel's backend.
"""

import os
import threading
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xentui_driver.sampler.disks import DiskFigures
from xentui_driver.sampler.qmp import BlockStats, block_stats
from xentui_driver.sampler.virtual_disks import emulated_numbers, served_number

FOLDER = "/var/run/xen"
_SOCKET = "qmp-libxenstat-"
"""With the domid: the socket that libxl opens for those who count (libxl_dm.c)."""
_EVERY_S = 5.0
_LONGEST_REST_S = 60.0
"""After failures; the first is followed by another try at the usual time, for xentop may have had the socket."""
STALE_NS = 16 * 10**9
"""Two tries after an answer without another one."""
_AT_ONCE = 64
_MOST = 1 << 63
"""Two of them are still below what an answer of the sampler may hold."""
_FIELDS = ("rd_bytes", "wr_bytes", "rd_operations", "wr_operations")

_Owner = tuple[int, str]
"""Domid and UUID: a domid comes to another domain in time."""
Figures = Mapping[str, DiskFigures | None]
"""By the number of the disk; None for one that isn't counted."""


class Completed(NamedTuple):
    """The disks of all domains, with what the QEMUs say of them."""

    disks: Mapping[int, Figures]
    """By domid."""
    unheard: list[int]
    """The domids whose QEMU owes an answer: it wasn't asked before, or hasn't given one for long."""


class DeviceModels:
    """What the QEMUs of this dom0 have said lately, of the domains that need them."""

    def __init__(self, folder: str = FOLDER, every_s: float = _EVERY_S) -> None:
        self._folder = folder
        self._prefix = os.path.join(folder, _SOCKET)
        self._every_s = every_s
        self._wanted: dict[_Owner, _Asked] = {}
        """Replaced as a whole by the thread of the samples; what is noted of each is the other thread's."""
        self._thread: threading.Thread | None = None
        self._is_wanted = threading.Event()

    def completed(self, disks: Mapping[int, Figures], uuids: Mapping[int, str], at_ns: int) -> Completed:
        """With the figures of those that only QEMU has; they are older than the others, and say so.

        `uuids` are those of all domains by their domids, `at_ns` is the moment of the other figures.
        """
        lacking = [domid for domid, figures in disks.items() if domid in uuids and _may_lack(figures)]
        sockets = _names_in(self._folder) if lacking else frozenset()  # one look: there may be a thousand of them
        owners = [(domid, uuids[domid]) for domid in lacking if f"{_SOCKET}{domid}" in sockets]
        self._want(owners)
        answers = {domid: self._wanted[domid, uuid].answer_at(at_ns) for domid, uuid in owners}
        found = {domid: _completed(disks[domid], answer, at_ns) for domid, answer in answers.items()}
        return Completed({**disks, **found}, [domid for domid, answer in answers.items() if answer is None])

    def _want(self, owners: Iterable[_Owner]) -> None:
        """Ask these from now on, and nobody else: where there is nobody, the thread ends."""
        before = self._wanted
        self._wanted = {owner: before.get(owner) or _Asked() for owner in owners}
        if self._wanted and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(target=self._go_on_asking, name="device models", daemon=True)
            self._thread.start()
        elif self._wanted.keys() - before.keys():
            self._is_wanted.set()

    def _go_on_asking(self) -> None:
        while self._wanted:
            self._ask_due(time.monotonic())
            self._is_wanted.wait(self._every_s)
            self._is_wanted.clear()

    def _ask_due(self, now_s: float) -> None:
        """Those that answer before those that don't."""
        due = [(f"{self._prefix}{domid}", asked) for (domid, _), asked in self._wanted.items() if asked.due_s <= now_s]
        due.sort(key=lambda each: each[1].failures)
        for begin in range(0, len(due), _AT_ONCE):
            together = due[begin : begin + _AT_ONCE]
            answers = block_stats(path for path, _ in together)
            for path, asked in together:
                asked.hear(answers.get(path), self._every_s)


class _Asked:
    """One QEMU."""

    def __init__(self) -> None:
        self.answer: _Answer | None = None
        self.failures = 0
        self.due_s = 0.0

    def hear(self, stats: BlockStats | None, every_s: float) -> None:
        self.failures = 0 if stats is not None else self.failures + 1
        if stats is not None:
            self.answer = _Answer(stats.at_ns, figures_in(stats.devices))
        rest_s = min(_LONGEST_REST_S, every_s * 2.0 ** max(0, self.failures - 1))
        self.due_s = time.monotonic() + rest_s - every_s / 2  # the thread looks once in `every_s`, or a little later

    def answer_at(self, now_ns: int) -> "_Answer | None":
        """None where there is none that is young enough."""
        answer = self.answer
        return answer if answer is not None and now_ns - answer.at_ns <= STALE_NS else None


class _Answer(NamedTuple):
    at_ns: int
    figures: Mapping[str, DiskFigures]


def figures_in(devices: Iterable[object]) -> dict[str, DiskFigures]:
    """By the number of the disk; without what has no known name, or no figures.

    What a guest has read from the emulated drive, with its firmware, counts with the rest.
    """
    served: dict[str, DiskFigures] = {}
    emulated: dict[str, DiskFigures] = {}
    for device in devices:
        figures = _figures(device)
        if figures is not None and isinstance(device, dict):
            drive, node = (str(device.get(name, "")) for name in ("device", "node-name"))
            if (number := served_number(node)) is not None:
                served[number] = figures
            emulated |= dict.fromkeys(emulated_numbers(drive), figures)
    both = {number: _sum(served[number], emulated[number]) for number in served.keys() & emulated.keys()}
    return {**served, **emulated, **both}


def _names_in(folder: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))
    except OSError:
        return frozenset()


def _sum(one: DiskFigures, other: DiskFigures) -> DiskFigures:
    return DiskFigures(*map(sum, zip(one, other, strict=True)))


def _figures(device: object) -> DiskFigures | None:
    stats = device.get("stats") if isinstance(device, dict) else None
    counts = [stats.get(name) for name in _FIELDS] if isinstance(stats, dict) else []
    known = [each for each in counts if type(each) is int and 0 <= each < _MOST]
    return DiskFigures(*known) if len(known) == len(_FIELDS) else None


def _may_lack(figures: Figures) -> bool:
    """A guest that has never used a disk of the kernel's may be using the one that QEMU emulates."""
    return any(each is None or not any(each) for each in figures.values())


def _completed(figures: Figures, answer: _Answer | None, now_ns: int) -> Figures:
    return {
        number: own if own is not None and any(own) else _of_qemu(number, own, answer, now_ns)
        for number, own in figures.items()
    }


def _of_qemu(number: str, own: DiskFigures | None, answer: _Answer | None, now_ns: int) -> DiskFigures | None:
    """What the answer says of that disk; what else is known of it where it says nothing."""
    if answer is None:
        return None
    said = answer.figures.get(number)
    return said._replace(age_ns=max(0, now_ns - answer.at_ns)) if said is not None else own
