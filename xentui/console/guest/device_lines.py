"""The tab Disks and networks: each in a line, as it is attached now and as the next start attaches it."""

from collections.abc import Iterator, Sequence

from xentui.console.guest.device_rates import disk_rate_words, network_rate_words
from xentui.console.guest.paper import Paper
from xentui.console.guest.view import GuestView
from xentui_driver.definitions.guest_facts import NONE, FactKind
from xentui_driver.definitions.xl_config import vdev
from xentui_driver.host.describe import Fact
from xentui_driver.model.rates import DeviceRates
from xentui_widgets.instance_columns import definition_of
from xentui_widgets.lines import Line, Span, fit
from xentui_widgets.wrapping import hanging

_HEADINGS = {FactKind.DISK: "Disks", FactKind.INTERFACE: "Networks"}
_LABEL_CELLS = 12


def device_lines(view: GuestView, paper: Paper) -> Iterator[Line]:
    """What the file says is there at once; how it runs, when that was read."""
    for words in view.notices:
        yield from paper.flagged(words)
    yield from paper.standing(view.described)
    described = view.described.value
    if described is None:
        yield from _as_written(view, paper)
        return
    for problem in described.description.problems:
        yield from paper.flagged(problem)
    for kind, heading in _HEADINGS.items():
        yield from paper.heading(heading)
        yield from _devices([each for each in described.description.facts if each.kind is kind], view.devices, paper)


def _as_written(view: GuestView, paper: Paper) -> Iterator[Line]:
    definition = definition_of(view.instance)
    for heading, written in (("Disks", definition.disks), ("Networks", definition.networks)):
        yield from paper.heading(f"{heading} in the file")
        for each in written or ("none",):
            yield from paper.text(each, indent=3)


def _devices(facts: Sequence[Fact], rates: DeviceRates, paper: Paper) -> Iterator[Line]:
    if not facts:
        yield from paper.text("none", "dim", indent=3)
    for fact in facts:
        yield from _device(fact, paper)
        if words := _rate_words(fact, rates):
            yield from _line("", "", words, paper, "dim")


def _rate_words(fact: Fact, rates: DeviceRates) -> str:
    """What passes through a device now; empty where it isn't attached or nothing counts it."""
    _, _, name = fact.label.partition(" ")
    if fact.kind is FactKind.INTERFACE:
        return network_rate_words(rates.networks[name]) if name in rates.networks else ""
    number = str(vdev.number_of(name))
    return disk_rate_words(rates.disks[number]) if number in rates.disks else ""


def _device(fact: Fact, paper: Paper) -> Iterator[Line]:
    if fact.running == fact.file or fact.running is None or fact.file is None:
        yield from _line("", fact.label, fact.running or fact.file or NONE, paper)
    elif fact.file == NONE:
        yield from _line(paper.symbols.flag, fact.label, f"{fact.running} (not in the definition)", paper)
    elif fact.running == NONE:
        yield from _line(paper.symbols.flag, fact.label, f"{fact.file} (from the next start)", paper)
    else:
        yield from _line(paper.symbols.flag, fact.label, f"{fact.running} (now)", paper)
        yield from _line("", "", f"{fact.file} (from the next start)", paper)


def _line(sign: str, label: str, text: str, paper: Paper, style: str = "") -> Iterator[Line]:
    style = "paused" if sign else style
    shown = fit(paper.symbols.show(label), _LABEL_CELLS, paper.symbols.ellipsis)
    head: Line = (Span(f" {sign:<1} ", "warning"), Span(f"{shown} ", "dim"))
    return hanging(head, text, paper.width, paper.symbols, indent=3 + _LABEL_CELLS + 1, style=style)
