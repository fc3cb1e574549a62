"""Guests that have left a host."""

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Departure:
    """That a guest has left this host: kept until it is back (`departures.py`)."""

    uuid: str
    """That of its domain; a definition may have none."""
    name: str
    """The guest's own."""
    domid: int
    """Of the domain that left."""
    source: str
    """The host that it left."""
    host: str
    """Where it went; empty where nobody knows."""
    at_s: float
    """Seconds since the epoch, by the clock of the source."""
    is_certain: bool = False
    """It is gone from here; else `xl migrate` was begun, and nobody has seen its end."""
    definitions: tuple[str, ...] = ()
    """The paths of its definitions when it left, where they were known."""

    @property
    def words(self) -> str:
        """Behind `it has`."""
        moved = f"moved to {self.host}" if self.host else "moved to another host"
        return moved if self.is_certain else f"probably {moved}"
