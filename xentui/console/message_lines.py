"""Shows what has just happened in a line above the footer, on whatever screen is on top."""

from textual import _time
from textual.app import App
from textual.screen import Screen
from textual.timer import Timer

from xentui.console.message_queue import MessageQueue
from xentui_widgets.event_log import EventLog
from xentui_widgets.key_bar import KeyBar
from xentui_widgets.message_line import Message, MessageLine
from xentui_widgets.read_frame import FEW_LINES, ReadFrame
from xentui_widgets.symbols import Symbols

MOST, MOST_BY_EVENTS = 4, 2
"""Lines of a message: beside the events it takes theirs and no more."""


class MessageLines:
    """Each screen gets a line when there is something to show on it."""

    def __init__(self, app: App[None], symbols: Symbols) -> None:
        self._app = app
        self._symbols = symbols
        self.are_shown = True
        """False in tests that are about something else: messages come and go by real time."""
        self.queue = MessageQueue()
        self._timer: Timer | None = None

    def say(self, message: Message) -> None:
        """Show it as soon as there is a place for it."""
        self.queue.add(message)
        self.show()

    def key_came(self) -> None:
        """A key is about to be handled: it takes what is shown away."""
        if self.queue.shown is not None:
            self.queue.key_came(_time.get_time())
            self.show()

    def screen_changed(self, screen: object = None) -> None:
        """Another screen is on top."""
        if self.queue.all:
            self.queue.page_changed(_time.get_time())
            self._app.screen.call_after_refresh(self.show)

    def show(self) -> None:
        """Show what is to be shown now, once, on the screen on top."""
        stack = self._app.screen_stack
        if not self.are_shown or not stack or not stack[-1].is_attached:
            return
        now_s = _time.get_time()
        if _has_room(stack[-1]):
            self.queue.advance(now_s)
        else:
            self.queue.hold()
        for screen in stack[:-1]:
            _leave(screen)
        self._show_on(stack[-1])
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if (next_s := self.queue.next_s(now_s)) is not None:
            self._timer = self._app.set_timer(next_s, self.show)

    def _show_on(self, screen: Screen[object]) -> None:
        line = next(iter(screen.query(MessageLine)), None)
        if line is None and self.queue.shown is None:
            return
        if line is None:
            line = MessageLine(most=MOST_BY_EVENTS if screen.query(EventLog) else MOST, symbols=self._symbols)
            footer = next(iter(screen.query(KeyBar)), None)
            line.set_class(footer is None, "-at-the-bottom")
            screen.mount(line, before=footer)
        line.show(self.queue.shown, times=self.queue.times, more=self.queue.more)
        lent = line.lines_wanted(screen.size.width, screen.size.height)
        for events in screen.query(EventLog):  # its oldest lines step aside, and no row of a table moves
            events.give_way(lines=lent)


def _has_room(screen: Screen[object]) -> bool:
    """A question on a small screen needs all of it: the message waits."""
    return screen.app.size.height >= FEW_LINES or not screen.query(ReadFrame)


def _leave(screen: Screen[object]) -> None:
    for line in screen.query(MessageLine):
        line.show(None)
    for events in screen.query(EventLog):
        events.give_way(lines=0)
