"""Charts of the past that the operator looks through: a cursor in time, and three zooms."""

from textual import events

from xentui_widgets.history_lines import AROUND, GUTTER, Recorded, Window, at_once, history_lines
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cut_line
from xentui_widgets.symbols import UNICODE, Symbols

ZOOMS = ((900.0, "15 min"), (7200.0, "2 h"), (86_400.0, "24 h"))
"""Seconds, the fewest first."""
_FAR = 10
"""Cells of a page's move."""
_LEAST_CELLS = 8
_ALL = 1_000_000
NO_ROOM = "Enlarge the window to see the history."
NOTHING = "Nothing has been read yet."
_EMPTY = Recorded(())


class HistoryView(LineWidget, can_focus=True):
    """The cursor stays at its moment while time goes on; where it was never moved, the newest is shown."""

    DEFAULT_CSS = """
    HistoryView {
        height: 1fr;
    }
    """

    def __init__(self, *, symbols: Symbols = UNICODE, id: str | None = None) -> None:
        super().__init__(symbols=symbols, id=id)
        self._recorded = _EMPTY
        self._zoom = 0
        self._first = 0
        """The first chart that is shown, where not all find room."""
        self._cursor_s: float | None = None
        self._held_s: float | None = None
        """Where the window begins, once the cursor has left what would be shown."""

    def show_recorded(self, recorded: Recorded) -> None:
        self._recorded = recorded
        self.repaint()

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        if width - GUTTER < _LEAST_CELLS or height <= AROUND + 1:
            return (cut_line((Span(NO_ROOM),), width, self.symbols),)
        if not self._recorded.figures:
            return ((Span(f" {NOTHING}", "dim"),),)
        self._first = min(self._first, self._last_first(height))
        lines = history_lines(self._recorded, self._window(width), self._first, width, height, self.symbols)
        return tuple(cut_line(line, width, self.symbols) for line in lines)

    def on_resize(self, _event: events.Resize) -> None:
        self._held_s = None  # its cells are of another size
        self.repaint()

    @property
    def is_at_newest(self) -> bool:
        return self._cursor_s is None

    def move(self, cells: int) -> None:
        """The cursor, to the right or the left; from the newest on it follows what is read."""
        window = self._window(self.size.width)
        cell = round(window.begins_s / window.cell_s) + window.at
        wanted = max(cell + cells, min(cell, int(self._oldest_s // window.cell_s)))
        if wanted * window.cell_s > self._recorded.now_s - window.cell_s:
            self.action_last()
            return
        self._cursor_s = (wanted + 0.5) * window.cell_s
        first = round(window.begins_s / window.cell_s)
        if not first <= wanted < first + window.cells:
            self._held_s = (wanted if wanted < first else wanted - window.cells + 1) * window.cell_s
        self.repaint()

    def zoom(self, step: int) -> str:
        """To less time, or to more; the moment stays where it is on the screen. Says why nothing changes, if so."""
        before = self._window(self.size.width)
        zoom = max(0, min(len(ZOOMS) - 1, self._zoom + step))
        if zoom == self._zoom:
            return f"{ZOOMS[zoom][1]} is the {'least' if step < 0 else 'most'} that is shown at once."
        self._zoom = zoom
        if self._cursor_s is not None:
            cell_s = self._cell_s(before.cells)
            self._held_s = (self._cursor_s // cell_s - before.at) * cell_s
        self.repaint()
        return ""

    def action_cursor_up(self) -> None:
        self._page(-1)

    def action_cursor_down(self) -> None:
        self._page(1)

    def action_first(self) -> None:
        """The oldest that is known."""
        self.move(-_ALL)

    def action_last(self) -> None:
        self._cursor_s = self._held_s = None
        self.repaint()

    def action_page_up(self) -> None:
        self.move(-_FAR)

    def action_page_down(self) -> None:
        self.move(_FAR)

    def _page(self, step: int) -> None:
        count = at_once(self._recorded.figures, self.size.height - AROUND)
        self._first = max(0, min(self._last_first(self.size.height), self._first + step * count))
        self.repaint()

    def _last_first(self, height: int) -> int:
        count, total = at_once(self._recorded.figures, height - AROUND), len(self._recorded.figures)
        return (max(total, 1) - 1) // count * count

    def _cell_s(self, cells: int) -> float:
        return ZOOMS[self._zoom][0] / cells

    @property
    def _oldest_s(self) -> float:
        bands = (band for figure in self._recorded.figures for band in figure.bands)
        return min((band.points[0].begins_s for band in bands if band.points), default=self._recorded.now_s)

    def _window(self, width: int) -> Window:
        cells = max(_LEAST_CELLS, width - GUTTER)
        cell_s, title = self._cell_s(cells), ZOOMS[self._zoom][1]
        usual_s = (self._recorded.now_s // cell_s - cells + 1) * cell_s
        if self._cursor_s is None:
            return Window(title, usual_s, cell_s, cells)
        cursor = int(self._cursor_s // cell_s)
        if self._held_s is None and self._cursor_s < usual_s:
            self._held_s = cursor * cell_s  # time has gone on until the cursor has come to the left edge
        if self._held_s is not None and self._held_s >= usual_s:
            self._held_s = None
        begins_s = usual_s if self._held_s is None else self._held_s
        at = cursor - round(begins_s / cell_s)
        return Window(title, begins_s, cell_s, cells, max(0, min(cells - 1, at)))
