"""Reasons why something can't be done with an instance now, each with what can be done instead."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import DomainRef, DomainRole, DomainState
from xentui_driver.model.instance import Instance, undecided_words
from xentui_driver.toolstack.way_out import WAYS


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason and a way out."""

    reason: str
    """The end of a sentence: "Start is not possible: it is paused already"."""
    next_step: str
    """A sentence of its own."""
    of_state: bool = False
    """It follows from the state of the domain, which a job may explain: then the job says more than the state."""

    @property
    def words(self) -> str:
        """Reason and way out, with actions named by their ids."""
        return f"{self.reason}. {self.next_step}"


_REASONS = {
    DomainState.RUNNING: "it is running",
    DomainState.STARTING: "it is still being built",
    DomainState.PAUSED: "it is paused",
    DomainState.SHUTDOWN: "it has shut down and still holds its memory",
    DomainState.REBOOTING: "it is rebooting: its xl monitor is about to build it again",
    DomainState.SUSPENDED: "it is suspended: it was saved, or is leaving in a migration",
    DomainState.CRASHED: "it has crashed",
    DomainState.DYING: "it is being torn down",
    DomainState.MIGRATING: "it is migrating",
    DomainState.STOPPED: "it isn't running",
    DomainState.MOVED: "it has moved to another host",
    DomainState.SAVED: "it was saved to a file",
    DomainState.COPY: "it is another definition of a running guest",
    DomainState.BROKEN: "its definition is broken",
    DomainState.UNKNOWN: "xl doesn't say what state it is in",
}
UNREADABLE = Refusal(
    "its line of `xl list` can't be read, so it isn't clear which domain it is",
    "Find the domain by hand: `xl list`, and `xenstore-ls -f /local/domain` for the names.",
)
DOM0 = Refusal("Domain-0 is the host itself", "Choose a guest. The host itself can be power-cycled (do: powercycle).")
BROKEN = Refusal(_REASONS[DomainState.BROKEN], WAYS[DomainState.BROKEN])
ARRIVING = Refusal(
    "it is arriving in a migration",
    "Wait for the migration to end; if it has ended, discard the copy that it left (do: discard).",
    of_state=True,
)
NO_LEFTOVER = Refusal(
    "it isn't a copy that a migration left here before it ran",
    "To end a running guest, force it off (do: destroy).",
    of_state=True,
)
LEFT_BEHIND = Refusal(
    "the guest has migrated away: started here as well, it would run twice",
    "Reset the guest on the host where it runs; force off (do: destroy) what is left of it here.",
    of_state=True,
)
NO_DEFINITION = Refusal(
    "it has no definition", "Write one (do: new) before the guest stops; `xl list -l` shows what it runs with."
)


def _a_copy(how: str) -> Refusal:
    return Refusal(f"it isn't a guest but a copy that a migration {how}", "Choose the guest it belongs to.")


_NO_GUEST = {
    DomainRole.DOM0: DOM0,
    DomainRole.NAMELESS: Refusal(
        "it has no name, so no definition can be matched to it",
        "Only what built it (Xen itself at boot, with dom0less) can build it again: restart it from inside, or "
        "force it off (do: destroy_nameless).",
    ),
    DomainRole.DEVICE_MODEL: Refusal("it is a guest's device model, not a guest", "Choose the guest it belongs to."),
    DomainRole.INCOMING: _a_copy("brings"),
    DomainRole.MIGRATED_AWAY: _a_copy("left behind"),
}


def not_running(instance: Instance) -> Refusal:
    """The refusal of an action that needs a domain, for an instance without one."""
    return Refusal(_REASONS[DomainState.STOPPED], WAYS[instance.state], of_state=True)


def by_state(instance: Instance) -> Refusal:
    """The refusal of an action that needs the domain in another state."""
    return Refusal(_REASONS[instance.state], WAYS[instance.state], of_state=True)


def no_guest(role: DomainRole) -> Refusal:
    """The refusal of an action that is for guests only."""
    return _NO_GUEST[role]


def has_left(departure: Departure, consequence: str) -> Refusal:
    """The refusal of an action that would build a guest which has left, for another host or into a file."""
    way = "Restore it first (do: restore)." if departure.path else "Migrate it back first, or act on it there."
    return Refusal(f"it has {departure.words}, and {consequence}", way)


def guest_runs(ref: DomainRef) -> Refusal:
    """The refusal of an action on another definition of a running guest."""
    return Refusal(
        f"the guest is already running, as id {ref.domid}",
        "Stop the running guest first (do: stop), in its own row.",
        of_state=True,
    )


def undecided(instance: Instance) -> Refusal:
    """The refusal of an action that needs a definition, where it isn't known which of several the guest's own is."""
    return Refusal(
        undecided_words(instance), "Choose one: with only this guest selected, or by the path of its definition."
    )
