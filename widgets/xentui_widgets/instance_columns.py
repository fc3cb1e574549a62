"""The columns of the instances' table: a new one is one more line here."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from xentui_driver.model.definition import Definition
from xentui_driver.model.instance import Instance
from xentui_widgets import graphs, states, units
from xentui_widgets.columns import Cell, Column, Doing
from xentui_widgets.units import UNKNOWN


def display_name(instance: Instance) -> str:
    """The name on the screen; what has none says so."""
    if instance.name:
        return instance.name
    if instance.unreadable is not None:
        return f"(unreadable line {instance.unreadable.line_number})"
    return "(no name)"


def definition_of(instance: Instance) -> Definition:
    """Its definition; one that says nothing when there is none."""
    return instance.definition or _NO_DEFINITION


_NO_DEFINITION = Definition(path="", name="")


def _row_style(instance: Instance) -> str:
    return "" if instance.domain is not None else "stopped"


def _name(instance: Instance) -> Cell:
    return Cell(display_name(instance), _row_style(instance) if instance.name else "dim")


def _id(instance: Instance) -> Cell:
    return Cell(units.count_words(instance.domid), _row_style(instance))


def _domid(instance: Instance) -> int | None:
    return instance.domid


def _state(instance: Instance) -> Cell:
    look = states.appearance(instance)
    is_quiet = look.style == "running" and instance.cpu.is_quiet
    return Cell(states.long_text(instance), "quiet" if is_quiet else look.style, look.text)


def _busy(doing: Doing) -> Cell:
    """Where there is little room, where a guest goes to says that it migrates, too."""
    words = (doing.words, f"{doing.word} {doing.more}".rstrip(), doing.more or doing.word)
    whole, named, shortest = map(states.changing, words)
    return Cell(whole.text, whole.style, named.text, shortest.text)


def _state_key(instance: Instance) -> int:
    return states.RANKS[instance.state]


def _type(instance: Instance) -> Cell:
    return Cell(definition_of(instance).type or UNKNOWN, _row_style(instance))


def _type_key(instance: Instance) -> str | None:
    return definition_of(instance).type


def vcpus(instance: Instance) -> int | None:
    """Online vCPUs of the domain; of a stopped instance, what its definition asks for."""
    return instance.domain.vcpus if instance.domain is not None else definition_of(instance).vcpus


def _vcpus(instance: Instance) -> Cell:
    return Cell(units.count_words(vcpus(instance)), _row_style(instance))


def _cpu(instance: Instance) -> Cell:
    percent = instance.cpu_percent
    return Cell(units.cpu_words(percent), _row_style(instance), units.whole_cpu_words(percent))


def _two_minutes(instance: Instance) -> Cell:
    graph = graphs.sparkline(instance.cpu.trail, 100.0 * (vcpus(instance) or 1), _GRAPH)
    return Cell(graph, "quiet" if instance.cpu.is_quiet else "running", graph[-_SHORT_GRAPH:])


_GRAPH, _SHORT_GRAPH = 10, 8


def _cpu_key(instance: Instance) -> float | None:
    return instance.cpu_percent


def memory_kib(instance: Instance) -> int | None:
    """What the domain holds; of a stopped instance, what its definition asks for."""
    return instance.domain.memory_kib if instance.domain is not None else definition_of(instance).memory_kib


def _memory(instance: Instance) -> Cell:
    return Cell(units.memory_words(memory_kib(instance)), _row_style(instance))


def maximum_kib(instance: Instance) -> int | None:
    """The most that the domain can be given while it runs; of a stopped instance, what its definition asks for."""
    return instance.running_maximum_kib if instance.domain is not None else definition_of(instance).maximum_memory_kib


def _maximum(instance: Instance) -> Cell:
    return Cell(units.memory_words(maximum_kib(instance)), _row_style(instance))


def _of_maximum(instance: Instance) -> Cell:
    most = instance.running_maximum_kib
    if instance.domain is None or most is None:
        return Cell("")
    held_kib = instance.domain.memory_kib
    drawn, short = (graphs.meter(held_kib, most, width) for width in (_METER, _SHORT_METER))
    return Cell(drawn, "guests", short)


_METER, _SHORT_METER = 8, 6


def _of_maximum_key(instance: Instance) -> float | None:
    most = instance.running_maximum_kib
    return instance.domain.memory_kib / most if instance.domain is not None and most else None


def _network_rate(instance: Instance) -> Cell:
    return _rate(_network_rate_key(instance), instance)


def _network_rate_key(instance: Instance) -> float | None:
    network = instance.rates.network
    return network.bytes_per_s if network is not None else None


def _disk_rate(instance: Instance) -> Cell:
    return _rate(_disk_rate_key(instance), instance)


def _disk_rate_key(instance: Instance) -> float | None:
    disk = instance.rates.disk
    return disk.bytes_per_s if disk is not None else None


def _rate(bytes_per_s: float | None, instance: Instance) -> Cell:
    """Next to nothing is dim, so that the eye finds the others."""
    is_quiet = bytes_per_s is not None and bytes_per_s < _QUIET_BYTES_PER_S
    style = "dim" if is_quiet else _row_style(instance)
    return Cell(units.rate_words(bytes_per_s), style)


_QUIET_BYTES_PER_S = 1000


def _up(instance: Instance) -> Cell:
    return Cell(units.up_words(instance.up_s), _row_style(instance))


def _up_key(instance: Instance) -> int | None:
    return instance.up_s


def _boot(instance: Instance) -> Cell:
    """Whether it starts with the host."""
    if instance.definition is None:
        return Cell(UNKNOWN, _row_style(instance))
    return Cell("yes" if instance.definition.autostart else "no", _row_style(instance))


def _boot_key(instance: Instance) -> str | None:
    return None if instance.definition is None else _boot(instance).text


def _disks(instance: Instance) -> Cell:
    return _devices(definition_of(instance).disks, instance)


def _networks(instance: Instance) -> Cell:
    return _devices(definition_of(instance).networks, instance)


def _devices(devices: Sequence[str], instance: Instance) -> Cell:
    more = f" (+{len(devices) - 1})" if len(devices) > 1 else ""
    return Cell(devices[0] + more if devices else "", _row_style(instance))


def _disk_count(instance: Instance) -> int:
    return len(definition_of(instance).disks)


def _network_count(instance: Instance) -> int:
    return len(definition_of(instance).networks)


def _problems(instance: Instance) -> Cell:
    found = instance.problems
    if not found:
        return Cell("")
    more = f" (+{len(found) - 1})" if len(found) > 1 else ""
    return Cell(found[0] + more, "paused", found[0])


def _problems_key(instance: Instance) -> int | None:
    return len(instance.problems) or None


def _console(instance: Instance) -> Cell:
    """What its console shows."""
    said = instance.said
    if said is None:
        return Cell("")
    return Cell(said.sign.value, "warning" if said.is_trouble else "quiet")


def _console_key(instance: Instance) -> str | None:
    return instance.said.sign.value if instance.said is not None else None


def _host(instance: Instance) -> Cell:
    return Cell(instance.host, _row_style(instance))


def _host_key(instance: Instance) -> str:
    return instance.host


def host_column(hosts: Iterable[str]) -> Column[Instance]:
    """The column of the host, for a table of several: wide enough to tell their names apart, up to a limit."""
    longest = min(_WIDEST_HOST, max(map(cell_len, hosts)))
    width = max(_NARROWEST_HOST, longest)
    return Column("host", "HOST", width, 97, _host, _host_key, wanted=max(12, width), weight=1, maximum=_WIDEST_HOST)


_NARROWEST_HOST, _WIDEST_HOST = 8, 24
INSTANCE_COLUMNS: tuple[Column[Instance], ...] = (
    Column("name", "NAME", 19, 100, _name, None, wanted=24, weight=1, maximum=40),
    Column("id", "ID", 5, 25, _id, _domid, "right"),
    Column("state", "STATE", states.CELLS, 95, _state, _state_key, wanted=states.CELLS_WITH_REASON, busy=_busy),
    Column("type", "TYPE", 4, 20, _type, _type_key),
    Column("cpu", "CPU %", 5, 70, _cpu, _cpu_key, "right", units.CPU_CELLS, largest_first=True),
    Column("two_minutes", "2 MIN", _SHORT_GRAPH, 40, _two_minutes, _cpu_key, wanted=_GRAPH, largest_first=True),
    Column("vcpus", "VCPUS", 5, 60, _vcpus, vcpus, "right", largest_first=True),
    Column("memory", "MEMORY", units.MEMORY_CELLS, 80, _memory, memory_kib, "right", largest_first=True),
    Column("of_maximum", "OF MAX", _SHORT_METER, 35, _of_maximum, _of_maximum_key, wanted=_METER, largest_first=True),
    Column("maximum", "MAXIMUM", units.MEMORY_CELLS, 33, _maximum, maximum_kib, "right", largest_first=True),
    Column("net", "NET/s", 5, 36, _network_rate, _network_rate_key, "right", largest_first=True),
    Column("disk", "DISK/s", 6, 38, _disk_rate, _disk_rate_key, "right", largest_first=True),
    Column("up", "UPTIME", units.UP_CELLS, 15, _up, _up_key, "right", largest_first=True),
    Column("boot", "BOOT", 4, 30, _boot, _boot_key, largest_first=True),
    Column("disks", "DISKS", 20, 9, _disks, _disk_count, weight=3, patient=True, maximum=60, largest_first=True),
    Column("networks", "NETWORKS", 20, 8, _networks, _network_count, weight=2, patient=True, largest_first=True),
    Column("console", "CONSOLE", 9, 12, _console, _console_key),
    Column("problems", "PROBLEMS", 24, 10, _problems, _problems_key, weight=3, patient=True, largest_first=True),
)
USUAL = tuple(column.id for column in INSTANCE_COLUMNS if column.id not in ("maximum", "console"))
"""The ids of the columns that are shown where the operator has chosen none."""
