"""A console on curses, as plain as one can be: the baseline of what ours costs.

It reads the same sources with the same parser, and shows the same table, gauges, clock and guest under the cursor. It
has no jobs, no history but the trail in the table, no questions and no pages. `python -m benchmarks.curses_console`
polls the host on which it runs; `j`, `k`, `g` and `G` move the cursor, `q` leaves.
"""

import curses
import os
import select
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import DefinitionsRead, DomainsRead, Known, NodeRead, SourceName
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.counters import Counted, DomainCounters, Identity
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain
from xentui_driver.transport.local import LocalTransport

INTERVAL_S = 2.0
_KIB_PER_GIB = 1 << 20
_TRAIL = 10
_BARS = "▁▂▃▄▅▆▇█"
_TABLE_AT, _BELOW_TABLE = 5, 13
_KEYS = " b Memory  v vCPUs  Enter Open  l Logs  d Definition  n New  Space Mark  / Filter  q Quit"


class Read(NamedTuple):
    """What was read of a host at one moment."""

    domains: DomainsRead
    definitions: DefinitionsRead
    node: NodeRead
    counted: Counted | None


class Reader:
    """Reads the sources of a host, one after the other."""

    def __init__(self, hypervisor: Hypervisor) -> None:
        self._sources = {source.name: source for source in hypervisor.sources}
        self._clock = hypervisor.clock
        self._known = Known()

    def read(self) -> Read | None:
        """None where the host doesn't answer."""
        domains = self._value(SourceName.LISTING)
        if not isinstance(domains, DomainsRead):
            return None
        self._known = Known(domains=domains, node=self._known.node, consoles=self._known.consoles)
        definitions, node = self._value(SourceName.DEFINITIONS), self._value(SourceName.NODE)
        counted, consoles = self._value(SourceName.COUNTERS), self._value(SourceName.CONSOLES)
        node = node if isinstance(node, NodeRead) else NodeRead()
        self._known = Known(node=node, consoles=consoles)  # type: ignore[arg-type]
        return Read(
            domains,
            definitions if isinstance(definitions, DefinitionsRead) else DefinitionsRead(),
            node,
            domains.counted or (counted if isinstance(counted, Counted) else None),
        )

    def _value(self, name: SourceName) -> object:
        return self._sources[name].take(self._known, self._clock).value


class Rate(NamedTuple):
    """What one domain has used since the last reading, each in a second."""

    cpu_percent: float = 0.0
    network_bytes: float = 0.0
    disk_bytes: float = 0.0


_NO_RATE = Rate()


class Row(NamedTuple):
    """One line of the table."""

    name: str
    domain: Domain | None
    definition: Definition | None
    rate: Rate
    trail: tuple[float, ...]


class Table:
    """The guests of a host, by name."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.cursor = 0
        self.top = 0
        self.node = NodeRead()
        self.total = _NO_RATE
        self.running = 0
        self._at_s = 0.0
        self._before: Mapping[Identity, DomainCounters] = {}
        self._trails: dict[Identity, deque[float]] = {}

    def take(self, read: Read) -> None:
        """Count, join and sort."""
        at_s = read.counted.taken_s if read.counted is not None else read.domains.ended_s
        counters = read.counted.domains if read.counted is not None else {}
        for_s = at_s - self._at_s
        definitions = {each.name: each for each in read.definitions.contents.definitions()}
        rows, trails = [], {}
        cpu = network = disk = 0.0
        for domain in read.domains.listing.domains:
            identity = (domain.uuid, domain.domid)
            now, before = counters.get(identity), self._before.get(identity)
            rate = _rate(now, before, for_s) if now is not None and before is not None and for_s > 0 else _NO_RATE
            trail = trails[identity] = self._trails.get(identity) or deque(maxlen=_TRAIL)
            trail.append(rate.cpu_percent)
            cpu, network, disk = cpu + rate.cpu_percent, network + rate.network_bytes, disk + rate.disk_bytes
            rows.append(Row(domain.name, domain, definitions.pop(domain.name, None), rate, tuple(trail)))
        self.running = len(rows)
        rows += [Row(name, None, each, _NO_RATE, ()) for name, each in definitions.items()]
        rows.sort(key=lambda row: row.name)
        self.rows, self._trails, self.node = rows, trails, read.node
        self.total = Rate(cpu, network, disk)
        self._before, self._at_s = counters, at_s

    def move(self, key: str) -> None:
        last = len(self.rows) - 1
        wanted = {"j": self.cursor + 1, "k": self.cursor - 1, "g": 0, "G": last}.get(key, self.cursor)
        self.cursor = min(max(wanted, 0), max(last, 0))

    def draw(self, screen: "curses.window", clock_text: str) -> None:
        """curses sends what differs from what is there."""
        lines, columns = screen.getmaxyx()
        page = lines - _TABLE_AT - _BELOW_TABLE
        self.top = min(max(self.top, self.cursor - page + 1), self.cursor)
        screen.erase()
        for y, text in enumerate(self._head(clock_text, columns)):
            screen.addnstr(y, 0, text, columns - 1)
        for y, row in enumerate(self.rows[self.top : self.top + page], _TABLE_AT):
            is_current = self.top + y - _TABLE_AT == self.cursor
            screen.addnstr(
                y, 0, _line(row, is_current), columns - 1, curses.A_REVERSE if is_current else curses.A_NORMAL
            )
        if self.rows:
            for y, text in enumerate(_details(self.rows[self.cursor], columns), lines - _BELOW_TABLE):
                screen.addnstr(y, 0, text, columns - 1)
        screen.addnstr(lines - 1, 0, _KEYS, columns - 1)
        screen.refresh()

    def _head(self, clock_text: str, columns: int) -> tuple[str, ...]:
        node, total = self.node.node, self.total
        cpus = node.cpus or 1
        free, whole = (node.memory_free_kib or 0) / _KIB_PER_GIB, (node.memory_total_kib or 1) / _KIB_PER_GIB
        head = f" dom0  Xen {node.xen_version}  {node.scheduler}  {cpus} CPUs"
        cpu = f" CPU {_meter(total.cpu_percent / 100 / cpus, 20)} {total.cpu_percent / cpus:5.0f} %"
        memory = f"Mem {_meter(1 - free / whole, 24)} {free:.1f} GiB of {whole:.1f} GiB free"
        devices = f"     net {_bytes(total.network_bytes)}/s    disk {_bytes(total.disk_bytes)}/s"
        counts = f"─ Guests {len(self.rows)} ─ {self.running} running "
        titles = "   NAME                         ID  STATE         TYPE  CPU %  2 MIN     VCPUS     MEMORY  OF MAX"
        return (
            f"{head:<{columns - 22}}{clock_text}",
            f"{cpu:<60}{memory}",
            devices,
            f"{counts:─<{columns}}",
            f"{titles}  NET/s  DISK/s  BOOT",
        )


def _rate(now: DomainCounters, before: DomainCounters, for_s: float) -> Rate:
    cpu = ((now.cpu_time_ns or 0) - (before.cpu_time_ns or 0)) / 1e7 / for_s
    if now.networks is before.networks and now.disks is before.disks:
        return Rate(cpu)
    network = (_network_bytes(now) - _network_bytes(before)) / for_s
    return Rate(cpu, network, (_disk_bytes(now) - _disk_bytes(before)) / for_s)


def _network_bytes(counters: DomainCounters) -> int:
    return sum(each.received_bytes + each.sent_bytes for each in (counters.networks or {}).values())


def _disk_bytes(counters: DomainCounters) -> int:
    return sum(each.read_bytes + each.written_bytes for each in (counters.disks or {}).values())


def _line(row: Row, is_current: bool) -> str:
    domain, definition = row.domain, row.definition
    kind = (definition and definition.type) or "-"
    boot = "-" if definition is None else "yes" if definition.autostart else "no"
    mark = "▶" if is_current else " "
    if domain is None:
        return f"{mark}  {row.name:<27}{'-':>4}  {'stopped':<14}{kind:<6}{'':61}{boot}"
    most = (definition and definition.maximum_memory_kib) or domain.memory_kib
    graph = "".join(_BARS[min(7, int(percent / 100 / (domain.vcpus or 1) * 8))] for percent in row.trail)
    rates = f"{_bytes(row.rate.network_bytes):>6} {_bytes(row.rate.disk_bytes):>7}"
    return (
        f"{mark}  {row.name:<27}{domain.domid:>4}  {'* ' + domain.state.value:<14}{kind:<6}{row.rate.cpu_percent:>5.1f}"
        f"  {graph:>10} {domain.vcpus or '-':>4}  {domain.memory_kib / _KIB_PER_GIB:>5.1f} GiB"
        f"  {_meter(domain.memory_kib / most, 6)} {rates}  {boot}"
    )


def _details(row: Row, columns: int) -> tuple[str, ...]:
    domain = row.domain
    path = row.definition.path if row.definition else "-"
    return (
        f"{'─ ' + row.name + ' ':─<{columns}}",
        f" id {domain.domid if domain else '-'}   UUID {domain.uuid if domain else '-'}   definition {path}",
        f" CPU {row.rate.cpu_percent:.1f} %   vCPUs {domain.vcpus if domain else '-'}",
    )


def _meter(share: float, width: int) -> str:
    filled = min(width, max(0, round(share * width)))
    return "■" * filled + "·" * (width - filled)


def _bytes(count: float) -> str:
    for unit in ("", "k", "M"):
        if count < 1000:
            return f"{count:.1f}{unit}" if unit else f"{count:.0f}"
        count /= 1000
    return f"{count:.1f}G"


def clock_text() -> str:
    return time.strftime("%H:%M:%S")


def begin(screen: "curses.window") -> None:
    curses.use_default_colors()
    curses.curs_set(0)
    screen.nodelay(True)


def main(screen: "curses.window") -> None:
    begin(screen)
    reader, table = Reader(Hypervisor(LocalTransport(), SystemClock())), Table()
    readings: deque[Read] = deque(maxlen=1)
    hears, tells = os.pipe()

    def poll() -> None:
        while True:
            if (read := reader.read()) is not None:
                readings.append(read)
                os.write(tells, b"!")
            time.sleep(INTERVAL_S)

    threading.Thread(target=poll, daemon=True).start()
    while True:
        table.draw(screen, clock_text())
        ready, _, _ = select.select([sys.stdin, hears], [], [], 1.0 - time.time() % 1.0)
        if hears in ready:
            os.read(hears, 64)
            table.take(readings.pop())
        while (code := screen.getch()) != curses.ERR:
            if code == ord("q"):
                return
            table.move(chr(code))


if __name__ == "__main__":
    curses.wrapper(main)
    os._exit(0)  # a reading that hangs holds nobody up
