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

    @property
    def words(self) -> str:
        """Reason and way out, with actions named by their ids."""
        return f"{self.reason}. {self.next_step}"


_REASONS = {
    DomainState.RUNNING: "it is running",
    DomainState.STARTING: "it is being built: it has no vCPU yet",
    DomainState.PAUSED: "it is paused",
    DomainState.SHUTDOWN: "it has shut down and still holds its memory",
    DomainState.REBOOTING: "it is rebooting: its xl monitor is about to build it again",
    DomainState.SUSPENDED: "it is suspended: it was saved, or is leaving in a migration",
    DomainState.CRASHED: "it has crashed",
    DomainState.DYING: "it is being torn down",
    DomainState.MIGRATING: "it is migrating",
    DomainState.STOPPED: "it isn't running",
    DomainState.MOVED: "it has moved to another host",
    DomainState.COPY: "it isn't running: its guest runs from another definition",
    DomainState.BROKEN: "its definition is broken",
    DomainState.UNKNOWN: "it is in a state that xl doesn't explain",
}
UNREADABLE = Refusal(
    "its row can't be read, so it isn't known which domain it is",
    "`xl list` by hand, and `xenstore-ls -f /local/domain` for the names, tell which it is.",
)
DOM0 = Refusal(
    "Domain-0 is the host itself", "Choose a guest; the host itself is power-cycled by name (do: powercycle)."
)
BROKEN = Refusal(_REASONS[DomainState.BROKEN], WAYS[DomainState.BROKEN])
ARRIVING = Refusal(
    "it is arriving in a migration",
    "Wait until that is over; Discard (do: discard) clears away a copy that a migration has left behind.",
)
NO_LEFTOVER = Refusal("it isn't a copy that a migration left before it ran", "Destroy (do: destroy) ends what runs.")
LEFT_BEHIND = Refusal(
    "its guest has left in a migration: built again here, it would run twice",
    "Reset it on the host where it is; destroy (do: destroy) what is left of it here.",
)
NO_DEFINITION = Refusal(
    "it has no definition", "Write one (do: new) before it stops: `xl list -l` has what it runs with."
)


_NO_GUEST = {
    DomainRole.DOM0: DOM0,
    DomainRole.NAMELESS: Refusal(
        "it has no name, so that no definition of it is known",
        "Only what built it, such as Xen itself at boot (dom0less), can build it again: restart it from inside, or end "
        "it (do: destroy_nameless).",
    ),
    DomainRole.DEVICE_MODEL: Refusal(
        "it is the device model of a guest, not a guest itself", "Choose the guest that it belongs to."
    ),
}


def not_running(instance: Instance) -> Refusal:
    """The refusal of an action that needs a domain, for an instance without one."""
    return Refusal(_REASONS[DomainState.STOPPED], WAYS[instance.state])


def by_state(instance: Instance) -> Refusal:
    """The refusal of an action that needs the domain in another state."""
    return Refusal(_REASONS[instance.state], WAYS[instance.state])


def no_guest(role: DomainRole) -> Refusal:
    """The refusal of an action that is for guests only."""
    return _NO_GUEST.get(role) or Refusal(f"it is not a guest but {role.value}", "Choose the guest that it belongs to.")


def has_left(departure: Departure, consequence: str) -> Refusal:
    """The refusal of an action that would run a guest twice: here, and on the host that it has moved to."""
    return Refusal(f"it has {departure.words}, and {consequence}", "Migrate it back first, or act on it over there.")


def guest_runs(ref: DomainRef) -> Refusal:
    """The refusal of an action on another definition of a running guest."""
    return Refusal(f"its guest runs already, as id {ref.domid}", "Stop that first (do: stop), in its own row.")


def undecided(instance: Instance) -> Refusal:
    """The refusal of an action that needs a definition, where it isn't known which of several the guest's own is."""
    return Refusal(undecided_words(instance), "Choose one for the guest alone, without other marks, or give its path.")
