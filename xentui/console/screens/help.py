"""The help: the keys of the screen that it was opened from, which can be searched."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input

from xentui.console.commands.bindings import as_pressed, pressed
from xentui.console.help_lines import Sections, help_lines
from xentui.console.screens.pages import Page
from xentui.fleet.settings.key_map import KeyMap
from xentui_widgets.filter_line import FilterLine
from xentui_widgets.key_bar import KeyItem
from xentui_widgets.key_roles import KeyRole, role_in_field
from xentui_widgets.symbols import Symbols


@runtime_checkable
class Helped(Protocol):
    """A screen that says what its own keys do."""

    help_title: str
    help_keys: Mapping[str, str]
    """In words, by the ids that its keys stand for."""


@runtime_checkable
class HelpsItself(Protocol):
    """A screen with commands, or with keys that are nowhere else."""

    @property
    def help_sections(self) -> Sections: ...


class HelpPage(Page):
    """The key that opens a filter elsewhere searches here; Escape shows all again, and then goes back."""

    AUTO_FOCUS = ""

    def __init__(self, sections: Sections, symbols: Symbols, keys: KeyMap) -> None:
        items = [KeyItem(keys.shown("filter"), "Search", "search")]
        super().__init__("Help", self._found, symbols, keys, items=items)
        for key in keys.of("filter"):
            # With priority: what is typed behind it must find the field.
            self._bindings.key_to_bindings[as_pressed(key)] = [
                Binding(as_pressed(key), "search", show=False, priority=True)
            ]
        self._searches = pressed(keys, "filter")
        self._sections = sections
        self._search = FilterLine(example="kill", symbols=symbols)

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield self._search

    def role_of(self, key: events.Key) -> KeyRole:
        if self.takes_text:
            return role_in_field(key)
        return KeyRole.FREE if key.key in self._searches else super().role_of(key)

    @property
    def escape_does(self) -> str:
        return "Show all" if self.takes_text or self._search.text else super().escape_does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "search" or not self.takes_text

    @on(FilterLine.Changed)
    def find(self, event: FilterLine.Changed) -> None:
        event.stop()
        self.show_again()
        self.action_top()

    @on(Input.Submitted)
    def keep_found(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._search.text:
            self._search.close()  # what is found has its words in view
        self.set_focus(None)

    def action_search(self) -> None:
        self._search.open()

    def action_leave(self) -> None:
        if self._search.text or self.takes_text:
            self._search.clear()
            self.set_focus(None)
        else:
            super().action_leave()

    def _found(self, width: int) -> list[Content]:
        return help_lines(self._sections, self._search.text, width, self._symbols)
