"""Death: all that is known of how a guest has ended or why it doesn't start, with the likely causes first."""

from xentui_driver.host.death.evidence import Evidence, Place
from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """A likely cause, in plain words."""

    id: str
    """What scripts call it."""
    words: str
    next_step: str
    """Advice; may name actions by id."""
    place: Place | None = None
    """Where the sign of it is; None where it follows from something else."""
    line: str = ""
    """The line that is the sign."""

    @property
    def is_known(self) -> bool:
        return self.id != UNKNOWN


UNKNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class Death:
    """What one look at a host has brought."""

    evidence: Evidence
    causes: tuple[Cause, ...]
    """The most likely first; at least one, which may say that nothing is known."""
    taken_s: float
    """Seconds since the epoch."""

    @property
    def cause(self) -> Cause:
        return self.causes[0]
