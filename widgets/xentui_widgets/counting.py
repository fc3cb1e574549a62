"""How many guests there are, in which states, and what else is listed: in words."""

from collections import Counter
from collections.abc import Mapping

from xentui_driver.model.domain import DomainRole, DomainState
from xentui_driver.model.instance import Kind, kind_is_guest
from xentui_widgets import states
from xentui_widgets.lines import Line, Span

_CHANGING = ("changing", "transition")
_WORDS = {
    DomainState.RUNNING: ("running", ""),
    DomainState.PAUSED: ("paused", "paused"),
    DomainState.SHUTDOWN: ("shut down", ""),
    DomainState.STARTING: _CHANGING,
    DomainState.REBOOTING: _CHANGING,
    DomainState.SUSPENDED: _CHANGING,
    DomainState.MIGRATING: _CHANGING,
    DomainState.DYING: _CHANGING,
    DomainState.CRASHED: ("crashed", "crashed"),
    DomainState.STOPPED: ("stopped", "dim"),
    DomainState.MOVED: ("moved", "dim"),
    DomainState.SAVED: ("saved", "dim"),
    DomainState.BROKEN: ("broken", "broken"),
    DomainState.UNKNOWN: ("unknown", "unknown"),
}
_ORDER = tuple(dict.fromkeys(_WORDS.values()))
_NO_GUESTS: Mapping[DomainRole | None, str] = {DomainRole.DOM0: "Domain-0", DomainRole.DEVICE_MODEL: "device model"}
_IMPORTANCE = {"crashed": 6, "broken": 5, "unknown": 5, "running": 4, "changing": 3, "paused": 3, "shut down": 2}
"""Where there is little room: who is in trouble comes first, then who works, then the rest."""


def counted(kinds: Mapping[Kind, int]) -> tuple[tuple[int, Line], ...]:
    """One part for each state that guests are in, and its importance: `12 running`, `2 stopped`, `1 crashed`.

    `kinds` say of how many instances each is the kind.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for (state, role), count in kinds.items():
        if kind_is_guest(state, role):
            counts[_CHANGING if role in states.ROLES else _WORDS[state]] += count
    return tuple(
        (_IMPORTANCE.get(kind[0], 1), (Span(f"{counts[kind]} {kind[0]}", kind[1]),)) for kind in _ORDER if counts[kind]
    )


def total_words(shown: Mapping[Kind, int], every: Mapping[Kind, int]) -> str:
    """How many of the guests are shown, and what is shown that is none: `Guests 5 + Domain-0`, `Guests 2 of 5`.

    How many of each kind are shown, and how many there are.
    """
    guests, total = (sum(count for kind, count in each.items() if kind_is_guest(*kind)) for each in (shown, every))
    beside: Counter[str] = Counter()
    for (state, role), count in shown.items():
        if not kind_is_guest(state, role):
            beside[_NO_GUESTS.get(role, "copy")] += count
    of = f" of {total}" if sum(shown.values()) != sum(every.values()) else ""
    return " + ".join((f"Guests {guests}{of}", *(_several(word, count) for word, count in sorted(beside.items()))))


def _several(word: str, count: int) -> str:
    if count == 1:
        return word if word == "Domain-0" else f"1 {word}"
    return f"{count} {_PLURALS.get(word, word)}"


_PLURALS = {"copy": "copies", "device model": "device models"}
