"""Follows guests on the way to their memory targets; it changes nothing, and what it follows goes on without it."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.job import Job
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.key_roles import KeyRole
from xentui_widgets.read_frame import ReadFrame
from xentui_widgets.symbols import Symbols

LOOK_EVERY_S = 0.5
_AROUND = 6
"""Cells of the frame beside its text."""
_MARK_CELLS = 2


@dataclass(frozen=True, slots=True)
class Followed:
    """One guest on its way."""

    job: Job
    picture: str
    """It in one line: its name, figures, a bar."""
    words: str
    style: str = ""
    can_be_set_back: bool = False


class MemoryFollower(ModalScreen[None], AnsweredOnce[None]):
    """Escape leaves it; the key that sets back a job sets back that of the chosen guest."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,n", "leave", show=False),
        Binding("up", "choose(-1)", show=False),
        Binding("down", "choose(1)", show=False),
    ]
    DEFAULT_CSS = """
    MemoryFollower {
        align: center middle;
        & Static { height: auto; }
    }
    """

    def __init__(
        self,
        title: str,
        look: Callable[[int], Sequence[Followed]],
        symbols: Symbols,
        keys: KeyMap,
        *,
        set_back: Callable[[Job], None],
    ) -> None:
        """`look` says how all of them stand now, in so many cells."""
        super().__init__()
        self._look, self._symbols, self._keys, self._set_back = look, symbols, keys, set_back
        self._at = 0
        self._found: Sequence[Followed] = ()
        self._frame = ReadFrame(title, symbols=symbols)
        self._text = Static("", markup=False)
        for key in keys.of("job_set_back"):
            self._bindings.bind(key, "set_back", show=False)

    def compose(self) -> ComposeResult:
        with self._frame:
            yield self._text

    def on_mount(self) -> None:
        self.set_interval(LOOK_EVERY_S, self.look_again)
        self.look_again()

    def on_resize(self) -> None:
        self.look_again()

    def role_of(self, key: events.Key) -> KeyRole:
        if key.key in ("up", "down"):
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key == "escape" else KeyRole.ALONE

    def look_again(self) -> None:
        """Draw them as they stand now."""
        self._found = self._look(min(76, self.app.size.width) - _AROUND - _MARK_CELLS)
        self._at = min(self._at, max(0, len(self._found) - 1))
        lines: list[Content] = []
        for place, each in enumerate(self._found):
            is_chosen = len(self._found) > 1 and place == self._at
            mark = self._symbols.cursor if is_chosen else " "
            lines.append(Content(self._symbols.show(f"{mark} {each.picture}")))
            lines.append(Content.styled(self._symbols.show(f"  {each.words}"), each.style))
        lines += [Content(""), Content.styled(self._symbols.show(self._hint), "dim")]
        self._text.update(Content("\n").join(lines))

    def action_choose(self, step: int) -> None:
        if self._found:
            self._at = (self._at + step) % len(self._found)
            self.look_again()

    def action_set_back(self) -> None:
        """Ask about it, in place of this screen."""
        if self._found and self._found[self._at].can_be_set_back:
            self.dismiss()
            self._set_back(self._found[self._at].job)

    def action_leave(self) -> None:
        self.dismiss()

    @property
    def _hint(self) -> str:
        leaves = "Esc leaves; the jobs go on"
        if all(each.job.is_over for each in self._found):
            leaves = "Esc leaves"
        if not self._found or not self._found[self._at].can_be_set_back:
            return leaves
        return f"{leaves}. {self._keys.shown('job_set_back')} sets it back"
