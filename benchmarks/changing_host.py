"""Tools of a host that the programs under test find in their PATH: some of its guests are busy."""

import os
import random
from pathlib import Path

from tests.scripted import listing, row

EVERY_S = 2
"""A poll; so often other guests have changed."""
_LISTINGS = 16
_STUB = """#!/bin/sh
case "$0 $1" in
*xenstore-list*) exec cat {folder}/domids ;;
*xenstore-read*) exit 1 ;;
*info) test -e {folder}/hangs && exec sleep 100000; exec cat {folder}/info ;;
*) cat {folder}/list-$(( $(date +%s) / {every_s} % {listings} )); : > {folder}/told ;;
esac
"""
_SETTINGS = """[folders]
jobs = "{folder}/jobs"
[audit]
file = "{folder}/audit.jsonl"
"""
_INFO = """nr_cpus                : 32
nr_nodes               : 2
total_memory           : 1048576
free_memory            : 262144
xen_version            : 4.17.7
xen_scheduler          : credit2
"""


def apart_in(folder: Path) -> dict[str, str]:
    """The environment of a console that finds its tools there, and keeps there all that it writes.

    Root's would otherwise read, and write, what the operator of this machine has.
    """
    (folder / "xentui").mkdir()
    (folder / "xentui" / "config.toml").write_text(_SETTINGS.format(folder=folder))
    own = {"XDG_STATE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    return {"PATH": f"{folder}:{os.environ['PATH']}", **own}


class ChangingHost:
    """At each poll its busy guests have another memory, and have used the CPU."""

    def __init__(self, folder: Path, count: int, *, busy_share: float = 0.1) -> None:
        self._hangs, self._told = folder / "hangs", folder / "told"
        dice = random.Random(count)
        memory_mib, cpu_s = [512] * count, [float(number) for number in range(count)]
        for number in range(_LISTINGS):
            for guest in dice.sample(range(count), round(count * busy_share)):
                memory_mib[guest] = dice.randrange(512, 8192, 256)
                cpu_s[guest] += dice.uniform(0.1, 1.0) * EVERY_S
            rows = (
                row(f"web-{domid:04}", domid, mem=memory_mib[domid - 1], cpu=cpu_s[domid - 1])
                for domid in range(1, count + 1)
            )
            (folder / f"list-{number}").write_text(listing(*rows))
        (folder / "info").write_text(_INFO)
        (folder / "domids").write_text("".join(f"{domid}\n" for domid in range(count + 1)))
        for tool in ("xl", "xenstore-list", "xenstore-read"):
            (folder / tool).write_text(_STUB.format(folder=folder, every_s=EVERY_S, listings=_LISTINGS))
            (folder / tool).chmod(0o755)
        self._told.touch()
        self.environ = apart_in(folder)

    def hang(self) -> None:
        """Let `xl info` hang from now on, while `xl list` answers."""
        self._hangs.touch()

    @property
    def told_at(self) -> int:
        """Another number each time that a listing was handed over."""
        return self._told.stat().st_mtime_ns
