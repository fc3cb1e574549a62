"""The page that puts a guest as it runs beside its definition."""

from collections.abc import Callable, Iterator
from types import MappingProxyType

from textual.content import Content

from xentui.console.screens.pages import Page
from xentui.console.wording import in_keys
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.host.describe import Description, Fact
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import XenError
from xentui_widgets.comparison import ComparedRow, comparison
from xentui_widgets.diff import Difference
from xentui_widgets.symbols import Symbols
from xentui_widgets.units import plural

LOST = "lost at next start"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read."""

    description: Description
    written_back: Difference | None = None
    """What writing back would change in the definition's text; None when there is nothing to write back."""


class DescribePage(Page):
    """Reads when it is opened and at the key that refreshes; another one writes back."""

    help_keys = MappingProxyType(
        {
            "write_back": "write what would be lost to the definition (asks first)",
            "refresh": "read again",
            **Page.help_keys,
        }
    )

    def __init__(
        self,
        name: str,
        symbols: Symbols,
        keys: KeyMap,
        *,
        read: Callable[[], None],
        write_back: Callable[[Looked], None],
    ) -> None:
        """`read` begins to read and calls `show` later; `write_back` asks and does it."""
        actions = {"write_back": "write_back", "refresh": "read_again"}
        super().__init__(f"Describe {name}", self._describe, symbols, keys, actions)
        self._symbols = symbols
        self._keys = keys
        self._read = read
        self._write_back = write_back
        self._looked: Looked | XenError | None = None

    def on_mount(self) -> None:
        self._read()

    def show(self, looked: Looked | XenError | None) -> None:
        """Show what was found, or why nothing was; None while it is being read."""
        self._looked = looked
        self.show_again()

    def action_write_back(self) -> None:
        if isinstance(self._looked, Looked) and self._looked.written_back is not None:
            self._write_back(self._looked)

    def action_read_again(self) -> None:
        self._read()

    def _describe(self, width: int) -> list[Content]:
        if self._looked is None:
            return [Content.styled(self._symbols.show("~ reading"), "ansi_magenta")]
        if isinstance(self._looked, XenError):
            return error_lines(self._looked, self._symbols, self._keys)
        return list(description_lines(self._looked, width, self._symbols, self._keys))


def error_lines(error: XenError, symbols: Symbols, keys: KeyMap) -> list[Content]:
    """What happened, the tool's words, and what to do."""
    words = [line for line in (*error.more_lines, error.state_now, in_keys(error.next_step, keys)) if line]
    first = Content.styled(symbols.show(f"X {error.summary}"), "bold ansi_red")
    told = (Content(symbols.show(f"  {line}")) for line in words)
    return [first, *told, Content(""), Content(symbols.show(f"{keys.shown('refresh')} reads again"))]


def description_lines(looked: Looked, width: int, symbols: Symbols, keys: KeyMap) -> Iterator[Content]:
    """Everything about one instance; what would be lost comes first, in a sentence."""
    description = looked.description
    instance = description.instance
    yield from _verdict(looked, symbols, keys)
    yield Content("")
    if instance.definition is not None:
        yield _labelled("definition", instance.definition.path, symbols)
    yield _labelled("autostart", description.autostart or "no: it isn't started with the host", symbols)
    yield Content("")
    rows = [ComparedRow(f.label, f.running, f.file, LOST if f.will_be_lost else "") for f in description.facts]
    yield from comparison(("RUNNING", "DEFINITION"), rows, width, symbols)
    notes = (*description.warnings, *description.problems)
    if notes:
        yield Content("")
    for problem in notes:
        yield Content.styled(symbols.show(f"{symbols.flag} {problem}"), "bold ansi_yellow")


def _verdict(looked: Looked, symbols: Symbols, keys: KeyMap) -> Iterator[Content]:
    description = looked.description
    instance = description.instance
    lost = sum(1 for fact in description.facts if fact.will_be_lost)
    if instance.state is DomainState.MOVED:
        yield _flagged(f"It has {instance.state_words}; its definition is left here.", symbols)
    elif instance.domain is None:
        yield Content("It isn't running: its definition is all there is of it.")
    elif instance.definition is None:
        yield _flagged("It has no definition: once it stops, nothing here can start it again.", symbols)
    elif lost:
        yield _flagged(f"{plural(lost, 'setting')} of the running guest will be lost at its next start.", symbols)
        yield _keys(looked, symbols, keys)
    elif not (description.problems or description.warnings) and _compared(description.facts):
        yield Content.styled("* It runs as its definition says.", "ansi_green")


def _keys(looked: Looked, symbols: Symbols, keys: KeyMap) -> Content:
    if looked.written_back is None:
        words = in_keys("That can't be written back by a key; edit (do: edit) changes the definition.", keys)
        return Content(symbols.show(f"  {words}"))
    return Content.assemble(
        "  ",
        (symbols.show(keys.shown("write_back")), "bold ansi_cyan"),
        " writes that back to the definition, after a question",
    )


def _compared(facts: tuple[Fact, ...]) -> bool:
    return any(fact.running is not None and fact.file is not None for fact in facts)


def _flagged(text: str, symbols: Symbols) -> Content:
    return Content.styled(symbols.show(f"{symbols.flag} {text}"), "bold ansi_yellow")


def _labelled(label: str, text: str, symbols: Symbols) -> Content:
    return Content.assemble((f"  {label:<16}", "dim"), symbols.show(text))
