"""Parses `xl vcpu-list`: each vCPU, online or not, the CPU that it was last seen on, and those that it may use."""

from itertools import groupby
from operator import attrgetter

from xentui_driver.model.errors import ParseError
from xentui_driver.model.layout import CpuSet, VcpuPlace
from xentui_driver.model.lazy_pattern import lazy_pattern

SOURCE = "xl vcpu-list"
_ROW = lazy_pattern(
    r" (?P<domid>\d{1,5}) +(?P<vcpu>\d{1,5}) +(?P<cpu>\d{1,5}|-) +[r-][b-][p-] +(?P<time>\d{1,12}\.\d)"
    r"  (?P<hard>\S+) / (?P<soft>\S+)$"
)
_RANGE = lazy_pattern(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")
_MOST_CPUS = 1 << 16


def count_vcpus(text: str, domid: int) -> int:
    """The number of vCPUs that the domain was built with, counted while its rows are in order.

    Raises ParseError when there is none.
    """
    count = 0
    for place in _rows(text):
        if place.domid == domid and place.number == count:
            count += 1
    if not count:
        raise ParseError(SOURCE, 1, text.split("\n", 1)[0], f"no vCPU of domain {domid} is listed")
    return count


def parse_places(text: str) -> tuple[tuple[VcpuPlace, ...], frozenset[int]]:
    """The vCPUs of all domains, and the domids of which no row is believed.

    xl lists each domain once, its vCPUs in order. A name may hold line feeds, and so what looks like a row: then the
    rows of its own domain and of the one that it names aren't like that. Raises ParseError when there is no row at all.
    """
    rows = _rows(text)
    if not rows:
        raise ParseError(SOURCE, 1, text.split("\n", 1)[0], "no vCPU is listed")
    blocks = [(domid, tuple(places)) for domid, places in groupby(rows, attrgetter("domid"))]
    domids = [domid for domid, _ in blocks]
    doubtful = {domid for domid, places in blocks if not _is_whole(places) or domids.count(domid) > 1}
    believed = (place for domid, places in blocks if domid not in doubtful for place in places)
    return tuple(sorted(believed, key=attrgetter("domid", "number"))), frozenset(doubtful)


def _is_whole(places: tuple[VcpuPlace, ...]) -> bool:
    return [place.number for place in places] == list(range(len(places)))


def _rows(text: str) -> list[VcpuPlace]:
    """Read from the right, since a name may be anything."""
    found = (_ROW.search(line) for line in text.split("\n")[1:])
    return [
        VcpuPlace(
            int(row["domid"]),
            int(row["vcpu"]),
            None if row["cpu"] == "-" else int(row["cpu"]),
            float(row["time"]),
            _cpu_set(row["hard"]),
            _cpu_set(row["soft"]),
        )
        for row in found
        if row is not None
    ]


def _cpu_set(text: str) -> CpuSet:
    """As xl prints a bitmap: `all`, `none`, `0-3,8` (xl_utils.c). What can't be read counts as all, as unset does."""
    if text == "none":
        return frozenset()
    numbers: set[int] = set()
    for part in text.split(","):
        found = _RANGE.fullmatch(part)
        if found is None:
            return None
        first, last = int(found[1]), int(found[2] or found[1])
        if last >= _MOST_CPUS:
            return None
        numbers.update(range(first, last + 1))
    return frozenset(numbers)
