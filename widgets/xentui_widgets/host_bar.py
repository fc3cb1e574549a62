"""The top lines: which host, how fresh the picture is, and how much of its CPU and memory is in use."""

from typing import NamedTuple

from xentui_driver.model.cpu_use import NO_CPU_USE, CpuUse
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.snapshot import Snapshot
from xentui_widgets import host_gauges, units
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut, cut_line, ends, fitting, joined
from xentui_widgets.symbols import UNICODE, Symbols

WIDE = 100
"""From this width on both gauges stand on one line."""
_LOW = 16
"""On a screen of fewer lines the CPU gauge steps aside."""

GAP = "  "
_MARGIN = Span(" ")
_ERROR_AFTER_S = 60.0


class _Shown(NamedTuple):
    snapshot: Snapshot | None = None
    stale_s: float | None = None
    reason: str = ""
    interval_s: float = 0.0
    frozen: bool = False
    simulated: bool = False
    clock_text: str = ""
    cpu: CpuUse = NO_CPU_USE
    label: str = ""
    label_style: str = ""
    read_only: bool = False
    lack: str = ""


class HostBar(LineWidget):
    """Three lines; two on a low and narrow screen."""

    def __init__(
        self,
        *,
        host_name: str = "",
        symbols: Symbols = UNICODE,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._host_name = host_name
        self._shown = _Shown()

    def show(
        self,
        snapshot: Snapshot | None,
        *,
        cpu: CpuUse = NO_CPU_USE,
        stale_s: float | None,
        reason: str,
        interval_s: float,
        frozen: bool,
        simulated: bool,
        clock_text: str,
        label: str = "",
        label_style: str = "label red",
        read_only: bool = False,
        lack: str = "no answer",
        host_name: str | None = None,
    ) -> None:
        """Show a host; `stale_s` is the age of a picture that should be newer, `reason` says why it is not.

        `lack` says what there is instead while there has been no picture.
        `host_name` is what it is called until a snapshot says so; None is the name of the last one.
        `label` is what the operator calls it by (PROD), `label_style` a name in `palette.PALETTE`.
        """
        if host_name is not None:
            self._host_name = host_name
        self._shown = _Shown(
            snapshot,
            stale_s,
            reason,
            interval_s,
            frozen,
            simulated,
            clock_text,
            cpu,
            label,
            label_style,
            read_only,
            lack,
        )
        self.repaint()

    def lines_wanted(self, width: int, screen_height: int) -> int:
        return 3 if width >= WIDE or screen_height >= _LOW else 2

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        inner = width - 2 * cells((_MARGIN,))
        gauges = self._gauges(inner)[-(height - 1) :] if height > 1 else ()
        if self._shown.stale_s is not None:
            gauges = tuple(_dimmed(line) for line in gauges)
        return tuple((_MARGIN, *line) for line in (self._header(inner), *gauges))

    def _header(self, width: int) -> Line:
        most = width * 2 // 3
        right = fitting(self._right(most), GAP, most)
        room = width - cells(right) - len(GAP)
        return ends(self._left(room), right, width, self.symbols)

    def _left(self, room: int) -> Line:
        shown = self._shown
        name = (Span(self.symbols.show(self._shown_name()), "bold"),)
        if shown.stale_s is not None:
            return cut_line(joined((name, self._stale(shown.stale_s)), GAP), room, self.symbols)
        if shown.snapshot is None:
            return joined((name, (Span("waiting for the first answer", "dim"),)), GAP)
        facts = fitting(self._facts(shown.snapshot.node), GAP, room - cells(name) - len(GAP))
        return joined((name, facts), GAP)

    def _shown_name(self) -> str:
        snapshot = self._shown.snapshot
        return snapshot.host_name if snapshot is not None and snapshot.host_name else self._host_name

    def _facts(self, node: NodeInfo) -> list[tuple[int, Line]]:
        version = self.symbols.show(node.xen_version or units.UNKNOWN)
        facts = [(8, f"Xen {version}")]
        if node.scheduler:
            facts.append((5, self.symbols.show(node.scheduler)))
        facts.append((7, f"{units.count_words(node.cpus)} CPUs"))
        if node.numa_nodes is not None:
            facts.append((6, units.plural(node.numa_nodes, "node")))
        return [(importance, (Span(text),)) for importance, text in facts]

    def _stale(self, stale_s: float) -> Line:
        style = "error" if stale_s >= _ERROR_AFTER_S else "warning"
        answered = "stale" if self._shown.snapshot is not None else f"{self._shown.lack} for"
        why = f": {self.symbols.show(self._shown.reason)}" if self._shown.reason else ""
        return (Span(f"{answered} {units.age_words(stale_s)}{why}", style),)

    def _label(self, room: int) -> Line:
        """Cut rather than left out."""
        words = cut(self.symbols.show(self._shown.label), room - 2, self.symbols.ellipsis)
        return (Span(f"[{words}]" if self.symbols.ascii_only else f" {words} ", self._shown.label_style),)

    def _right(self, room: int) -> list[tuple[int, Line]]:
        shown = self._shown
        parts: list[tuple[int, Line]] = []
        if shown.read_only:
            parts.append((10, (Span(" READ-ONLY ", "alert"),)))
        if shown.simulated:
            parts.append((9, (Span(" SIMULATED HOST ", "alert"),)))
        if shown.clock_text:
            parts.append((7, (Span(self.symbols.show(shown.clock_text)),)))
        if shown.frozen:
            parts.append((8, (Span(" frozen ", "alert"),)))
        elif shown.interval_s and shown.stale_s is None:
            parts.append((6, (Span(units.interval_words(shown.interval_s), "dim"),)))
        if shown.label:  # in the corner, where nothing moves it
            parts.append((11, self._label(room)))
        return parts

    def _gauges(self, width: int) -> tuple[Line, ...]:
        shown = self._shown
        memory, cpus = (shown.snapshot.memory, shown.snapshot.node.cpus) if shown.snapshot else (None, None)
        lines = host_gauges.side_by_side if width + 2 >= WIDE else host_gauges.one_below_the_other
        return lines(shown.cpu, cpus, memory, width, self.symbols)


def _dimmed(line: Line) -> Line:
    return tuple(Span(text, "dim") for text, _ in line)
