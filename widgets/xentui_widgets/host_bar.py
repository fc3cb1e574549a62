"""The top lines: which host, how fresh the picture is, and how much of its CPU and memory is in use."""

from itertools import dropwhile
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult

from xentui_driver.model.cpu_use import NO_CPU_USE, CpuUse
from xentui_driver.model.rates import NO_RATES, Rates
from xentui_driver.model.snapshot import Snapshot
from xentui_widgets import host_gauges, units
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut, cut_line, ends, fitting, joined
from xentui_widgets.screen_room import SHORT, SHORTEST, KnowsScreen, room_words
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.wrapping import pieces

WIDE = 100
"""From this width on both gauges stand on one line."""
_LOW = 16
"""On a screen of fewer lines the CPU gauge steps aside."""

GAP = "  "
_MARGIN = Span(" ")
_ERROR_AFTER_S = 60.0
_INTERVAL, _CLOCK = 6, 7
"""How important they are at the right of the first line, where they are the least."""
_SHORTEST_NAME = 5
"""So many cells of the host's name stay whatever else is said."""


class _Shown(NamedTuple):
    host_name: str = ""
    """What it is called until a snapshot says so."""
    snapshot: Snapshot | None = None
    stale_s: float | None = None
    reason: str = ""
    interval_s: float = 0.0
    frozen: bool = False
    simulated: bool = False
    clock_text: str = ""
    cpu: CpuUse = NO_CPU_USE
    rates: Rates = NO_RATES
    label: str = ""
    label_style: str = ""
    read_only: bool = False
    lack: str = ""

    def differs_by_time_alone(self, other: "_Shown") -> bool:
        """Whether nothing looks different but the clock; thousands of guests aren't compared for that."""
        is_alike = _own_facts(self.snapshot) == _own_facts(other.snapshot)
        is_alike = is_alike and len(self.clock_text) == len(other.clock_text)
        return is_alike and self == other._replace(clock_text=self.clock_text, snapshot=self.snapshot)


def _own_facts(snapshot: Snapshot | None) -> tuple[object, ...]:
    """What of it stands here."""
    return (snapshot.host_name, snapshot.node, snapshot.memory, snapshot.up_s) if snapshot is not None else ()


class _Clock(LineWidget):
    """The time of day, on the cells that the header leaves to it.

    It is a widget of its own because Textual sends a widget's line from its left edge (8.2.8): each tick would send
    the whole header.
    """

    DEFAULT_CSS = """
    _Clock { height: 1; }
    """

    def __init__(self, *, symbols: Symbols) -> None:
        super().__init__(symbols=symbols)
        self._text = ""
        self._place = (0, 0)
        """How many cells it has, and how many are to the right of it."""
        self.display = False

    def show(self, text: str) -> None:
        self._text = text
        self.repaint()

    def lie_on(self, header: Line) -> None:
        """Take its place there."""
        own, *after = tuple(dropwhile(lambda span: span.style != "clock", header)) or (Span(""),)
        place = (cells((own,)), cells(tuple(after)))
        if place != self._place:
            self._place = place
            self.display = bool(own.text)
            self.styles.width, self.styles.margin = place[0], (0, place[1] + cells((_MARGIN,)), 0, 0)

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        return ((Span(self._text, "clock"),),)


class HostBar(KnowsScreen):
    """Three lines; two on a low and narrow screen.

    On a screen that is too small for all of the console the first one says so, in the place of what the host is.
    """

    DEFAULT_CSS = """
    HostBar { align-horizontal: right; }
    """

    def __init__(
        self,
        *,
        host_name: str = "",
        symbols: Symbols = UNICODE,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._shown = _Shown(host_name)
        self._clock = _Clock(symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self._clock

    def on_resize(self, event: events.Resize) -> None:
        self.repaint()

    def repaint(self) -> None:
        super().repaint()
        self._clock.lie_on(self._painted[0] if self._painted else ())

    def show(
        self,
        snapshot: Snapshot | None,
        *,
        cpu: CpuUse = NO_CPU_USE,
        rates: Rates = NO_RATES,
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
        before = self._shown
        self._shown = _Shown(
            before.host_name if host_name is None else host_name,
            snapshot,
            stale_s,
            reason,
            interval_s,
            frozen,
            simulated,
            clock_text,
            cpu,
            rates,
            label,
            label_style,
            read_only,
            lack,
        )
        self._clock.show(self.symbols.show(clock_text))
        if not self._shown.differs_by_time_alone(before):
            self.repaint()

    def lines_wanted(self, width: int, screen_height: int) -> int:
        return 3 if width >= WIDE or screen_height >= _LOW else 2

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        inner = width - 2 * cells((_MARGIN,))
        below = self._below(inner, height - 1) if height > 1 else ()
        return tuple((_MARGIN, *line) for line in (self._header(inner), *below))

    def _below(self, width: int, room: int) -> tuple[Line, ...]:
        """The gauges; while there is nothing to show in them, why, if the first line has no room for that."""
        shown = self._shown
        if shown.stale_s is None:
            return self._gauges(width)[-room:]
        if shown.snapshot is None and not self._has_room_for_reason(width):
            reason = pieces(shown.reason, width, self.symbols)
            return tuple((Span(piece, self._stale_style),) for piece in reason)[:room]
        return tuple(_dimmed(line) for line in self._gauges(width)[-room:])

    def _header(self, width: int) -> Line:
        return ends(self._left(width), self._shown_right(width), width, self.symbols)

    def _shown_right(self, width: int) -> Line:
        most = width * 2 // 3
        right = self._right(most)
        shown = fitting(right, GAP, most)
        if not room_words(self.screen_size, width):
            return shown
        for giving_way, words in ((_INTERVAL, SHORT), (_CLOCK, SHORTEST)):
            if width - cells(shown) - len(GAP) < cells(self._host_words()) + len(GAP) + len(words):
                right = [part for part in right if part[0] != giving_way]
                shown = fitting(right, GAP, most)
        return shown

    def _room(self, width: int) -> int:
        """For what stands at the left of the first line."""
        return width - cells(self._shown_right(width)) - len(GAP)

    def _has_room_for_reason(self, width: int) -> bool:
        return cells(self._stale_line(with_reason=True)) <= self._room(width)

    def _stale_line(self, *, with_reason: bool) -> Line:
        return joined((self._host_words(), self._stale(self._shown.stale_s or 0.0, with_reason=with_reason)), GAP)

    def _left(self, width: int) -> Line:
        shown, room = self._shown, self._room(width)
        name = self._host_words()
        if shown.stale_s is not None:
            with_reason = shown.snapshot is not None or self._has_room_for_reason(width)
            return cut_line(self._stale_line(with_reason=with_reason), room, self.symbols)
        if shown.snapshot is None:
            return joined((name, (Span("waiting for the first answer", "dim"),)), GAP)
        if room_words(self.screen_size, width):
            name = cut_line(name, max(_SHORTEST_NAME, room - len(GAP) - len(SHORTEST)), self.symbols)
            words = room_words(self.screen_size, room - cells(name) - len(GAP))
            return joined((name, (Span(words, "warning"),) if words else ()), GAP)
        facts = fitting(self._facts(shown.snapshot), GAP, room - cells(name) - len(GAP))
        return joined((name, facts), GAP)

    def _host_words(self) -> Line:
        return (Span(self.symbols.show(self._shown_name()), "bold"),)

    def _shown_name(self) -> str:
        snapshot = self._shown.snapshot
        return snapshot.host_name if snapshot is not None and snapshot.host_name else self._shown.host_name

    def _facts(self, snapshot: Snapshot) -> list[tuple[int, Line]]:
        node = snapshot.node
        version = self.symbols.show(node.xen_version or units.UNKNOWN)
        facts = [(8, f"Xen {version}")]
        if node.scheduler:
            facts.append((5, self.symbols.show(node.scheduler)))
        facts.append((7, f"{units.UNKNOWN} CPUs" if node.cpus is None else units.plural(node.cpus, "CPU")))
        if node.numa_nodes is not None and node.numa_nodes > 1:
            facts.append((6, f"{node.numa_nodes} NUMA nodes"))
        if snapshot.up_s is not None:
            facts.append((4, f"up {units.up_words(snapshot.up_s)}"))
        return [(importance, (Span(text),)) for importance, text in facts]

    @property
    def _stale_style(self) -> str:
        return "error" if (self._shown.stale_s or 0.0) >= _ERROR_AFTER_S else "warning"

    def _stale(self, stale_s: float, *, with_reason: bool) -> Line:
        shown = self._shown
        answered = "stale" if shown.snapshot is not None else f"{shown.lack} for"
        why = f": {self.symbols.show(shown.reason)}" if shown.reason and with_reason else ""
        return (Span(f"{answered} {units.age_words(stale_s)}{why}", self._stale_style),)

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
            parts.append((_CLOCK, (Span(" " * cell_len(self.symbols.show(shown.clock_text)), "clock"),)))
        if shown.frozen:
            parts.append((8, (Span(" frozen ", "alert"),)))
        elif shown.interval_s and shown.stale_s is None:
            parts.append((_INTERVAL, (Span(units.interval_words(shown.interval_s), "dim"),)))
        if shown.label:  # in the corner, where nothing moves it
            parts.append((11, self._label(room)))
        return parts

    def _gauges(self, width: int) -> tuple[Line, ...]:
        shown = self._shown
        memory, cpus = (shown.snapshot.memory, shown.snapshot.node.cpus) if shown.snapshot else (None, None)
        lines = host_gauges.side_by_side if width + 2 >= WIDE else host_gauges.one_below_the_other
        return lines(shown.cpu, cpus, memory, shown.rates, width, self.symbols)


def _dimmed(line: Line) -> Line:
    return tuple(Span(text, "dim") for text, _ in line)
