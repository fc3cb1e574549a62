"""Memory, vCPUs, their affinity and virtual NUMA nodes (xl_parse.c: parse_vcpu_affinity, parse_vnuma_config)."""

from xentui_driver.xl_config.config import Value
from xentui_driver.xl_config.meaning.c_numbers import ULONG_MAX, unsigned_long
from xentui_driver.xl_config.meaning.reading import NEVER, Reading, pieces, put
from xentui_driver.xl_config.meaning.shape import Record

_KIB = 1024
_UNSTATED = ULONG_MAX
"""LIBXL_MEMKB_DEFAULT."""
_INT_MAX = (1 << 31) - 1
_UINT_SIZE = 1 << 32
_MOST_VCPUS = 1 << 20
"""A thousand times what Xen gives a guest; xl would go on and print hundreds of megabytes."""
_OUT_OF_MEMORY = 255
_LONGEST_RANGE = 1 << 33
"""xl walks through a range one by one: this many take minutes, and the largest never end."""


def read_processors(reading: Reading, build: Record) -> None:
    """memory, maxmem, vcpus, maxvcpus, vnuma."""
    vcpus = 0
    reading.numbers_into(build, {"memory": "target_memkb", "maxmem": "max_memkb"}, _KIB)
    stated = reading.number("vcpus")
    if stated is not None:
        vcpus = stated
        build["avail_vcpus"] = _first_vcpus(reading, stated)
    most = reading.number("maxvcpus")
    build["max_vcpus"] = _as_c_int(most or 0)
    vuarts = ("unknown", "sbsa_uart")
    vuart = reading.chosen("vuart", vuarts, 'ERROR: invalid value "{}" for "vuart"')
    put(build.setdefault("arch_arm", {}), "vuart", vuart)
    _read_vnuma(reading, build)
    if _kib(build, "max_memkb") == _UNSTATED:
        build["max_memkb"] = _kib(build, "target_memkb")
    if build["max_vcpus"] == 0:
        build["max_vcpus"] = _as_c_int(vcpus)
    if build["max_vcpus"] < vcpus:
        reading.refuse("xl: maxvcpus < vcpus")


def _kib(build: Record, member: str) -> int:
    return int(build.get(member, _UNSTATED)) & ULONG_MAX


def _as_c_int(number: int) -> int:
    return (number + _INT_MAX + 1) % _UINT_SIZE - _INT_MAX - 1


def _first_vcpus(reading: Reading, count: int) -> range:
    if _as_c_int(count) < 0:
        place = "libxl: error: libxl_utils.c:809:libxl_cpu_bitmap_alloc"
        reading.refuse(f"{place}: invalid number of cpus provided", "Unable to allocate cpumap")
    if count > _INT_MAX - 7:
        failure = "libxl: FATAL ERROR: memory allocation failure (libxl__calloc, 1 x 18446744073441116161)"
        reading.say(f"libxl: critical: libxl__calloc: {failure}\n: Cannot allocate memory")
        reading.refuse(failure, exit_status=_OUT_OF_MEMORY)
    if count > _MOST_VCPUS:
        reading.refuse(exit_status=NEVER)
    return range(count)


def read_affinity(reading: Reading, build: Record) -> None:
    """cpus and cpus_soft, each for all vCPUs or a list with one for each."""
    for key, member in (("cpus", "vcpu_hard_affinity"), ("cpus_soft", "vcpu_soft_affinity")):
        value = reading.config.get(key)
        if value is None:
            continue
        is_hard = key == "cpus"
        if isinstance(value, str):
            cpus = _cpus(reading, value)
            build[member] = [cpus] * build["max_vcpus"]
        else:
            build[member] = _each_affinity(reading, value, build["max_vcpus"])
        if not is_hard or not isinstance(value, str):
            build["numa_placement"] = "False"


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
        if last - first > _LONGEST_RANGE:
            reading.refuse(exit_status=NEVER)
        meant = _of_nodes(reading, first, last) if plain != words else _within(settable, first, last)
        found = found - meant if is_not else found | (meant & settable)
    return found


def _of_nodes(reading: Reading, first: int, last: int) -> frozenset[int]:
    nodes = reading.host.nodes[first : last + 1]
    return frozenset(cpu for node in nodes for cpu in node)


def _within(settable: frozenset[int], first: int, last: int) -> frozenset[int]:
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


def _read_vnuma(reading: Reading, build: Record) -> None:
    nodes = reading.items("vnuma", is_quiet=True)
    if not nodes:
        return
    counted_vcpus, counted_kib = 0, 0
    build["vnuma_nodes"] = [{"distances": [0] * len(nodes), "vcpus": set()} for _ in nodes]
    for options, node in zip(nodes, build["vnuma_nodes"], strict=True):
        if isinstance(options, str):
            source, line = reading.config.source, reading.config.line_of("vnuma")
            warning = f"{source}:{line}:0: warning: value is not a list"
            reading.refuse(warning, "xl: cannot get vnode config option list")
        for option in options:
            if isinstance(option, str):
                counted_vcpus += _read_vnode_option(reading, option, node, build)
        counted_kib += node.get("memkb", 0)
    _check_vnuma(reading, build, counted_vcpus, counted_kib)


def _check_vnuma(reading: Reading, build: Record, vcpus: int, memory_kib: int) -> None:
    if build["max_vcpus"]:
        if build["max_vcpus"] != vcpus:
            reading.refuse("xl: vnuma vcpus and maxvcpus= mismatch")
    elif reading.host.online_cpus < vcpus:
        reading.refuse("xl: vnuma specifies more vcpus than pcpus, use maxvcpus= to override this check.")
    build["max_vcpus"] = vcpus
    if _kib(build, "max_memkb") not in (_UNSTATED, memory_kib & ULONG_MAX):
        reading.refuse("xl: maxmem and vnuma memory size mismatch")
    build["max_memkb"] = memory_kib


def _read_vnode_option(reading: Reading, option: str, node: Record, build: Record) -> int:
    """One option of a virtual node into `node`; returns how many vCPUs it counts."""
    pair = pieces(option, "=")
    if len(pair) < 2:
        reading.refuse(f'xl: failed to split "{option}" into pair')
    key, value = pair[0].strip(" \t\n\v\f\r"), pair[1].strip(" \t\n\v\f\r")
    if key == "pnode":
        node["pnode"] = _ulong(reading, value)
        if node["pnode"] >= len(reading.host.nodes):
            reading.refuse(f"xl: invalid pnode number: {node['pnode']}")
        build["numa_placement"] = "False"
    elif key == "size":
        node["memkb"] = _ulong(reading, value) << 10 & ULONG_MAX
    elif key == "vdistances":
        for position, word in enumerate(_words(reading, value)[: len(node["distances"])]):
            node["distances"][position] = _ulong(reading, word) % _UINT_SIZE
    elif key == "vcpus":
        return sum(_add_vcpus(reading, word, node, build) for word in _words(reading, value))
    return 0


def _add_vcpus(reading: Reading, word: str, node: Record, build: Record) -> int:
    """A range that can't be read counts as far as it was read."""
    first = unsigned_long(word, 10)
    last = first.number
    if first.rest.startswith("-") and first.number != ULONG_MAX:
        last = unsigned_long(first.rest[1:], 10).number
    if last == ULONG_MAX or last - first.number > _LONGEST_RANGE:
        reading.refuse(exit_status=NEVER)
    places = (build["max_vcpus"] or reading.host.cpu_limit) + 7
    settable = frozenset(range(places // 8 * 8))
    node["vcpus"] |= _within(settable, first.number, last) if last >= first.number else set()
    return max(0, last - first.number + 1)


def _words(reading: Reading, value: str) -> list[str]:
    words = pieces(value)
    if not words:  # split_string_into_string_list copies a string that isn't there
        reading.crash()
    return words


def _ulong(reading: Reading, text: str) -> int:
    """parse_ulong: what follows the number doesn't count."""
    taken = unsigned_long(text, 10)
    if not taken.is_there or taken.number == ULONG_MAX:
        reading.refuse(f'xl: failed to convert "{text}" to number')
    return taken.number
