"""Draws what has changed in widgets that are in full view, without going through all others on the screen.

Textual (8.2.8) renders every widget between the first change of a frame and the last one, and cuts each line wherever
any widget begins or ends. That is most of what a frame costs in which a clock, a gauge and a few rows have changed.
"""

from collections.abc import Iterator, Sequence
from typing import Generic

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate
from textual.geometry import Region
from textual.screen import Screen, ScreenResultType
from textual.strip import Strip
from textual.widget import Widget


class LinesUpdate(CompositorUpdate):
    """Pieces of lines, each with the column and the line that it begins at."""

    def __init__(self, pieces: Sequence[tuple[int, int, Strip]]) -> None:
        self._pieces = pieces

    def render_segments(self, console: Console) -> str:
        return "".join([f"{Control.move_to(x, y)}{strip.render(console)}" for x, y, strip in self._pieces])


class WholeLines(Compositor):
    """Draws as Textual does, and by itself where each change is in one widget, with nothing in front of it there."""

    def render_partial_update(self) -> ChopsUpdate | LinesUpdate | None:  # type: ignore[override]
        changed = None if self._is_left_to_textual else self._changed_by_widget()
        if changed is None:
            return super().render_partial_update()
        self._dirty_regions.clear()
        pieces = [piece for widget, (region, parts) in changed.items() for piece in _pieces(widget, region, parts)]
        return LinesUpdate(pieces) if pieces else None

    @property
    def _is_left_to_textual(self) -> bool:
        return self.root is None or getattr(self.root.app, "plain_output", False)

    def _changed_by_widget(self) -> dict[Widget, tuple[Region, list[Region]]] | None:
        """Where each changed widget is, and its changed parts; None where a part is of several widgets.

        All of it before anything is drawn: a widget that asks where it is may have the map made anew.
        """
        found: dict[Widget, tuple[Region, list[Region]]] = {}
        screen = self.size.region
        for changed in self._dirty_regions:
            if part := changed.intersection(screen):
                only = self._only_widget_of(part)
                if only is None:
                    return None
                widget, region = only
                found.setdefault(widget, (region, []))[1].append(part)
        return found

    def _only_widget_of(self, part: Region) -> tuple[Widget, Region] | None:
        for widget, (region, clip) in self.visible_widgets.items():  # the foremost first
            if clip.overlaps(part) and region.overlaps(part):
                return (widget, region) if clip.contains_region(part) and region.contains_region(part) else None
        return None


def _pieces(widget: Widget, region: Region, changed: Sequence[Region]) -> Iterator[tuple[int, int, Strip]]:
    for part in changed:
        strips = widget.render_lines(part.translate(-region.offset))
        yield from ((part.x, y, strip) for y, strip in zip(part.line_range, strips, strict=True))


class DrawnByLines(Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen that is drawn so."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._compositor = WholeLines()
