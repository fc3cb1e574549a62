"""What is known of a crash: where its reason may stand, what is lost and how to keep it, and what to do next."""

from collections.abc import Iterator

from xentui.console.guest.paper import Paper
from xentui.console.guest.view import GuestView
from xentui.console.wording import in_keys
from xentui_driver.model.domain import DomainState
from xentui_driver.toolstack.way_out import WAYS
from xentui_widgets.lines import Line


def crash_lines(view: GuestView, paper: Paper) -> Iterator[Line]:
    """Nothing where it hasn't crashed."""
    traces = view.end.value.traces if view.end.value is not None else None
    if traces is None:
        return
    yield from paper.fact("why", in_keys("The likely cause and its evidence (do: why).", paper.keys))
    label = "look at"
    for path, whose in traces.logs:
        yield from paper.fact(label, f"{path}, {whose}")
        label = ""
    yield from paper.fact(label, "`xl dmesg`, what Xen said of it")
    state = view.instance.state
    if state is DomainState.CRASHED:
        yield from paper.fact("", in_keys("Its console (do: console) may still show its last lines.", paper.keys))
    for words in traces.unkept:
        yield from paper.fact("", in_keys(words, paper.keys), "paused")
    if state in (DomainState.CRASHED, DomainState.STOPPED):
        yield from paper.fact("next", in_keys(WAYS[state], paper.keys))
