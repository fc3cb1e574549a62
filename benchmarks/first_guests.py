"""How soon the guests of a host are on the screen once xl has listed them, few and many.

The tools in PATH answer at once, so that nearly all of the time is the program's own.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.changing_host import apart_in
from benchmarks.hang import INFO
from benchmarks.start import XENTUI, Subject, Took, compare, cpu_ms, environ, print_columns
from tests.pseudo_terminal import Program
from tests.scripted import listing, row
from tests.waiting import until

ROUNDS = 5
MANY = 5_000
_IN_MEMORY = "/dev/shm"
_STARTING_S = 60.0
_SEEN_EVERY_S = 0.001
_STOPPED = "spare-01"
"""A guest that has a definition and doesn't run: it is in the table once the definitions are read."""
_ON_SCREEN, _COUNTED = "web-0001", "1 stopped"
_LISTED_BEFORE = 1
"""The start asks xl whether it answers at all, before there is a screen."""
_TOOL = """#!/bin/sh
case "$0 $1" in
*xenstore-list*) exec cat {folder}/domids ;;
*xl\\ info) exec cat {folder}/info ;;
*xl\\ list) cat {folder}/list; echo >>{folder}/listed ;;
*) exit 1 ;;
esac
"""
_DEFINITION = """name = "{name}"
type = "pvh"
memory = 512
vcpus = 2
disk = ["/dev/san/{name},raw,xvda,rw"]
vif = ["bridge=xenbr0"]
"""


class Host:
    """A dom0 whose tools print files."""

    def __init__(self, folder: Path, guests: int, *, has_definitions: bool) -> None:
        self._listed = folder / "listed"
        names = [f"web-{domid:04}" for domid in range(1, guests + 1)]
        (folder / "info").write_text(INFO)
        (folder / "list").write_text(listing(*(row(name, domid) for domid, name in enumerate(names, 1))))
        (folder / "domids").write_text("".join(f"{domid}\n" for domid in range(guests + 1)))
        for tool in ("xl", "xenstore-list", "xenstore-read", "xenstore-ls"):
            (folder / tool).write_text(_TOOL.format(folder=folder))
            (folder / tool).chmod(0o755)
        definitions = folder / "xen"
        definitions.mkdir()
        for name in (*names, _STOPPED) if has_definitions else ():
            (definitions / f"{name}.cfg").write_text(_DEFINITION.format(name=name))
        self.argv = (*XENTUI, "--definitions", str(definitions))
        unset = {name: "" for name in os.environ if name.startswith("PYTHON")}
        self.environ = {**unset, **environ(), **apart_in(folder)}

    @property
    def has_listed(self) -> bool:
        """Whether xl has answered the console."""
        return self._listed.exists() and self._listed.stat().st_size > _LISTED_BEFORE


def from_the_listing(guests: int, words: str, *, has_definitions: bool) -> Took:
    """Until those words are on a terminal of 120x40."""
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY) as name:
        host = Host(Path(name), guests, has_definitions=has_definitions)
        with Program(host.argv, environ=host.environ, columns=120, rows=40) as program:

            def wait_for(is_so: Callable[[], bool]) -> Took:
                until(is_so, timeout_s=_STARTING_S, every_s=_SEEN_EVERY_S)
                return Took(time.monotonic() * 1000, cpu_ms(program.pid))

            listed = wait_for(lambda: host.has_listed)
            shown = wait_for(lambda: words.encode() in program.shown)
            return Took(shown.wall_ms - listed.wall_ms, shown.cpu_ms - listed.cpu_ms)


SUBJECTS = (
    Subject(f"{MANY} guests, their first screenful", lambda: from_the_listing(MANY, _ON_SCREEN, has_definitions=False)),
    Subject("each with a definition", lambda: from_the_listing(MANY, _ON_SCREEN, has_definitions=True), 1.3),
    Subject("and the definitions read", lambda: from_the_listing(MANY, _COUNTED, has_definitions=True)),
    Subject("100 guests, each with a definition", lambda: from_the_listing(100, _ON_SCREEN, has_definitions=True)),
)
"""What is read after the first screenful must not make it later; a screenful of few is there at once."""


def main() -> int:
    print(f"medians of {ROUNDS} starts, from the end of xl list; limits are for both ratios")
    print_columns()
    return 0 if compare(SUBJECTS, ROUNDS) else 1


if __name__ == "__main__":
    sys.exit(main())
