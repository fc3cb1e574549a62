"""The tab Definition: what the guest's next start would change, and what is in the file."""

from collections.abc import Iterator, Sequence

from xentui.console.guest.paper import Paper
from xentui.console.guest.view import Described, GuestView
from xentui.console.wording import in_keys
from xentui_driver.host.describe import Fact
from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import Instance
from xentui_widgets.comparison import ComparedRow, comparison
from xentui_widgets.lines import Line, Span
from xentui_widgets.units import plural
from xentui_widgets.wrapping import hanging

CHANGES = "new at next start"
MOST_LINES = 2000


def definition_lines(view: GuestView, paper: Paper) -> Iterator[Line]:
    """What its next start changes comes first, in a sentence."""
    for words in view.notices:
        yield from paper.flagged(words)
    definition = view.instance.definition
    if definition is not None:
        yield from paper.fact("file", definition.path)
    yield from paper.standing(view.described)
    if view.described.value is not None:
        yield from _described(view, view.described.value, paper)


def _described(view: GuestView, described: Described, paper: Paper) -> Iterator[Line]:
    description = described.description
    for note in (*description.warnings, *description.problems):
        yield from paper.flagged(note)
    yield from _verdict(view, described, paper)
    changed = [fact for fact in description.facts if fact.will_be_lost]
    if changed:
        yield ()
        yield from _compared(changed, paper, ("NOW", "FROM ITS NEXT START"))
    if described.text is not None:
        yield from paper.heading("In the file")
        yield from _numbered(described.text, paper)
    if description.facts:
        yield from paper.heading("As it runs, and as xl reads the file")
        yield from _compared(description.facts, paper)


def _verdict(view: GuestView, described: Described, paper: Paper) -> Iterator[Line]:
    description = described.description
    instance, facts = description.instance, description.facts
    changed = sum(1 for fact in facts if fact.will_be_lost)
    if instance.departure is not None and instance.state in (DomainState.MOVED, DomainState.SAVED):
        yield from paper.flagged(f"The guest has {instance.departure.words}; its definition is still here.")
    elif instance.domain is None:
        yield from paper.text("The guest isn't running: there is nothing to compare its definition with.")
    elif instance.is_undecided:
        yield from _choose(instance, paper)
    elif instance.definition is None:
        yield from paper.flagged("The guest has no definition: once it stops, it can't be started here again.")
    elif changed:
        said = f"Its next start changes {plural(changed, 'setting')}: the definition says otherwise."
        yield from paper.flagged(f"{said} A reboot changes none.")
        if view.may_change:
            yield from _keys(described, paper)
    elif not (description.problems or description.warnings) and _are_compared(facts):
        yield from _as_defined(instance, paper)


def _as_defined(instance: Instance, paper: Paper) -> Iterator[Line]:
    if instance.state is DomainState.RUNNING:
        yield from paper.text("* The guest runs as its definition says.", "running")
    else:
        yield from paper.text(f"It is {instance.state_words}. It was built as its definition says.")


def _choose(instance: Instance, paper: Paper) -> Iterator[Line]:
    yield from paper.text(f"{paper.keys.shown('describe')} asks which definition is meant:", "bold")
    for each in instance.rivals:
        yield from paper.text(each.path, indent=3)


def _keys(described: Described, paper: Paper) -> Iterator[Line]:
    if described.written_back is None:
        words = "This can't be written back at a key: edit the definition (do: edit)."
        yield from paper.text(in_keys(words, paper.keys), indent=3)
        return
    key = paper.symbols.show(paper.keys.shown("write_back"))
    head: Line = (Span("   "), Span(key, "accent"))
    words = " writes what it has now to the definition, if that is to stay, after a question"
    yield from hanging(head, words, paper.width, paper.symbols, indent=3 + len(key))


def _are_compared(facts: Sequence[Fact]) -> bool:
    return any(fact.running is not None and fact.file is not None for fact in facts)


def _compared(facts: Sequence[Fact], paper: Paper, heads: tuple[str, str] = ("NOW", "DEFINITION")) -> Iterator[Line]:
    rows = [ComparedRow(f.label, f.running, f.file, CHANGES if f.will_be_lost else "") for f in facts]
    for line in comparison(heads, rows, paper.width - 1, paper.symbols):
        yield (Span(" "), *line)


def _numbered(text: Sequence[str], paper: Paper) -> Iterator[Line]:
    cells = len(str(min(len(text), MOST_LINES)))
    for number, line in enumerate(text[:MOST_LINES], 1):
        head = f" {number:>{cells}}  "
        yield from hanging((Span(head, "dim"),), line.expandtabs(), paper.width, paper.symbols, indent=len(head))
    if len(text) > MOST_LINES:
        yield from paper.text(f"and {plural(len(text) - MOST_LINES, 'more line')}", "dim")
