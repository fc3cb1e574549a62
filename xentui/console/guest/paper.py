"""What the lines of a tab are written on: a width, the glyphs, and the keys that advice names."""

from collections.abc import Iterator

from xentui.console.guest.reader import Read
from xentui.console.wording import in_keys
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import XenError
from xentui_widgets import wrapping
from xentui_widgets.lines import Line, Span
from xentui_widgets.symbols import Symbols

LABEL_CELLS = 8
_FIRST = 1 + LABEL_CELLS
_BESIDE_GRAPH = 12
"""Cells for words, on however narrow a screen."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Every text that is put on it is made harmless."""

    width: int
    symbols: Symbols
    keys: KeyMap

    def fact(self, label: str, text: str, style: str = "") -> Iterator[Line]:
        return wrapping.fact(label, text, self.width, self.symbols, label_cells=LABEL_CELLS, style=style)

    def graph(self, label: str, graph: str, text: str) -> Iterator[Line]:
        """A fact behind its graph."""
        head: Line = (Span(f" {label:<{LABEL_CELLS}}", "dim"), Span(self.symbols.show(graph), "running"), Span("  "))
        indent = _FIRST + (len(graph) + 2 if graph else 0)
        return wrapping.hanging(
            head if graph else head[:1], text, self.width, self.symbols, indent=indent, least=_BESIDE_GRAPH
        )

    def text(self, text: str, style: str = "", *, indent: int = 1) -> Iterator[Line]:
        return wrapping.hanging((Span(" " * indent),), text, self.width, self.symbols, indent=indent, style=style)

    def advice(self, words: str, style: str = "", *, indent: int = 1) -> Iterator[Line]:
        """A text with the operator's keys in it."""
        return self.text(in_keys(words, self.keys), style, indent=indent)

    def flagged(self, text: str) -> Iterator[Line]:
        return wrapping.flagged(text, self.width, self.symbols)

    def heading(self, text: str) -> Iterator[Line]:
        """With an empty line before it."""
        yield ()
        yield from self.text(text, "bold")

    def standing(self, read: Read[object]) -> Iterator[Line]:
        """That something is being read for the first time, or why it could not be read."""
        if read.error is not None:
            yield from self.error(read.error)
            yield from self.text(f"{self.keys.shown('refresh')} reads it again", "dim", indent=3)
        elif read.taken_s is None:
            yield from self.text("~ reading", "transition")

    def error(self, error: XenError) -> Iterator[Line]:
        """What has happened, the tool's words, and what to do."""
        yield from self.text(f"X {error.summary}", "error")
        for line in (*error.more_lines, error.state_now, in_keys(error.next_step, self.keys)):
            if line:
                yield from self.text(line, indent=3)
