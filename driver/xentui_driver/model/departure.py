"""Guests that have left a host: for another host, or into a file."""

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Departure:
    """The note that a guest has left this host: kept until it is back (`departures.py`).

    That of a guest which went into a file is kept even then: the file must not be restored any more.
    """

    uuid: str
    """The UUID of its domain; a definition may have none."""
    name: str
    """The guest's own name."""
    domid: int
    """The domid that it had here."""
    source: str
    """The host that it left."""
    host: str
    """The host that it went to; empty where that isn't known, or it went into a file."""
    at_s: float
    """Seconds since the epoch, by the clock of the source."""
    is_certain: bool = False
    """True when it is gone from here; false when `xl migrate` or `xl save` had begun and nobody saw its end."""
    definitions: tuple[str, ...] = ()
    """The paths that its definitions had when it left, where they were known."""
    path: str = ""
    """The file on the source that it was saved to; empty for a guest that went to another host."""
    written_s: float = 0.0
    """When that file was last written, by the host that keeps it, in seconds since the epoch; 0 if unknown."""
    has_run_since: bool = False
    """Of a saved guest: whether it has been here since. Then its disks are no longer as the file needs them."""

    @property
    def state_words(self) -> str:
        """Its state in words: `moved to dom0b`, `probably saved to /srv/web.save`."""
        left = f"saved to {self.path}" if self.path else f"moved to {self.host or 'another host'}"
        return left if self.is_certain else f"probably {left}"

    @property
    def words(self) -> str:
        """Words that go on after `it has`."""
        if not self.path:
            return self.state_words
        return f"been saved to {self.path}" if self.is_certain else f"probably been saved to {self.path}"

    def outdates(self, path: str, modified_s: float) -> bool:
        """Whether a save file of this guest, last written then, is older than what its disks hold now.

        Two files of one guest are compared by their own times: the console's clock may differ, and a file is renamed.
        """
        if not self.path:
            return False
        if not self.has_run_since:
            return modified_s < self.written_s
        return modified_s <= self.written_s if self.written_s else path == self.path
