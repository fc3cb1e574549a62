"""The six state characters of `xl list` to one state and the reason of a shutdown (xl_info.c, domctl.c)."""

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
    """What the characters mean together."""

    state: DomainState
    reason: str = ""


def decode_state(characters: str) -> DecodedState:
    """UNKNOWN for whatever xl can't have printed; `r`, `b` and neither are a guest at work or at rest."""
    if not _PRINTED.fullmatch(characters):
        return DecodedState(DomainState.UNKNOWN)
    running, blocked, paused, shut_down, letter, dying = tuple(characters)
    state, reason = _REASONS[letter] if shut_down == "s" else (DomainState.RUNNING, "")
    if dying == "d":
        return DecodedState(DomainState.DYING, reason)
    if shut_down == "s":
        return DecodedState(state, reason)
    if paused == "p":
        return DecodedState(DomainState.PAUSED)
    # `------` is runnable and waiting for a CPU: at work, as far as an operator is concerned.
    idle = blocked == "b" and running != "r"
    return DecodedState(DomainState.IDLE if idle else DomainState.RUNNING)
