"""An application whose keys come through the gate, one after the other, before any widget has them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from textual import events
from textual.app import App
from textual.screen import Screen

from xentui.console.keys.key_gate import KeyGate, TakesKeys
from xentui.console.keys.keyboard import Keyboard
from xentui.console.keys.turns import Turns
from xentui.console.terminal.driver import ConsoleDriver, PlainConsoleDriver

Answer = TypeVar("Answer")


class GatedApp(App[None]):
    """All its screens are `TakesKeys`."""

    _typed: Keyboard
    _gate: KeyGate
    _turns: Turns
    _has_refused = False

    @property
    def keyboard(self) -> Keyboard:
        """What has been typed: on the terminal, or by a test that has none."""
        return self._driver.keyboard if isinstance(self._driver, ConsoleDriver) else self._typed

    @property
    def plain_output(self) -> bool:
        """Whether the terminal gets what Textual writes, when it writes it, and nothing of our own."""
        return isinstance(self._driver, PlainConsoleDriver)

    def open_gate(self) -> None:
        """Call it once the application runs."""
        self._typed = Keyboard()
        self._gate = KeyGate(self.keyboard, self._refuse_keys)
        self._turns = Turns()
        self.screen_change_signal.subscribe(self, self._gate.screen_changed, immediate=True)

    def push_unasked(self, screen: Screen[Answer], answered: Callable[[Answer | None], None] | None = None) -> None:
        """Open a screen at a moment that the operator has not chosen, without taking a key that was meant for another.

        Whatever opens when something is over, and not with the key for it, is opened so.
        """
        self.push_screen(screen, answered)
        self.came_by_itself()

    def came_by_itself(self) -> Callable[[], None]:
        """What is on top now, opened or left over, is so without a key: none is taken until it can have been seen.

        Call what it returns as soon as it turns out that the operator has brought it about.
        """
        until_s = self._gate.shut()
        return lambda: self._gate.open(until_s)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._turns.come(event, self.screen, takes_text=self._on_top.takes_text)
        if isinstance(event, events.Key) and not event.is_forwarded:
            if not await self._gate.passes(event, lambda: self._on_top):
                return
            if self._has_refused:
                self._has_refused = False
                self.show_refused_keys(False)
            self.key_came()
        elif isinstance(event, events.Paste | events.MouseDown) and not self._hears(event):
            return
        await super().on_event(event)
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._draw_answer()

    def _draw_answer(self) -> None:
        """Draw at once what the key itself has changed: what follows from that comes with the next frame."""
        with self._answering_key():
            self.draw_changes()

    def draw_changes(self) -> None:
        """Draw at once what has changed on the screen on top, where no layout is to be made for it.

        Textual's own frames begin with a message to each widget that has changed, and another one from it, and a timer.
        Keys and states that wait already are drawn together; with a layout that waits, or what is to come after one,
        Textual draws: the map of the screen, made anew by this, would leave nothing to do for the layout itself.
        """
        stack = self.screen_stack
        if not stack or self._batch_count or self.plain_output or not self._message_queue.empty():
            return  # without a screen the console leaves
        screen = stack[-1]
        if not screen._message_queue.empty() or screen._callbacks:
            return
        changed = [each for each in screen._compositor.visible_widgets if each._repaint_required]
        if not changed or any(each._layout_required for each in changed):
            return
        for widget in changed:
            widget._repaint_required = False
            screen._scroll_required |= widget._scroll_required
            widget._scroll_required = False
        screen._dirty_widgets.update(changed)
        screen._on_timer_update()

    @contextmanager
    def _answering_key(self) -> Iterator[None]:
        """On a slow line what is drawn now comes first."""
        driver = self._driver
        if not isinstance(driver, ConsoleDriver):
            yield
            return
        driver.answers_key = True
        try:
            yield
        finally:
            driver.answers_key = False

    def led_nowhere(self) -> None:
        """The last key has opened nothing: what is typed on at once is text, and acts on nothing."""
        self._gate.led_nowhere()

    def _hears(self, event: events.Paste | events.MouseDown) -> bool:
        if event.time < self._gate.heard_from_s:
            return False
        return isinstance(event, events.MouseDown) or event.is_forwarded or self._takes(event)

    def _takes(self, pasted: events.Paste) -> bool:
        """Whether a field takes the text: it has one line, and Textual would drop all others without a word."""
        if not self._on_top.takes_text:
            self._gate.text_came(self._on_top)
            return False
        lines = pasted.text.strip("\r\n").splitlines()
        if len(lines) > 1:
            self.show_refused_lines(len(lines))
            return False
        pasted.text = "".join(lines)
        return True

    def key_came(self) -> None:
        """A key was taken, and is about to be handled."""

    def show_refused_keys(self, is_refused: bool) -> None:
        """Say that typed text was refused; False as soon as a key is taken again."""
        raise NotImplementedError

    def show_refused_lines(self, count: int) -> None:
        """Say that a text of so many lines was pasted into a field and refused."""
        raise NotImplementedError

    def _refuse_keys(self) -> None:
        if not self._has_refused:
            self._has_refused = True
            self.show_refused_keys(True)

    @property
    def _on_top(self) -> TakesKeys:
        return cast("TakesKeys", self.screen)
