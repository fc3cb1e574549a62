"""Guests that have left a host."""

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Departure:
    """The note that a guest has left this host: kept until it is back (`departures.py`)."""

    uuid: str
    """The UUID of its domain; a definition may have none."""
    name: str
    """The guest's own name."""
    domid: int
    """The domid that it had here."""
    source: str
    """The host that it left."""
    host: str
    """The host that it went to; empty where that isn't known."""
    at_s: float
    """Seconds since the epoch, by the clock of the source."""
    is_certain: bool = False
    """True when it is gone from here; false when `xl migrate` had begun and nobody saw its end."""
    definitions: tuple[str, ...] = ()
    """The paths that its definitions had when it left, where they were known."""

    @property
    def words(self) -> str:
        """Words that go on after `it has`."""
        moved = f"moved to {self.host}" if self.host else "moved to another host"
        return moved if self.is_certain else f"probably {moved}"
