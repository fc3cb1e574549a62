"""Which message the operator sees now: the gravest first, each for a while or until a key, equal ones once.

An answer to what the operator has just done doesn't wait: it is shown at once, in place of an earlier one and of any
other message, and goes with the page that it was given on.
"""

from collections.abc import Mapping

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.severity import Severity
from xentui_widgets.message_line import Message

SEEN_S = 0.7
"""A key that follows a message so soon was on its way before it: the message stays."""
SHOWN_S = 6.0
SHOWN_BEFORE_OTHERS_S = 3.0
"""For so long while others wait."""
MOST_WAITING = 20
_GRAVITY: Mapping[Severity, int] = {"information": 0, "success": 0, "warning": 1, "error": 2}
_ERRORS_FACTOR = 2.0


@dataclass(slots=True)
class _Entry:
    message: Message
    times: int = 1

    @property
    def gravity(self) -> int:
        return _GRAVITY[self.message.severity]


class MessageQueue:
    """Times are seconds of any clock that only goes forward; a message's time begins when it is shown."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._shown: _Entry | None = None
        self._shown_s = 0.0
        self._has_gone_on = False
        """A key has come since the answer that is shown."""

    @property
    def shown(self) -> Message | None:
        return self._shown.message if self._shown is not None else None

    @property
    def all(self) -> tuple[Message, ...]:
        """What is shown, and what waits."""
        return tuple(entry.message for entry in (self._shown, *self._entries) if entry is not None)

    @property
    def times(self) -> int:
        """How often the message that is shown has come."""
        return self._shown.times if self._shown is not None else 0

    @property
    def more(self) -> int:
        """How many others wait."""
        return len(self._entries)

    def add(self, message: Message) -> None:
        """One more; where too many wait, the oldest of the least grave is dropped."""
        for entry in (self._shown, *self._entries):
            if entry is not None and entry.message == message:
                entry.times += 1
                self._has_gone_on = False
                return
        if message.is_answer:
            self._drop_answers()
        self._entries.append(_Entry(message))
        if len(self._entries) > MOST_WAITING:
            self._entries.remove(min(self._entries, key=lambda entry: entry.gravity))

    def key_came(self, now_s: float) -> None:
        """The operator has gone on: what could be seen is gone."""
        self._has_gone_on = True
        if self._could_be_seen(now_s):
            self._shown = None

    def page_changed(self, now_s: float) -> None:
        """Another page is on top; an answer that was given with this very change stays."""
        if self._has_gone_on or self._could_be_seen(now_s):
            self._drop_answers()

    def advance(self, now_s: float) -> None:
        """Go on to what is to be shown now."""
        if self._shown is not None and now_s >= self._ends_s:
            self._shown = None
        if (following := self._following) is None:
            return
        self._entries.remove(following)
        is_kept = not self._could_be_seen(now_s) or self._is_graver_than(following)
        if self._shown is not None and not self._shown.message.is_answer and is_kept:
            self._entries.insert(0, self._shown)
        self._shown, self._shown_s, self._has_gone_on = following, now_s, False

    def hold(self) -> None:
        """There is no place for it now: its time has not begun."""
        self._drop_answers()
        if self._shown is not None:
            self._entries.insert(0, self._shown)
            self._shown = None

    def next_s(self, now_s: float) -> float | None:
        """In how many seconds something else is to be shown; None while nothing is."""
        return max(0.0, self._ends_s - now_s) if self._shown is not None else None

    @property
    def _following(self) -> _Entry | None:
        """What is to take the place of what is shown; None while that stays."""
        answer = next((entry for entry in self._entries if entry.message.is_answer), None)
        gravest = max(self._entries, key=lambda entry: entry.gravity, default=None)
        if answer is not None or self._shown is None or gravest is None:
            return answer or gravest
        return None if self._shown.message.is_answer or self._shown.gravity >= gravest.gravity else gravest

    def _is_graver_than(self, other: _Entry) -> bool:
        return self._shown is not None and self._shown.gravity > other.gravity

    def _could_be_seen(self, now_s: float) -> bool:
        return self._shown is not None and now_s - self._shown_s >= SEEN_S

    def _drop_answers(self) -> None:
        self._entries = [entry for entry in self._entries if not entry.message.is_answer]
        if self._shown is not None and self._shown.message.is_answer:
            self._shown = None

    @property
    def _ends_s(self) -> float:
        assert self._shown is not None, "it is shown"
        usual_s = SHOWN_BEFORE_OTHERS_S if self._entries else SHOWN_S
        return self._shown_s + usual_s * (_ERRORS_FACTOR if self._shown.message.severity == "error" else 1.0)
