"""Why something can't be done with an instance as it is, and what can be done instead: never one without the other."""

from dataclasses import dataclass

from xentui_driver.model import DomainState, Instance


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason and a way out."""

    reason: str
    """The end of a sentence: "Start is not possible: it is paused already"."""
    next_step: str
    """A sentence of its own."""

    @property
    def words(self) -> str:
        return f"{self.reason}. {self.next_step}"


_DESTROY_AND_START = "Destroy what is left of it (X), then start it (s)."
_RUNS = "It runs: stop it (x), reboot it (r) or pause it (p)."
BROKEN = Refusal("its definition is broken", "Correct it (e): its problem names the line.")
_BY_STATE = {
    DomainState.RUNNING: Refusal("it is running", _RUNS),
    DomainState.IDLE: Refusal("it is idle", _RUNS),
    DomainState.PAUSED: Refusal("it is paused", "Unpause it first (p)."),
    DomainState.SHUTDOWN: Refusal("it has shut down and still holds its memory", _DESTROY_AND_START),
    DomainState.REBOOTING: Refusal(
        "it is rebooting: its xl monitor is about to build it again",
        "Wait until it is back. If it doesn't come, it is shown as stopped or shut down within a minute.",
    ),
    DomainState.SUSPENDED: Refusal(
        "it is suspended: it was saved, or is leaving in a migration",
        "Wait until that is over. If it is, and it runs nowhere else, destroy what is left of it (X) and start it (s).",
    ),
    DomainState.CRASHED: Refusal("it has crashed", f"Look at its log (l). {_DESTROY_AND_START}"),
    DomainState.DYING: Refusal(
        "it is being torn down",
        "Wait until it is gone. If it stays, another domain has its memory mapped: `xentui doctor` tells more.",
    ),
    DomainState.MIGRATING: Refusal("it is migrating", "Wait until the migration is over; 5 shows how far it has come."),
    DomainState.STOPPED: Refusal("it isn't running", "Start it (s)."),
    DomainState.BROKEN: BROKEN,
    DomainState.UNKNOWN: Refusal("it is in a state that xl doesn't explain", "Look at it with `xl list -v`."),
}
UNREADABLE = Refusal(
    "its row can't be read, so it can't be told which domain it is",
    "`xl list` by hand, and `xenstore-ls -f /local/domain` for the names, tell which it is.",
)
DOM0 = Refusal("Domain-0 is the host itself", "Choose a guest; the host itself is power-cycled from its page (h).")
NO_DEFINITION = Refusal("it has no definition", "Write one (n) before it stops: `xl list -l` has what it runs with.")


def by_state(instance: Instance) -> Refusal:
    """For whatever needs it in another state."""
    return _BY_STATE[instance.state]
