"""The tab Console: the last lines that the guest has printed, without attaching to it."""

from collections.abc import Iterator

from xentui.console.guest.paper import Paper
from xentui.console.guest.view import GuestView
from xentui_driver.host.logs.log_lines import lines_of
from xentui_driver.host.logs.log_source import LogKind
from xentui_driver.host.logs.log_text import pieces_of
from xentui_widgets.lines import Line, Span, cut_line
from xentui_widgets.printed_line import drawn

TAIL_BYTES = 16 << 10
"""Read at each poll."""


def console_lines(view: GuestView, paper: Paper) -> Iterator[Line]:
    """The newest last; or why there is none, and how there would be."""
    yield from paper.standing(view.console)
    tail = view.console.value
    if tail is None:
        return
    if not tail.found.is_readable:
        yield from paper.text(tail.found.why_not, "paused")
        if tail.found.next_step:
            yield from paper.advice(tail.found.next_step, indent=3)
    elif not tail.part.content:
        yield from paper.text("The guest has printed nothing yet.", "dim")
    for line in lines_of(tail.part.content, tail.part.offset):
        pieces = pieces_of(LogKind.CONSOLE, line.content)
        yield cut_line((Span(" "), *drawn(pieces, "", paper.symbols)), paper.width, paper.symbols)
