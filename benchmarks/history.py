"""The memory that a day's history of many guests takes, and what a poll costs with it.

A simulated clock: a day of polls, the older the further apart, so that each level of the history is filled. Every
guest has another figure at each poll.
"""

import gc
import os
import sys
import time
from dataclasses import replace
from statistics import median

from benchmarks.table import instance
from xentui.fleet.history import History
from xentui.fleet.intervals import DEFAULT_INTERVAL_S
from xentui_driver.model.counters import Counted, DiskCounters, DomainCounters, NetworkCounters
from xentui_driver.model.domain import Domain

GUESTS = 1_000
MOST_MB = 60
PACES = ((22 * 3600.0, 300.0), (24 * 3600.0, 60.0), (24.3 * 3600.0, DEFAULT_INTERVAL_S))
"""Until when polls come how often, in seconds."""
_MB = 1_000_000


def domains() -> list[Domain]:
    return [domain for number in range(GUESTS) if (domain := instance(number).domain) is not None]


def counted(guests: list[Domain], at_s: float) -> Counted:
    """Every guest is busy, each in its own way."""
    found = {}
    for guest in guests:
        passed = int(at_s * 1000 * (guest.domid + at_s % 97))
        disks = {"51712": DiskCounters(passed, 2 * passed, passed // 4096, passed // 4096)}
        networks = {"0": NetworkCounters(3 * passed, passed, passed // 900, passed // 900)}
        found[guest.uuid, guest.domid] = DomainCounters(int(at_s * 1e9 * 0.3), disks, networks)
    return Counted(at_s, found)


def polled(history: History, guests: list[Domain], at_s: float) -> tuple[History, float]:
    """The history after one more poll, and the CPU seconds that it took."""
    now = [replace(guest, cpu_time_s=at_s * 0.3, memory_kib=guest.memory_kib + int(at_s) % 1000) for guest in guests]
    counters = counted(guests, at_s)
    began_s = time.process_time()
    history = history.with_domains(now, at_s, at_s).with_counters(counters)
    return history, time.process_time() - began_s


def resident_bytes() -> int:
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    guests = domains()
    history, at_s = History(), 0.0
    history, _ = polled(history, guests, at_s)
    before = resident_bytes()
    took_s: list[float] = []
    for until_s, pace_s in PACES:
        took_s.clear()
        while at_s < until_s:
            at_s += pace_s
            history, seconds = polled(history, guests, at_s)
            took_s.append(seconds)
    mb = (resident_bytes() - before) / _MB
    past = history.past((guests[0].uuid, guests[0].domid))
    print(f"A day of {GUESTS} guests: {len(past.recent())} readings, {len(past.minutes())} minutes, ", end="")
    print(f"{len(past.six_minutes())} times six minutes of each")
    print(f"memory {mb:.1f} MB of {MOST_MB}; CPU {median(took_s) * 1000:.1f} ms a poll, ", end="")
    print(f"{max(took_s) * 1000:.1f} at the most")
    return 0 if mb <= MOST_MB else 1


if __name__ == "__main__":
    sys.exit(main())
