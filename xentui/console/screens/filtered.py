"""A page of lines that can be filtered by words; the filter is typed below them."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from xentui.console.screens.turning import TurnsTo
from xentui_widgets.filter_line import FilterLine
from xentui_widgets.key_bar import KeyItem
from xentui_widgets.line_table import LineTable

NOTHING_FITS = "No line matches the filter. Esc clears it."
FILTER_HELP = "show only those with all these words, in the line or in its details; !word excludes"
TYPING = {"escape": "back", "enter": "keep_filter"}
"""Keys that mean the same on each such page, beside its own."""

Shown = TypeVar("Shown")


class FilteredPage(TurnsTo):
    """Its keys have priority: in a burst the letters behind the key that opens the filter are text."""

    filter_line: FilterLine
    table: LineTable[Any, Any]

    @property
    def is_typing(self) -> bool:
        """True while letters belong to the filter."""
        return self.filter_line.is_typing

    @property
    def takes_text(self) -> bool:
        return self.is_typing

    @property
    def filter_words(self) -> str:
        """What is said of the filter, nothing where there is none."""
        return f"filter: {self.filter_line.text}" if self.filter_line.text else ""

    @property
    def back_item(self) -> KeyItem:
        """What Escape does now."""
        return KeyItem("Esc", "Clear filter" if self.filter_line.text else "Back", "back", 9)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a filter is typed, letters are text and not keys."""
        return action in TYPING.values() if self.is_typing else action != "keep_filter"

    def show_filtered(self) -> None:
        """Show what the filter lets through, now that the operator has changed it."""
        raise NotImplementedError

    def on_filter_line_changed(self, event: FilterLine.Changed) -> None:
        event.stop()
        self.show_filtered()

    def action_filter(self) -> None:
        self.filter_line.open()

    def action_keep_filter(self) -> None:
        self.filter_line.close()
        self.set_focus(self.table)

    def action_back(self) -> None:
        """Clear the filter first."""
        if self.is_typing or self.filter_line.text:
            self.filter_line.clear()
            self.set_focus(self.table)
        else:
            self.dismiss()

    def action_leave(self) -> None:
        self.dismiss()


def fitting(rows: Iterable[tuple[Shown, str]], typed: str) -> list[Shown]:
    """The rows whose text has all words that were typed, and none of those with a `!` in front of them."""
    words = typed.casefold().split()
    return [row for row, text in rows if _fits(text.casefold(), words)]


def _fits(text: str, words: Sequence[str]) -> bool:
    return all((word[1:] not in text) if word[0] == "!" and word[1:] else word in text for word in words)
