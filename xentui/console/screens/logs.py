"""The screen of logs: one at a time, chosen by Tab, followed at its end, searched, copied and saved."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.screen import ModalScreen
from textual.widgets import Input

from xentui.console.commands.bindings import as_pressed, moves_of, pressed
from xentui.console.guest.paper import Paper
from xentui.console.logs.opened import EVERY_S, OpenedLog, OpenedLogs
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.host.logs.log_signs import TROUBLE
from xentui_driver.host.logs.search_log import Wanted, wanted_text
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.filter_line import FilterLine
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import IDLE, KeyRole, role_in_field, role_of_bound
from xentui_widgets.lines import Line, Span
from xentui_widgets.log_view import LogView
from xentui_widgets.symbols import Symbols
from xentui_widgets.tab_line import TabLine, TabName
from xentui_widgets.title_line import PageTitle
from xentui_widgets.units import size_words

_ACTIONS = {
    "quit": "leave",
    "refresh": "read_again",
    "filter": "search",
    "log_follow": "follow",
    "log_next": "find(1)",
    "log_previous": "find(-1)",
    "log_next_error": "find_error(1)",
    "log_previous_error": "find_error(-1)",
    "log_wrap": "wrap",
    "log_copy": "copy",
    "log_save": "save",
    "help": "app.help",
    "command_palette": "app.command_palette",
}
_TURNS = {"tab": "turn(1)", "shift+tab": "turn(-1)", "left": "sideways(-1)", "right": "sideways(1)"}
_MOVES = ("move(-1)", "move(1)", "first", "last", "page(-1)", "page(1)")
_FREE = ("filter", "log_follow", "log_next", "log_previous", "log_next_error", "log_previous_error", "log_wrap")


class LogsAnswers(Protocol):
    """What the screen needs done elsewhere."""

    def copy(self, what: str, text: str) -> None: ...

    def save(self, log: OpenedLog) -> None: ...


class LogsScreen(ModalScreen[None], AnsweredOnce[None]):
    """Escape ends a search, then goes back; every key but those of text has priority, in its order."""

    help_title = "Logs"
    help_keys = MappingProxyType(
        {
            "log_follow": "follow the end, or stop following",
            "filter": "search this log for a text",
            "log_next": "the next line with it",
            "log_previous": "the previous line with it",
            "log_next_error": "the next line that tells of trouble",
            "log_previous_error": "the previous one",
            "log_wrap": "wrap long lines, or cut them; Left and Right move along cut lines",
            "log_copy": "copy the line",
            "log_save": "save what is held of the log to a file",
            "refresh": "read again; Tab shows another log",
            "quit": "back",
        }
    )
    own_actions = MappingProxyType(_ACTIONS)
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    LogsScreen {
        background: $background;
    }
    """

    def __init__(self, opened: OpenedLogs, answers: LogsAnswers, symbols: Symbols, keys: KeyMap) -> None:
        super().__init__()
        moves = moves_of(keys)
        turns = {key: action for key, action in _TURNS.items() if key not in moves.keys | pressed(keys, *_ACTIONS)}
        acting = [("escape", "back"), ("enter", "search_typed"), *turns.items()]
        acting += [(as_pressed(key), action) for id, action in _ACTIONS.items() for key in keys.of(id)]
        bound = [Binding(key, action, show=False, priority=True) for key, action in acting]
        self._bindings = BindingsMap([*bound, *moves.bindings(*_MOVES, priority=True)])
        self._ahead = moves.keys | turns.keys() | pressed(keys, *_FREE) | (IDLE - pressed(keys, *_ACTIONS))
        self._has_tab = "tab" in turns
        self._leaves = pressed(keys, "quit") | {"escape"}
        self._opened, self._answers = opened, answers
        self._symbols, self._keys = symbols, keys
        self._title = PageTitle(symbols=symbols)
        self.tab_line = TabLine([TabName(log.title, log.title) for log in opened.logs], symbols=symbols)
        self.view = LogView(symbols=symbols)
        self._search = FilterLine(example="panic", symbols=symbols)
        self._key_bar = KeyBar(symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self.tab_line
        yield self.view
        yield self._search
        yield self._key_bar

    @property
    def is_typing(self) -> bool:
        """True while letters belong to the text that is searched for."""
        return self._search.is_typing

    @property
    def takes_text(self) -> bool:
        return self.is_typing

    def role_of(self, key: events.Key) -> KeyRole:
        if self.is_typing:
            return role_in_field(key)
        if key.key in self._ahead:
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key in self._leaves else role_of_bound(key, self._bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a text is typed, letters are text and not keys."""
        return action in ("back", "search_typed") if self.is_typing else action != "search_typed"

    def on_mount(self) -> None:
        self.view.focus()
        self.set_interval(EVERY_S, self._look)
        self._opened.begin()
        self.show_again()

    def on_resize(self) -> None:
        self.show_again()

    def show_again(self) -> None:
        """Show what is known now."""
        if not self.is_mounted:
            return
        log = self._opened.shown
        self.tab_line.show(self._opened.at)
        self.view.show(self._picture)
        log.reader.read_more()
        self._title.show(self._opened.title, *self._standing(log), right=self._place(log))
        self._key_bar.show(self._key_items(log))

    def action_move(self, lines: int) -> None:
        self._moved(lambda log: log.page.move(lines))

    def action_page(self, pages: int) -> None:
        self._moved(lambda log: log.page.page(pages))

    def action_first(self) -> None:
        log = self._opened.shown
        if log.page.held.has_beginning:
            self._moved(lambda log: log.page.to_first())
        else:
            log.reader.read_beginning()

    def action_last(self) -> None:
        log = self._opened.shown
        log.reader.follows = True
        log.page.to_last()
        if not log.page.held.has_end:
            log.reader.read_end()
        self.show_again()

    def action_sideways(self, steps: int) -> None:
        self._opened.shown.page.move_sideways(steps)
        self.show_again()

    def action_turn(self, step: int) -> None:
        self._opened.turn_to((self._opened.at + step) % len(self._opened.logs))
        self.show_again()

    @on(TabLine.Pressed)
    def turn_to_pressed(self, event: TabLine.Pressed) -> None:
        self._opened.turn_to(event.index)
        self.show_again()

    def action_follow(self) -> None:
        if self._opened.shown.reader.follows:
            self._opened.shown.reader.follows = False
            self.show_again()
        else:
            self.action_last()

    def action_wrap(self) -> None:
        self._opened.wrap()
        self.show_again()

    def action_search(self) -> None:
        self._search.open(self._opened.shown.title)

    def action_search_typed(self) -> None:
        self._search.close()
        self.set_focus(self.view)
        self._opened.needle = self._search.text
        if self._search.text:
            # Once the log has the line of the field again: what is found is brought into view by the room there is.
            wanted = wanted_text(self._search.text)
            self.call_after_refresh(self._find, wanted, backwards=False, from_here=True)
        self.show_again()

    @on(Input.Submitted)
    def search_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_search_typed()

    def action_find(self, step: int) -> None:
        if needle := self._opened.needle:
            self._find(wanted_text(needle), backwards=step < 0)
        else:
            self.action_search()

    def action_find_error(self, step: int) -> None:
        self._find(TROUBLE, backwards=step < 0)

    def action_copy(self) -> None:
        if self._opened.shown.page.line is not None:
            self._answers.copy("Line", self._opened.shown.page.text)

    def action_save(self) -> None:
        if self._opened.shown.page.held.lines:
            self._answers.save(self._opened.shown)

    def action_read_again(self) -> None:
        self._opened.read_again()
        self.show_again()

    def action_back(self) -> None:
        """End what is typed, a search, and the marks of what was found, one after the other."""
        if self.is_typing:
            self._search.close()
            self.set_focus(self.view)
        elif self._opened.shown.reader.stop():
            pass
        elif self._opened.needle:
            self._opened.needle = ""
            self._search.clear()
        else:
            self.dismiss()
        self.show_again()

    def action_leave(self) -> None:
        self._opened.shown.reader.stop()
        self.dismiss()

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        await self.run_action(event.action_id)

    def _look(self) -> None:
        self._opened.look()
        if self._opened.shown.reader.searched_bytes is not None:
            self.show_again()

    def _moved(self, move: Callable[[OpenedLog], None]) -> None:
        log = self._opened.shown
        move(log)
        log.reader.follows = log.reader.follows and log.page.is_at_end
        self.show_again()

    def _find(self, wanted: Wanted, *, backwards: bool, from_here: bool = False) -> None:
        self._opened.shown.reader.search(wanted, backwards=backwards, from_here=from_here)
        self.show_again()

    def _picture(self, width: int, height: int) -> tuple[Line, ...]:
        log = self._opened.shown
        paper = Paper(width, self._symbols, self._keys)
        if log.page.held.lines:
            return log.page.picture(width, height)
        return tuple(self._opened.why_nothing(paper))[:height]

    def _standing(self, log: OpenedLog) -> Sequence[str | Line]:
        reader = log.reader
        if reader.searched_bytes is not None:
            return ((Span(f"searching, at {size_words(reader.searched_bytes)}", "transition"),),)
        follows = "follows" if reader.follows and log.page.held.lines and log.page.held.has_end else ""
        failed: Line = (Span("not read", "error"),) if reader.error is not None else ()
        needle = f"search: {self._opened.needle}" if self._opened.needle else ""
        return follows, failed, reader.note, needle

    def _place(self, log: OpenedLog) -> str:
        held, line = log.page.held, log.page.line
        if line is None:
            return ""
        share = "end" if log.page.is_at_end else f"{100 * line.offset // max(1, held.size_bytes)} %"
        return f"{share} of {size_words(held.size_bytes)}"

    def _key_items(self, log: OpenedLog) -> list[KeyItem]:
        key, reader = self._keys.shown, log.reader
        errors = f"{key('log_next_error')} {key('log_previous_error')}"
        hits = f"{key('log_next')} {key('log_previous')}"
        return [
            *([KeyItem("Tab", "Next log", "turn(1)", 8)] if self._has_tab else []),
            KeyItem(key("log_follow"), "Stop" if reader.follows else "Follow", "follow", 7),
            KeyItem(key("filter"), "Search", "search", 6),
            *([KeyItem(hits, "Hits", "find(1)", 6)] if self._opened.needle else []),
            KeyItem(errors, "Errors", "find_error(-1)", 5),
            KeyItem(key("log_wrap"), "Cut" if log.page.wraps else "Wrap", "wrap", 3),
            KeyItem(key("log_copy"), "Copy", "copy", 2),
            KeyItem(key("log_save"), "Save", "save", 1),
            KeyItem("Esc", "Clear" if self._opened.needle else "Back", "back", 9),
        ]
