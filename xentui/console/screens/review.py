"""A page that shows a change before it counts, with what the host says of it, and asks what to do."""

import asyncio
from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from xentui.console.commands.bindings import moves_of
from xentui.fleet.settings.key_map import KeyMap
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.choice_bar import Choice, ChoiceBar
from xentui_widgets.key_roles import IDLE, KeyRole, role_of_bound
from xentui_widgets.lines import Span
from xentui_widgets.moves import Moves
from xentui_widgets.scroll_bar import use_plain_scroll_bar
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import PageTitle, Part, TitleLine

_MOVES = ("scroll(-1)", "scroll(1)", "top", "bottom", "page(-1)", "page(1)")
_ALWAYS = Moves(("up",), ("down",), ("home",), ("end",), ("pageup",), ("pagedown",))
LEFT = "left"
"""What Escape answers."""
TOO_SMALL = "enlarge window"
"""Where not even a line of the change finds room."""
_NOTHING = (Content(""),)

Lines = Sequence[Content]


class Review(ModalScreen[None], AnsweredOnce[None]):
    """Opened at once, so that no key typed ahead reaches the main screen; what it shows and asks comes later."""

    DEFAULT_CSS = """
    Review {
        &:ansi { background: $background; }
        & .status { height: auto; max-height: 50%; padding: 0 1; }
        & VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; padding: 0 1; }
        & VerticalScroll > Static { height: auto; }
        & ChoiceBar { margin: 1 0 0 0; }
    }
    """

    def __init__(
        self, title: str, about: str, status: str, symbols: Symbols, keys: KeyMap, *, left_early: Callable[[], None]
    ) -> None:
        """`about` is what the text below belongs to: a file's path.

        The arrows and the pages scroll whatever the operator's keys are; letters do where they choose nothing.

        `left_early` is called for Escape while there is nothing to choose yet: what is waited for may hang.
        """
        super().__init__()
        moves = moves_of(keys)
        leave = Binding("escape,f10", "leave", show=False)
        self._bindings = BindingsMap([leave, *_ALWAYS.bindings(*_MOVES), *moves.bindings(*_MOVES)])
        self._moves = (IDLE | _ALWAYS.keys | moves.keys) - {"f10"}
        self._left_early = left_early
        self._symbols = symbols
        self._name_shown = title
        self._title_line = PageTitle(title, symbols=symbols)
        self._about_line = TitleLine(about, symbols=symbols)
        self._status = Static(Content(symbols.show(status)), classes="status")
        self._text = Static()
        self._scrolled = VerticalScroll(self._text, can_focus=False)
        self._choices = ChoiceBar((), symbols=symbols)
        self._answer: asyncio.Future[str] | None = None

    def compose(self) -> ComposeResult:
        yield self._title_line
        yield self._status
        yield self._about_line
        yield self._scrolled
        yield self._choices

    def role_of(self, key: events.Key) -> KeyRole:
        if key.key in self._moves and not self._choices.has_key(key.key):
            return KeyRole.FREE
        if key.key in ("escape", "f10"):
            return KeyRole.ANSWER
        return KeyRole.ALONE if self._choices.has_key(key.key) else role_of_bound(key, self._bindings)

    def begins(self, key: events.Key) -> bool:
        """A choice saves, starts or edits."""
        return self._choices.has_key(key.key)

    def on_mount(self) -> None:
        use_plain_scroll_bar(self._scrolled, self._symbols)
        self._choices.focus()

    def show_status(self, lines: Lines) -> None:
        self._status.update(Content("\n").join(lines or _NOTHING))

    def show_text(self, lines: Lines) -> None:
        self._text.update(Content("\n").join(lines or _NOTHING))

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show these choices, also in the place of others that are being thought about."""
        self._choices.show(choices)

    async def chosen(self) -> str:
        """The id of the choice that is made, or LEFT."""
        self._answer = asyncio.get_running_loop().create_future()
        answer = await self._answer
        self.offer(())
        return answer

    def on_resize(self) -> None:
        self._title_line.show(self._name_shown)

    def on_key(self, event: events.Key) -> None:
        """A letter that no choice has taken says so: that of another question's yes is pressed here, too."""
        is_lost = event.is_printable and event.key not in self._moves and not self._choices.has_key(event.key)
        said = f"{self._symbols.show(event.character or event.key)} does nothing here"
        told: tuple[Part, ...] = ((Span(said, "warning"),),) if is_lost and self._is_asking else ()
        self._title_line.show(self._name_shown, *told)

    def on_choice_bar_pressed(self, event: ChoiceBar.Pressed) -> None:
        """The first choice decides nothing, so it needs nothing to be seen."""
        if self._has_room or self._choices.is_free(event.choice_id):
            self._settle(event.choice_id)
        else:
            self._title_line.show(TOO_SMALL)

    @property
    def _has_room(self) -> bool:
        """True where the change can be read, and all that can be done with it."""
        is_below = self._choices.region.bottom > self.size.height
        return self._choices.is_whole and not is_below and self._scrolled.size.height > 0

    def action_leave(self) -> None:
        if self._is_asking:
            self._settle(LEFT)
        else:
            self._left_early()

    def action_scroll(self, lines: int) -> None:
        self._scrolled.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        self._scrolled.scroll_relative(y=pages * max(1, self._scrolled.size.height - 1), animate=False)

    def action_top(self) -> None:
        self._scrolled.scroll_home(animate=False)

    def action_bottom(self) -> None:
        self._scrolled.scroll_end(animate=False)

    def _settle(self, answer: str) -> None:
        if self._answer is not None and self._is_asking:
            self._answer.set_result(answer)

    @property
    def _is_asking(self) -> bool:
        return self._answer is not None and not self._answer.done()
