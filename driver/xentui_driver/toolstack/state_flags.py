"""Decodes the six state characters of `xl list` into a state and the reason of a shutdown (xl_info.c, domctl.c)."""

from functools import lru_cache

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainState
from xentui_driver.model.lazy_pattern import lazy_pattern

_PRINTED = lazy_pattern(r"[r-][b-][p-](?:-[-]|s[-rscwS?])[d-]")

# The fifth character is the reason of a shutdown, not a state of its own.
_REASONS = {
    "-": (DomainState.SHUTDOWN, "poweroff"),
    "r": (DomainState.REBOOTING, "reboot"),
    "s": (DomainState.SUSPENDED, "suspend"),
    "c": (DomainState.CRASHED, "crash"),
    "w": (DomainState.CRASHED, "watchdog"),
    "S": (DomainState.REBOOTING, "soft reset"),
    "?": (DomainState.SHUTDOWN, "unknown reason"),
}


@dataclass(frozen=True, slots=True)
class DecodedState:
    """What the six characters mean together."""

    state: DomainState
    reason: str = ""


@lru_cache(maxsize=256)
def decode_state(characters: str) -> DecodedState:
    """UNKNOWN for what xl can't have printed.

    `r` (has a CPU), `b` (waits for work) and neither (waits for a CPU) all run: which it is, is chance.
    """
    if not _PRINTED.fullmatch(characters):
        return DecodedState(DomainState.UNKNOWN)
    _running, _blocked, paused, shut_down, letter, dying = tuple(characters)
    state, reason = _REASONS[letter] if shut_down == "s" else (DomainState.RUNNING, "")
    if dying == "d":
        return DecodedState(DomainState.DYING, reason)
    if shut_down == "s":
        return DecodedState(state, reason)
    if paused == "p":
        return DecodedState(DomainState.PAUSED)
    return DecodedState(DomainState.RUNNING)
