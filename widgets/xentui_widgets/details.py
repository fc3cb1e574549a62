"""The panel under the table: what is known of the instance under the cursor."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from xentui_driver.model.cpu_use import TRAIL_STEPS, Trail
from xentui_driver.model.instance import Instance
from xentui_widgets import graphs, states, units
from xentui_widgets.columns import Doing
from xentui_widgets.instance_columns import definition_of, display_name, maximum_kib, memory_kib, vcpus
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut_line, joined, that_fit, title
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.traffic_words import disk_words, network_words

_HIGH, _LOW = 30, 20
"""From so many lines on there is the whole panel, and there is its heading."""
_LINES = 5
_ROOM_FOR_MINUTES = 160
"""From so many cells on, the last minutes of network and disks are drawn."""
_GAP = "   "
_RULE = 3
"""The cells of the rule between two parts of a heading; before the first and behind the last are as many and one."""


class TrafficMinutes(NamedTuple):
    """The most of each of the last minutes in bytes per second, both directions together."""

    network: Trail = ()
    disk: Trail = ()


class DetailsPanel(LineWidget):
    """A heading and four lines; the heading alone on a low screen, which then says the most of it."""

    def __init__(
        self,
        *,
        shows_host: bool = False,
        symbols: Symbols = UNICODE,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._shows_host = shows_host
        self._instance: Instance | None = None
        self._doing: Doing | None = None
        self._failed = ""
        self._minutes: Callable[[], TrafficMinutes] = TrafficMinutes

    def show(
        self,
        instance: Instance | None,
        *,
        doing: Doing | None = None,
        failed: str = "",
        minutes: "Callable[[], TrafficMinutes] | None" = None,
    ) -> None:
        """Show this instance; `doing` is the operation that runs on it, `failed` what has failed with it.

        `minutes` is asked for its traffic where there is room for it.
        """
        self._instance, self._minutes = instance, minutes or TrafficMinutes
        self._doing, self._failed = doing, failed
        self.repaint()

    def lines_wanted(self, width: int, screen_height: int) -> int:
        return _LINES if screen_height >= _HIGH else 1 if screen_height >= _LOW else 0

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        instance = self._instance
        if instance is None:
            return (title([], (), width, self.symbols),)
        if instance.unreadable is not None and instance.domain is None and instance.definition is None:
            lines = self._unreadable(instance)
        else:
            lines = (self._identity(instance), self._cpu(instance, width), self._memory(instance, width))
        if height == 1:
            return (self._in_one_line(instance, width),)
        up = [(Span(f"up {units.up_words(instance.up_s)}"),)] if instance.up_s is not None else []
        heading = title([*self._heading(instance), *up], (), width, self.symbols)
        below = (*lines, self._problems(instance))
        return (heading, *(cut_line((Span(" "), *line), width, self.symbols) for line in below))

    def _heading(self, instance: Instance) -> list[Line]:
        look = states.changing(self._doing.words) if self._doing else states.appearance(instance)
        text = look.text if self._doing else states.long_text(instance)
        host = f" on {self.symbols.show(instance.host)}" if self._shows_host else ""
        return [
            (Span(self.symbols.show(display_name(instance)), "bold"), Span(host)),
            (Span(self.symbols.show(text), look.style),),
        ]

    def _in_one_line(self, instance: Instance, width: int) -> Line:
        heading = self._heading(instance)
        if found := self._found(instance):
            problem = (Span(self.symbols.show(found[0]), "paused"),)
            return title([*heading, problem], (), width, self.symbols)
        room = width - _RULE * (len(heading) + 1) - 1 - sum(map(cells, heading))
        return title([*heading, *that_fit(self._in_short(instance), _RULE, room)], (), width, self.symbols)

    def _in_short(self, instance: Instance) -> list[tuple[int, Line]]:
        """What finds room in one line, by its importance."""
        definition, rates = definition_of(instance), instance.rates
        network, disk = network_words(rates, self.symbols), disk_words(rates)
        known = (
            (9, f"id {instance.domid}" if instance.domid is not None else ""),
            (5, definition.type or ""),
            (8, self._memory_in_short(instance)),
            (7, network and f"net {network}"),
            (6, disk and f"disk {disk}"),
            (4, "autostart" if definition.autostart else ""),
        )
        return [(importance, (Span(self.symbols.show(text)),)) for importance, text in known if text]

    def _memory_in_short(self, instance: Instance) -> str:
        held, maximum = memory_kib(instance), maximum_kib(instance)
        if held is None:
            return ""
        return units.memory_of_words(held, maximum)

    def _identity(self, instance: Instance) -> Line:
        definition = definition_of(instance)
        return self._fields(
            ("id", units.count_words(instance.domid)),
            ("type", definition.type),
            ("UUID", instance.uuid),
            ("definition", definition.path),
            ("autostart", None if instance.definition is None else "yes" if definition.autostart else "no"),
        )

    def _cpu(self, instance: Instance, width: int) -> Line:
        count = vcpus(instance)
        trail = graphs.sparkline(instance.cpu.trail, 100.0 * (count or 1), TRAIL_STEPS)
        of = f" % of {100 * count}" if count is not None and instance.cpu_percent is not None else ""
        figures: Line = (Span(units.cpu_words(instance.cpu_percent) + of),)
        left = self._figures("CPU", trail, (*figures, Span(f"   vCPUs {units.count_words(count)}")))
        words = self._with_minutes(disk_words(instance.rates), lambda minutes: minutes.disk, width)
        return self._beside(left, "disk", words, definition_of(instance).disks, width)

    def _memory(self, instance: Instance, width: int) -> Line:
        definition = definition_of(instance)
        if instance.domain is None:
            words = f"next start {units.memory_of_words(definition.memory_kib, definition.maximum_memory_kib)}"
            return self._beside(self._figures("Mem", "", (Span(words),)), "net ", "", definition.networks, width)
        held, maximum = instance.domain.memory_kib, instance.running_maximum_kib
        bar = graphs.meter(held, maximum, TRAIL_STEPS) if maximum is not None else ""
        words = f"{units.memory_of_words(held, maximum)}   next start {units.memory_words(definition.memory_kib)}"
        left = self._figures("Mem", bar, (Span(words),))
        traffic = network_words(instance.rates, self.symbols)
        words = self._with_minutes(traffic, lambda minutes: minutes.network, width)
        return self._beside(left, "net ", words, definition.networks, width)

    def _with_minutes(self, words: str, of: "Callable[[TrafficMinutes], Trail]", width: int) -> str:
        """With the most of each of the last minutes, whose highest level is the peak."""
        trail = of(self._minutes()) if words and width >= _ROOM_FOR_MINUTES else ()
        known = [each for each in trail if each is not None]
        if not known:
            return words
        drawn = self.symbols.show(graphs.sparkline(trail, max(known), len(trail)))
        return f"{words}   {drawn}  peak {units.rate_words(max(known))}/s in {len(trail)} min"

    def _figures(self, label: str, graph: str, words: Line) -> Line:
        drawn = (Span(self.symbols.show(graph), "running"), Span("  ")) if graph else ()
        return (Span(f"{label} ", "dim"), *drawn, *words)

    def _beside(self, left: Line, label: str, traffic: str, devices: Sequence[str], width: int) -> Line:
        """`left` in the left half; in the other one the traffic of all the devices, and the first of them."""
        more = f" (+{len(devices) - 1})" if len(devices) > 1 else ""
        first = self.symbols.show(devices[0]) + more if devices else ""
        shown = joined([(Span(text),) for text in (traffic, first) if text], _GAP)
        if not shown:
            return left
        right: Line = (Span(f"{label} ", "dim"), *shown)
        half = width // 2
        return (*cut_line(left, half, self.symbols), Span(" " * max(1, half - cells(left))), *right)

    def _unreadable(self, instance: Instance) -> tuple[Line, ...]:
        row = instance.unreadable
        assert row is not None
        return (
            self._fields(("line", str(row.line_number)), ("of", "xl list -v")),
            self._fields(("text", row.raw)),
        )

    def _problems(self, instance: Instance) -> Line:
        found = self._found(instance)
        if not found:
            return (Span("no problems", "dim"),)
        count = units.plural(len(found), "problem")
        text = "; ".join(self.symbols.show(problem) for problem in found)
        return (Span(f"{self.symbols.flag} {count}: ", "warning"), Span(text, "paused"))

    def _found(self, instance: Instance) -> tuple[str, ...]:
        """What somebody should look at: what has failed comes first."""
        return (*filter(None, [self._failed]), *instance.problems)

    def _fields(self, *fields: tuple[str, str | None]) -> Line:
        return joined(self._pairs(fields), _GAP)

    def _pairs(self, fields: Iterable[tuple[str, str | None]]) -> Iterable[Line]:
        for name, value in fields:
            yield (Span(name + " ", "dim"), Span(self.symbols.show(value or units.UNKNOWN)))


def _of(kib: int | None, most_kib: int | None) -> str:
    of = f" of {units.memory_words(most_kib)}" if most_kib is not None else ""
    return f"{units.memory_words(kib)}{of}"
