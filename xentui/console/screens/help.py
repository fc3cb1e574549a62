"""The help: the keys of the screen that it was opened from, which can be searched."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from xentui.console.commands.bindings import as_pressed, pressed
from xentui.console.help_lines import Sections, help_lines
from xentui.console.screens.pages import Page
from xentui.fleet.settings.key_map import KeyMap
from xentui_widgets.form_field import example_words
from xentui_widgets.key_roles import KeyRole, role_in_field
from xentui_widgets.symbols import Symbols


@runtime_checkable
class Helped(Protocol):
    """A screen that says what its own keys do."""

    help_title: str
    help_keys: Mapping[str, str]
    """In words, by the ids that its keys stand for."""


class HelpPage(Page):
    """The key that opens a filter elsewhere searches here; Escape shows all again, and then goes back."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    HelpPage {
        & #help-search { height: 1; display: none; }
        & #help-search Static { width: auto; padding: 0 0 0 1; }
        & #help-search Input, & #help-search Input:focus {
            width: 1fr; height: 1; border: none; padding: 0; background: $background;
        }
    }
    """

    def __init__(self, sections: Sections, symbols: Symbols, keys: KeyMap) -> None:
        super().__init__("Help", self._found, symbols, keys, hint=f"{keys.shown('filter')} searches, Esc goes back")
        for key in keys.of("filter"):
            # With priority: what is typed behind it must find the field.
            self._bindings.key_to_bindings[as_pressed(key)] = [
                Binding(as_pressed(key), "search", show=False, priority=True)
            ]
        self._searches = pressed(keys, "filter")
        self._sections = sections
        self._symbols = symbols
        self._input = Input(placeholder=example_words("kill"))
        self._input.cursor_blink = False

    def compose(self) -> ComposeResult:
        yield from super().compose()
        with Horizontal(id="help-search"):
            yield Static("/", markup=False)
            yield self._input

    def role_of(self, key: events.Key) -> KeyRole:
        if self.takes_text:
            return role_in_field(key)
        return KeyRole.FREE if key.key in self._searches else super().role_of(key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "search" or not self.takes_text

    @on(Input.Changed)
    def find(self, event: Input.Changed) -> None:
        event.stop()
        self.show_again()
        self.action_top()

    @on(Input.Submitted)
    def keep_found(self, event: Input.Submitted) -> None:
        event.stop()
        self._close_search()

    def action_search(self) -> None:
        self.query_one("#help-search").display = True
        self.set_focus(self._input)

    def action_leave(self) -> None:
        if self._input.value or self.takes_text:
            self._input.value = ""
            self._close_search()
        else:
            super().action_leave()

    def _close_search(self) -> None:
        self.query_one("#help-search").display = bool(self._input.value)
        self.set_focus(None)

    def _found(self, width: int) -> list[Content]:
        return help_lines(self._sections, self._input.value, width, self._symbols)
