"""Lines that both pages of a host's layout have: why nothing is known, and whose rows are doubted."""

from collections.abc import Iterator

from xentui.console.guest.paper import Paper
from xentui.console.layout.view import LayoutView
from xentui_driver.model.layout import HostLayout
from xentui_widgets.lines import Line


def standing_lines(view: LayoutView, paper: Paper) -> Iterator[Line]:
    """That it is being read for the first time, or why it can't be."""
    yield from paper.standing(view.read)


def doubt_lines(view: LayoutView, layout: HostLayout, paper: Paper) -> Iterator[Line]:
    for domid in sorted(layout.doubtful):
        yield from paper.flagged(f"{view.name_of(domid)} (id {domid}) isn't shown: a guest's name imitates its rows.")
