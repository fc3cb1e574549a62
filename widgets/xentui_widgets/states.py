"""How each state of an instance looks: symbol, word and style, in one table."""

from typing import NamedTuple

from xentui_driver.model.domain import DomainRole, DomainState
from xentui_driver.model.instance import Instance


class Appearance(NamedTuple):
    """A state on the screen; any one of the three is enough to know it."""

    symbol: str
    word: str
    style: str
    """A name in `palette.PALETTE`."""

    @property
    def text(self) -> str:
        return f"{self.symbol} {self.word}"


STATES = {
    DomainState.RUNNING: Appearance("*", "running", "running"),
    DomainState.STARTING: Appearance("~", "starting", "transition"),
    DomainState.PAUSED: Appearance("=", "paused", "paused"),
    DomainState.SHUTDOWN: Appearance(".", "shut down", ""),
    DomainState.REBOOTING: Appearance("~", "rebooting", "transition"),
    DomainState.SUSPENDED: Appearance("~", "suspended", "transition"),
    DomainState.MIGRATING: Appearance("~", "migrating", "transition"),
    DomainState.DYING: Appearance("~", "dying", "transition"),
    DomainState.CRASHED: Appearance("X", "crashed", "crashed"),
    DomainState.STOPPED: Appearance(".", "stopped", "stopped"),
    DomainState.MOVED: Appearance(">", "moved", "stopped"),
    DomainState.SAVED: Appearance("v", "saved", "stopped"),
    DomainState.COPY: Appearance(".", "copy", "stopped"),
    DomainState.BROKEN: Appearance("!", "broken", "broken"),
    DomainState.UNKNOWN: Appearance("?", "unknown", "unknown"),
}

# A domain in one of these roles is no guest at work, whatever its state letters say.
ROLES = {
    DomainRole.INCOMING: Appearance("~", "incoming", "transition"),
    DomainRole.MIGRATED_AWAY: Appearance("~", "moved away", "transition"),
    DomainRole.NAMELESS: Appearance("~", "nameless", "transition"),
}

_STRONGER_THAN_ROLE = frozenset({DomainState.CRASHED, DomainState.DYING})
_WITH_REASON = frozenset({DomainState.SHUTDOWN, DomainState.CRASHED})
_IMPLIED_REASONS = {DomainState.CRASHED: "crash"}

RANKS = {
    state: rank
    for rank, state in enumerate(
        (
            DomainState.CRASHED,
            DomainState.BROKEN,
            DomainState.UNKNOWN,
            DomainState.DYING,
            DomainState.REBOOTING,
            DomainState.STARTING,
            DomainState.MIGRATING,
            DomainState.SUSPENDED,
            DomainState.PAUSED,
            DomainState.SHUTDOWN,
            DomainState.RUNNING,
            DomainState.STOPPED,
            DomainState.SAVED,
            DomainState.MOVED,
            DomainState.COPY,
        )
    )
}
"""Order when sorted by state: trouble first, then what is between two states, then what works, then the rest."""

CELLS = max(len(look.text) for look in (*STATES.values(), *ROLES.values()))
"""Width of the longest symbol and word without a reason."""

CELLS_WITH_REASON = len(". shut down (poweroff)")


def appearance(instance: Instance) -> Appearance:
    """How the state of `instance` looks, its role considered."""
    domain = instance.domain
    if domain is None or domain.state in _STRONGER_THAN_ROLE:
        return STATES[instance.state]
    return ROLES.get(domain.role) or STATES[domain.state]


def reason(instance: Instance) -> str:
    """Why a shut down or crashed domain is so, where the word alone does not say it; else empty."""
    domain = instance.domain
    if domain is None or domain.state not in _WITH_REASON or domain.role in ROLES:
        return ""
    return "" if domain.reason == _IMPLIED_REASONS.get(domain.state) else domain.reason


def long_text(instance: Instance) -> str:
    """Symbol, word and, where there is one, the reason: `. shut down (poweroff)`, `> moved to dom0b`."""
    why = reason(instance)
    look = appearance(instance)
    if instance.state in (DomainState.MOVED, DomainState.SAVED):
        return f"{look.symbol} {instance.state_words}"
    return f"{look.text} ({why})" if why else look.text


def changing(word: str) -> Appearance:
    """How an instance looks while an operation on it runs: `~ stopping`."""
    return Appearance("~", word, "transition")
