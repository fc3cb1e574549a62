"""Names, types and sizes of guests as on real hosts."""

from collections.abc import Iterator
from itertools import count

from xentui_driver.model.dataclass import dataclass

TORTURED = "shop-99 [b]sale\x1b[31m [link=x]"
"""Markup, an escape sequence and a blank: xl takes and prints any name as it is."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A guest in a few words."""

    name: str
    type: str
    vcpus: int
    memory_gib: float
    maximum_gib: float = 0.0
    load_cpus: float = 0.0
    """CPUs that it uses when it is busy; 0 leaves that to chance."""


_FIRST = (
    Sketch("web-01.example.net", "pvh", 4, 8, 16, load_cpus=1.37),
    Sketch("web-02.example.net", "pvh", 4, 8, 16),
    Sketch("db-01.example.net", "hvm", 8, 48, 64, load_cpus=2.1),
    Sketch("mail.example.net", "pv", 2, 4),
    Sketch("build-01", "pvh", 8, 12, 16, load_cpus=4.6),
    Sketch("db-02.example.net", "hvm", 8, 32, 64),
    Sketch("dns-01.example.net", "pv", 1, 0.5, 1),
    Sketch("win-2022", "hvm", 4, 8, load_cpus=0.4),
    Sketch("monitor.example.net", "pvh", 2, 4, 8),
    Sketch(TORTURED, "pvh", 1, 1),
    Sketch("git.example.net", "pvh", 4, 6, 8, load_cpus=0.3),
    Sketch("ldap.example.net", "pv", 1, 1, 2),
    Sketch("web-03.example.net", "pvh", 4, 8, 16, load_cpus=0.9),
    Sketch("backup.example.net", "pvh", 2, 2, 4),
    Sketch("vpn-gw", "pv", 1, 0.25, 0.5),
    Sketch("legacy-erp", "hvm", 2, 6),
    Sketch("wiki.example.net", "pvh", 2, 3, 4),
    Sketch("cache-01.example.net", "pvh", 2, 10, 16),
    Sketch("ci-runner-01", "pvh", 6, 8, 12, load_cpus=3.2),
    Sketch("print-server", "hvm", 1, 2),
)
_SERVICES = ("web", "app", "db", "cache", "worker", "queue", "search", "proxy", "test", "dev", "shop", "log")
_TYPES = ("pvh", "pvh", "pv", "hvm")
_SIZES_GIB = (0.5, 1, 1, 2, 2, 4)
_TAKEN = 5
"""Numbers below this are taken by the names that are given first."""


def sketches() -> Iterator[Sketch]:
    """An endless series of guests: the first ones by hand, then more and more of each service."""
    yield from _FIRST
    for number in count(_TAKEN):
        for at, service in enumerate(_SERVICES):
            mixed = number * 7 + at * 3
            memory_gib = _SIZES_GIB[mixed % len(_SIZES_GIB)]
            name = f"{service}-{number:02d}.example.net"
            yield Sketch(name, _TYPES[mixed % len(_TYPES)], 1 + mixed % 4, memory_gib, memory_gib * 2)
