"""The panel under the table: what is known of the instance under the cursor."""

from collections.abc import Iterable, Sequence

from xentui_driver.model.cpu_use import TRAIL_STEPS
from xentui_driver.model.instance import Instance
from xentui_widgets import graphs, states, units
from xentui_widgets.instance_columns import definition_of, display_name, memory_kib, vcpus
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut_line, joined, title
from xentui_widgets.symbols import UNICODE, Symbols

_HIGH, _LOW = 30, 20
"""From so many lines on there is the whole panel, and there is its heading."""
_LINES = 5
_GAP = "   "


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
        self._doing = ""

    def show(self, instance: Instance | None, *, doing: str = "") -> None:
        """Show this instance; `doing` is the word for an operation that runs on it."""
        self._instance, self._doing = instance, doing
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
            return (title([*self._heading(instance), *self._in_short(instance)], (), width, self.symbols),)
        heading = title(self._heading(instance), (), width, self.symbols)
        below = (*lines, self._problems(instance))
        return (heading, *(cut_line((Span(" "), *line), width, self.symbols) for line in below))

    def _heading(self, instance: Instance) -> list[Line]:
        look = states.changing(self._doing) if self._doing else states.appearance(instance)
        text = look.text if self._doing else states.long_text(instance)
        host = f" on {self.symbols.show(instance.host)}" if self._shows_host else ""
        return [
            (Span(self.symbols.show(display_name(instance)), "bold"), Span(host)),
            (Span(self.symbols.show(text), look.style),),
        ]

    def _in_short(self, instance: Instance) -> list[Line]:
        if instance.problems:
            return [(Span(self.symbols.show(instance.problems[0]), "paused"),)]
        definition = definition_of(instance)
        known = (
            f"id {instance.domid}" if instance.domid is not None else "",
            definition.type or "",
            self._memory_in_short(instance),
            "boots with the host" if definition.autostart else "",
        )
        return [(Span(self.symbols.show(text)),) for text in known if text]

    def _memory_in_short(self, instance: Instance) -> str:
        held, maximum = memory_kib(instance), definition_of(instance).maximum_memory_kib
        if held is None:
            return ""
        of = f" of {units.memory_words(maximum)}" if maximum is not None else ""
        return f"{units.memory_words(held)}{of}"

    def _identity(self, instance: Instance) -> Line:
        definition = definition_of(instance)
        return self._fields(
            ("id", units.count_words(instance.domid)),
            ("type", definition.type),
            ("uuid", instance.uuid),
            ("definition", definition.path),
            ("boots with the host", None if instance.definition is None else "yes" if definition.autostart else "no"),
        )

    def _cpu(self, instance: Instance, width: int) -> Line:
        count = vcpus(instance)
        trail = graphs.sparkline(instance.cpu.trail, 100.0 * (count or 1), TRAIL_STEPS)
        of = f" % of {100 * count}" if count is not None and instance.cpu_percent is not None else ""
        figures: Line = (Span(units.cpu_words(instance.cpu_percent) + of),)
        left = self._figures("CPU", trail, (*figures, Span(f"   vCPUs {units.count_words(count)}")))
        return self._beside(left, "disk", definition_of(instance).disks, width)

    def _memory(self, instance: Instance, width: int) -> Line:
        definition = definition_of(instance)
        held, maximum = (
            instance.domain.memory_kib if instance.domain is not None else None,
            definition.maximum_memory_kib,
        )
        bar = graphs.meter(held, maximum, TRAIL_STEPS) if held is not None and maximum is not None else ""
        words = f"{units.memory_words(held)} of {units.memory_words(maximum)}"
        left = self._figures("Mem", bar, (Span(f"{words}   next start {units.memory_words(definition.memory_kib)}"),))
        return self._beside(left, "net", definition.networks, width)

    def _figures(self, label: str, graph: str, words: Line) -> Line:
        drawn = (Span(self.symbols.show(graph), "running"), Span("  ")) if graph else ()
        return (Span(f"{label} ", "dim"), *drawn, *words)

    def _beside(self, left: Line, label: str, devices: Sequence[str], width: int) -> Line:
        """`left` in the left half, and the first of the devices in the other one."""
        if not devices:
            return left
        more = f" (+{len(devices) - 1})" if len(devices) > 1 else ""
        right: Line = (Span(f"{label} ", "dim"), Span(self.symbols.show(devices[0]) + more))
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
        found = instance.problems
        if not found:
            return (Span("no problems", "dim"),)
        count = units.plural(len(found), "problem")
        text = "; ".join(self.symbols.show(problem) for problem in found)
        return (Span(f"{self.symbols.flag} {count}: ", "warning"), Span(text, "paused"))

    def _fields(self, *fields: tuple[str, str | None]) -> Line:
        return joined(self._pairs(fields), _GAP)

    def _pairs(self, fields: Iterable[tuple[str, str | None]]) -> Iterable[Line]:
        for name, value in fields:
            yield (Span(name + " ", "dim"), Span(self.symbols.show(value or units.UNKNOWN)))
