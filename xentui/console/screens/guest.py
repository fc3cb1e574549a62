"""The screen of one guest: its tabs, and every key that does something with a guest."""

from collections.abc import Callable, Sequence
from typing import cast

from textual import events, on
from textual.app import ComposeResult
from textual.screen import ModalScreen

from xentui.console.choice import Choice
from xentui.console.commands.bindings import begun_by, pressed
from xentui.console.commands.command import Command
from xentui.console.commands.key_items import key_items
from xentui.console.doing import doing_of
from xentui.console.guest.help import guest_help
from xentui.console.guest.keys import bindings_on_guest_screen, shown_of, turns_of
from xentui.console.guest.opened import OpenedGuest
from xentui.console.guest.panes import HistoryPane, JobsPane, Look, Pane
from xentui.console.guest.tabs import TABS, Source, Tab, TabId
from xentui.console.guest.view import Described, GuestView
from xentui.console.help_lines import Sections
from xentui.console.screens.host_history import history_keys
from xentui.fleet.needs import asks_why
from xentui_driver.model.job import JobKey, Verdict
from xentui_widgets import states
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.instance_columns import display_name
from xentui_widgets.job_looks import moment_words
from xentui_widgets.job_table import JobTable
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import KeyRole, role_of_bound
from xentui_widgets.lines import Line, Span
from xentui_widgets.tab_line import TabLine, TabName
from xentui_widgets.title_line import PageTitle
from xentui_widgets.units import age_words


class GuestScreen(ModalScreen[None], AnsweredOnce[None]):
    """Escape goes back, and so does the key that quits."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    GuestScreen {
        background: $background;
    }
    """

    def __init__(
        self,
        opened: OpenedGuest,
        look: Look,
        commands: Sequence[Command],
        *,
        tab: TabId,
        write_back: Callable[[GuestView, Described], None],
        open_job: Callable[[JobKey], object],
        poll: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:
        """`commands` are those that can be done with one guest.

        `poll` asks its host again; `say` tells the operator something once.
        """
        super().__init__()
        keys, symbols = look.keys, look.symbols
        self._bindings = bindings_on_guest_screen(commands, keys)
        self._ahead = look.moves.keys | turns_of(keys).keys() | pressed(keys, "zoom_in", "zoom_out")
        self._leaves = pressed(keys, "quit") | {"escape"}
        self._begins = begun_by(commands, keys)
        self._look = look
        self._write_back, self._open_job, self._poll, self._say = write_back, open_job, poll, say
        self.opened = opened
        self.own_commands = tuple(commands)
        self._at = next(index for index, each in enumerate(TABS) if each.id is tab)
        self._view = opened.view()
        shown = shown_of(keys)
        names = [TabName(each.title, each.short, shown.get(index, "")) for index, each in enumerate(TABS)]
        self.title_line = PageTitle(symbols=symbols)
        self.tab_line = TabLine(names, symbols=symbols)
        self.panes = tuple(each.pane(look) for each in TABS)
        self.key_bar = KeyBar(most=2, symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.tab_line
        yield from self.panes
        yield self.key_bar

    @property
    def own_choice(self) -> Choice:
        """The guest, whatever is chosen in the table."""
        return self.opened.choice

    @property
    def help_sections(self) -> Sections:
        return guest_help(self._look.keys, self.own_commands)

    def role_of(self, key: events.Key) -> KeyRole:
        if key.key in self._ahead:
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key in self._leaves else role_of_bound(key, self._bindings)

    def begins(self, key: events.Key) -> bool:
        return key.key in self._begins

    def on_mount(self) -> None:
        self._turn(self._at)

    def on_resize(self) -> None:
        self.show_again()

    def on_screen_resume(self) -> None:
        self.show_again()

    def show_again(self) -> None:
        """Show the guest as it is now."""
        if self.is_mounted:
            self._show()

    def _show(self) -> None:
        self._view = self.opened.view(self._tab.source)
        self.title_line.show(*self._title(), right=self._reading_words())
        self._pane.show_guest(self._view)
        others = [each for each in self.own_commands if each.id != self._tab.command]
        choice = self.own_choice
        shown = key_items(others, self._look.keys, choice.can_run, choice.label_of, asks_why=self._asks_why)
        self.key_bar.show([*self._own_keys(), *shown])

    @property
    def tab(self) -> TabId:
        """The one that is shown."""
        return self._tab.id

    def turn_to(self, tab: TabId) -> None:
        self._turn(next(index for index, each in enumerate(TABS) if each.id is tab))

    def action_turn(self, step: int) -> None:
        self._turn((self._at + step) % len(TABS))

    def action_sideways(self, step: int) -> None:
        """In time, where that is what runs from left to right; else to another tab."""
        if isinstance(self._pane, HistoryPane):
            self._pane.move(step)
        else:
            self.action_turn(step)

    def action_zoom(self, step: int) -> None:
        if isinstance(self._pane, HistoryPane) and (words := self._pane.zoom(step)):
            self._say(words)

    def action_turn_to(self, index: int) -> None:
        self._turn(index)

    def action_move(self, move: str) -> None:
        getattr(self._pane, f"action_{move}")()

    def action_leave(self) -> None:
        self.dismiss()

    def action_open(self) -> None:
        pane = self._pane
        if isinstance(pane, JobsPane) and (job := pane.current_job) is not None:
            self._open_job(job.key)

    def action_read_again(self) -> None:
        self._poll()
        self.opened.read_again(self._tab.source)
        self.show_again()

    def action_write_back(self) -> None:
        self.show_again()  # what it was a second ago doesn't count
        if (described := self._writable) is not None:
            self._write_back(self._view, described)

    @on(JobTable.Chosen)
    def open_chosen(self) -> None:
        self.action_open()

    @on(TabLine.Pressed)
    def turn_to_pressed(self, event: TabLine.Pressed) -> None:
        self._turn(event.index)

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        await self.run_action(event.action_id)

    @property
    def _pane(self) -> Pane:
        return cast(Pane, self.panes[self._at])

    @property
    def _tab(self) -> Tab:
        return TABS[self._at]

    @property
    def _writable(self) -> Described | None:
        """What can be written back now, and is on the screen."""
        known = self._view.described
        if self._tab.id is not TabId.DEFINITION or not self._view.may_change or known.is_under_way or known.error:
            return None
        return known.value if known.value is not None and known.value.written_back is not None else None

    def _turn(self, index: int) -> None:
        self._at = index
        for at, pane in enumerate(self.panes):
            pane.display = at == index
        self.set_focus(self.panes[index])
        self.tab_line.show(index)
        self._show()

    def _title(self) -> Sequence[str | Line]:
        instance = self._view.instance
        host = f" on {instance.host}" if self._look.shows_hosts else ""
        job = self._view.job
        doing = doing_of(job, self._look.now_s()) if job is not None else None
        look = states.changing(doing.words) if doing is not None else states.appearance(instance)
        text = look.text if doing is not None else states.long_text(instance)
        style = look.style if self._view.stale_s is None else "dim"
        state = Span(self._look.symbols.show(text), style) if self._view.is_there else Span("gone", "warning")
        domid = f"id {instance.domid}" if instance.domid is not None and self._view.is_there else ""
        stale = (Span(f"stale {age_words(self._view.stale_s)}", "warning"),) if self._view.stale_s is not None else ()
        return f"{display_name(instance)}{host}", (state,), domid, stale

    def _reading_words(self) -> str:
        if self._tab.source is not Source.DESCRIPTION:
            return ""
        read = self._view.described
        if read.is_under_way:
            return "reading"
        return f"read {moment_words(read.taken_s, self._look.now_s())}" if read.taken_s is not None else ""

    @property
    def _asks_why(self) -> bool:
        last = next(iter(self._view.jobs), None)
        return asks_why(self._view.instance, last if last is not None and last.verdict is Verdict.FAILED else None)

    def _own_keys(self) -> list[KeyItem]:
        key = self._look.keys.shown
        items = [KeyItem("Esc", "Back", "leave", 100)]
        if self._writable is not None:
            items.append(KeyItem(key("write_back"), "Write back", "write_back", 98))
        if self._tab.id is TabId.JOBS and self._view.jobs:
            items.append(KeyItem(key("details"), "Open job", "open", 98))
        if self._tab.id is TabId.HISTORY:
            items += [*history_keys(self._look.keys), KeyItem(key("history"), "Host", "app.history", 94)]
        return items
