"""On which CPUs of the host each vCPU may run (xl_parse.c, parse_vcpu_affinity)."""

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.meaning.c_numbers import ULONG_MAX, unsigned_long
from xentui_driver.definitions.xl_config.meaning.reading import NEVER, Reading, pieces
from xentui_driver.definitions.xl_config.meaning.shape import Record

LONGEST_RANGE = 1 << 33
"""xl walks through a range one by one: this many take minutes, and the largest never end."""

_UINT_SIZE = 1 << 32
_MOST_COPIES = 1 << 20


def read_affinity(reading: Reading, build: Record) -> None:
    """cpus and cpus_soft, each for all vCPUs or a list with one for each."""
    for key, member in (("cpus", "vcpu_hard_affinity"), ("cpus_soft", "vcpu_soft_affinity")):
        value = reading.value(key)
        if value is None:
            continue
        is_hard = key == "cpus"
        if isinstance(value, str):
            build[member] = [_cpus(reading, value)] * _copies(reading, build)
        else:
            build[member] = _each_affinity(reading, value, build["max_vcpus"])
        if not is_hard or not isinstance(value, str):
            build["numa_placement"] = "False"


def _copies(reading: Reading, build: Record) -> int:
    if build["max_vcpus"] > _MOST_COPIES:  # more maps than there is memory for
        reading.refuse("xl: xmalloc: Cannot allocate memory")
    return int(build["max_vcpus"])


def check_affinity(reading: Reading, build: Record) -> None:
    """What is left under the masks of xl.conf, which by default are full (xl_vcpu.c)."""
    if not all(build.get("vcpu_hard_affinity", ())):
        reading.refuse("vcpu hard affinity map is empty")


def _each_affinity(reading: Reading, items: tuple[Value, ...], vcpus: int) -> list[frozenset[int]]:
    found = []
    for item in items[:vcpus]:
        if not isinstance(item, str):  # and memory that was never written is taken for the others
            reading.crash()
        found.append(_cpus(reading, item))
    return found


def _cpus(reading: Reading, text: str) -> frozenset[int]:
    """parse_cpurange: numbers, ranges, nodes, all; with ^ taken away again."""
    settable = reading.host.settable_cpus
    found: frozenset[int] = frozenset()
    for piece in pieces(text):
        words = piece.removeprefix("^")
        is_not = words != piece
        plain = words.removeprefix("nodes:") if words.startswith("nodes:") else words.removeprefix("node:")
        if plain == "all":
            if is_not:
                reading.refuse('Can\'t combine "^" and "all".')
            found = settable
            continue
        span = _span(plain)
        if span is None:
            reading.refuse(f"Invalid pcpu range: {plain}.")
        first, last = span
        if last - first > LONGEST_RANGE:
            reading.refuse(exit_status=NEVER)
        meant = _of_nodes(reading, first, last) if plain != words else within(settable, first, last)
        found = found - meant if is_not else found | (meant & settable)
    return found


def _of_nodes(reading: Reading, first: int, last: int) -> frozenset[int]:
    nodes = reading.host.nodes[first : last + 1]
    return frozenset(cpu for node in nodes for cpu in node)


def within(settable: frozenset[int], first: int, last: int) -> frozenset[int]:
    """A number beyond 32 bits begins again at 0."""
    return frozenset(cpu for cpu in settable if (cpu - first) % _UINT_SIZE <= last - first)


def _span(text: str) -> tuple[int, int] | None:
    """parse_range."""
    first = unsigned_long(text, 10)
    if not first.is_there or first.number == ULONG_MAX:
        return None
    if not first.rest.startswith("-"):
        return None if first.rest else (first.number, first.number)
    last = unsigned_long(first.rest[1:], 10)
    if not last.is_there or last.number == ULONG_MAX or last.number < first.number or last.rest:
        return None
    return first.number, last.number
