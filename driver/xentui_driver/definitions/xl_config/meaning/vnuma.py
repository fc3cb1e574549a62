"""Virtual NUMA nodes (xl_parse.c, parse_vnuma_config)."""

from xentui_driver.definitions.xl_config.meaning.affinity import LONGEST_RANGE, within
from xentui_driver.definitions.xl_config.meaning.c_numbers import ULONG_MAX, unsigned_long
from xentui_driver.definitions.xl_config.meaning.reading import NEVER, Reading, pieces
from xentui_driver.definitions.xl_config.meaning.shape import Record

MEMORY_UNSTATED_KIB = ULONG_MAX
"""LIBXL_MEMKB_DEFAULT."""

_UINT_SIZE = 1 << 32


def stated_kib(build: Record, member: str) -> int:
    return int(build.get(member, MEMORY_UNSTATED_KIB)) & ULONG_MAX


def read_vnuma(reading: Reading, build: Record) -> None:
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
    if stated_kib(build, "max_memkb") not in (MEMORY_UNSTATED_KIB, memory_kib & ULONG_MAX):
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
    if last == ULONG_MAX or last - first.number > LONGEST_RANGE:
        reading.refuse(exit_status=NEVER)
    places = (build["max_vcpus"] or reading.host.cpu_limit) + 7
    settable = frozenset(range(places // 8 * 8))
    node["vcpus"] |= within(settable, first.number, last) if last >= first.number else set()
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
