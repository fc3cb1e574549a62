"""The lens on the memory of guests: their sizes typed or moved with the arrow keys, and what the host has left."""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from textual import events
from textual.binding import Binding, BindingType

from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Known, Question
from xentui_driver.jobs.actions import Request
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainMemory
from xentui_widgets.key_roles import KeyRole
from xentui_widgets.symbols import Symbols

_LARGE_STEP = 4
_WIDTH, _AROUND, _LEAST_ROOM = 76, 6, 34
"""Cells of the frame, those around its text, and what is there on the smallest screen."""
UNITS = "A number alone is MiB; 2g works too."
_HINT = f"{UNITS} Left Right change it, PgUp PgDn by more. Enter continue, Esc cancel"
_HINT_SEVERAL = f"Up Down choose the guest. {_HINT}"


class Sizing(Protocol):
    """What is chosen, as far as the screen has to do with it."""

    @property
    def are_several(self) -> bool: ...

    @property
    def text(self) -> str: ...

    @property
    def requests(self) -> tuple[Request, ...]: ...

    @property
    def change(self) -> tuple[str, ...]: ...

    def know(self, memories: Sequence[DomainMemory]) -> None: ...

    def choose(self, step: int) -> None: ...

    def parse(self, text: str) -> int: ...

    def clear(self) -> None: ...

    def meaning(self, kib: int) -> Meaning: ...

    def moved(self, steps: int) -> str | None: ...

    def picture(self, room: int) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class KnownSizes:
    """The figures of all guests, in their order."""

    memories: tuple[DomainMemory, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sizes of several guests."""

    requests: tuple[Request, ...]
    change: tuple[str, ...]
    """From what to what."""


class MemoryLens(Question[Any]):
    """Returns the size of a single guest, `Chosen` of several, or the answer of a way out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False, priority=True),
        Binding("right", "move(1)", show=False, priority=True),
        Binding("shift+left,pagedown", f"move(-{_LARGE_STEP})", show=False, priority=True),
        Binding("shift+right,pageup", f"move({_LARGE_STEP})", show=False, priority=True),
        Binding("up", "choose(-1)", show=False, priority=True),
        Binding("down", "choose(1)", show=False, priority=True),
    ]

    def __init__(self, title: str, sizes: Sizing, symbols: Symbols) -> None:
        super().__init__(
            title,
            sizes.picture(_LEAST_ROOM),
            "New target (MiB):",
            parse=sizes.parse,
            meaning=sizes.meaning,
            symbols=symbols,
            example="2g, 512m, +4g, -2g, or 50% of the target",
            hint=_HINT_SEVERAL if sizes.are_several else _HINT,
        )
        self._sizes = sizes

    def role_of(self, key: events.Key) -> KeyRole:
        """Keys that move a size may come in one burst: a key that is held down."""
        return KeyRole.FREE if key.key in ("left", "right", "up", "down") else super().role_of(key)

    def on_resize(self) -> None:
        super().on_resize()
        self._draw()

    def learn(self, known: Known[Any] | KnownSizes) -> None:
        if isinstance(known, KnownSizes):
            self._sizes.know(known.memories)
            known = Known()
        super().learn(known)
        self._draw()

    def _typed(self, text: str) -> None:
        if not text:
            self._sizes.clear()
        super()._typed(text)
        self._draw()

    def _entered(self, text: str) -> None:
        """Of several guests those without a text stay as they are."""
        if not self._sizes.are_several:
            super()._entered(text)
        elif (not text or self._say(text) is not None) and self._sizes.requests:
            self._answer_with(Chosen(self._sizes.requests, self._sizes.change))

    def action_move(self, steps: int) -> None:
        """Make the size of the chosen guest larger or smaller."""
        text = self._sizes.moved(steps)
        if text is not None:
            self._input.value = text
            self._input.cursor_position = len(text)

    def action_choose(self, step: int) -> None:
        """Go to another guest; for a single one the keys scroll what is asked."""
        if not self._sizes.are_several:
            self.action_scroll(step)
            return
        self._sizes.choose(step)
        text = self._sizes.text
        self._input.value = text
        self._input.cursor_position = len(text)
        self._draw()

    def _draw(self) -> None:
        self._body.update(self._content(self._sizes.picture(min(_WIDTH, self.app.size.width) - _AROUND)))
