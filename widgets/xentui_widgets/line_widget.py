"""The base of the widgets that show a few lines: they repaint only what looks different."""

from itertools import takewhile

from textual.geometry import Region, Size
from textual.strip import Strip

from xentui_widgets.lines import Line, Span, cells, strip
from xentui_widgets.own_lines import OwnLines
from xentui_widgets.symbols import UNICODE, Symbols


class LineWidget(OwnLines):
    """Shows what `picture` returns."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineWidget {
        height: auto;
    }
    """

    def __init__(self, *, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.symbols = symbols
        self._painted: tuple[Line, ...] = ()
        self._painted_size = Size(0, 0)
        self._told: tuple[object, ...] | None = None

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        """The lines to show on so many cells; a subclass says which."""
        raise NotImplementedError

    def lines_wanted(self, width: int, screen_height: int) -> int:
        """How many lines the widget asks for on such a screen; a subclass may say more than one."""
        return 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.lines_wanted(width, viewport.height)

    def render_line(self, y: int) -> Strip:
        self._catch_up()
        width = self._painted_size.width
        return strip(self._painted[y], width) if y < len(self._painted) else strip((), width)

    def repaint_for(self, *told: object) -> None:
        """Repaint for all that the picture is made of; nothing is to do where it was made of the same."""
        if told != self._told:
            self._told = told
            self.repaint()

    def repaint(self) -> None:
        """Repaint what looks different."""
        old, old_size = self._painted, self._painted_size
        self._catch_up(has_changed=True)
        if old_size != self._painted_size or len(old) != len(self._painted):
            self.refresh()
            return
        lines, width = enumerate(zip(old, self._painted, strict=True)), old_size.width
        changed = [changed_part(y, was, now, width) for y, (was, now) in lines if was != now]
        if changed:
            self.refresh(*changed)

    def _catch_up(self, *, has_changed: bool = False) -> None:
        size = self.size
        if has_changed or size != self._painted_size:
            self._painted_size = size
            self._painted = self.picture(*size) if size else ()


def changed_part(y: int, was: Line, now: Line, width: int) -> Region:
    """Line `y` from its first cell that looks different to its last one; all of it if a character has not one cell.

    Textual sends a line from its beginning to the end of that part (8.2.8).
    """
    size = _size(now)
    if _size(was) != size or cells(was) != size or cells(now) != size:
        return Region(0, y, width, 1)
    start = _alike(was, now)
    end = max(start, size - _alike(_backwards(was), _backwards(now)))
    return Region(start, y, end - start, 1)


def _size(line: Line) -> int:
    return sum(len(text) for text, _ in line)


def _backwards(line: Line) -> Line:
    return tuple(Span(text[::-1], style) for text, style in reversed(line))


def _alike(was: Line, now: Line) -> int:
    """So many of the first characters certainly look the same."""
    count = 0
    for old, new in zip(was, now, strict=False):
        if old != new:
            same = takewhile(lambda pair: pair[0] == pair[1], zip(old.text, new.text, strict=False))
            return count + (len(tuple(same)) if old.style == new.style else 0)
        count += len(new.text)
    return count
