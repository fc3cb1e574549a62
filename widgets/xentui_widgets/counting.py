"""How many guests are in which state, in words."""

from collections import Counter
from collections.abc import Iterable

from xentui_driver.model.domain import DomainRole, DomainState
from xentui_driver.model.instance import Instance
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
_NO_GUESTS = frozenset({DomainRole.DOM0, DomainRole.DEVICE_MODEL})


def counted(instances: Iterable[Instance]) -> tuple[Line, ...]:
    """One part for each state that guests are in: `12 running`, `2 stopped`, `1 crashed`."""
    found = Counter(
        (instance.state, None if instance.domain is None else instance.domain.role) for instance in instances
    )
    counts: Counter[tuple[str, str]] = Counter()
    for (state, role), count in found.items():
        if role not in _NO_GUESTS and state is not DomainState.COPY:
            counts[_CHANGING if role in states.ROLES else _WORDS[state]] += count
    return tuple((Span(f"{counts[kind]} {kind[0]}", kind[1]),) for kind in _ORDER if counts[kind])
