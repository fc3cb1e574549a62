"""The last good picture of the host, how old it is, and why there is no newer one."""

from xentui.fleet.polling import Polled
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.errors import OutputTooLarge, ParseError, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.snapshot import Snapshot

PATIENCE_S = 3.0
"""How late a picture may be before the screen says so."""


@dataclass(frozen=True, slots=True)
class Staleness:
    """The age of what is shown, and the reason, once it is older than it should be."""

    age_s: float
    reason: str
    lack: str = "no answer"
    """What to call it while there is no picture at all."""


@dataclass(frozen=True, slots=True)
class HostState:
    """What the console knows of its host; a new poll makes a new one, a failed poll loses nothing."""

    started_s: float
    """When the console began to ask."""
    snapshot: Snapshot | None = None
    failure: XenError | None = None

    def after(self, polled: Polled) -> "HostState":
        return replace(self, snapshot=polled.snapshot or self.snapshot, failure=polled.failure)

    def staleness(self, now_s: float, *, waiting_s: float, interval_s: float, frozen: bool) -> Staleness | None:
        """None while the picture is as fresh as the operator may expect."""
        age_s = now_s - (self.snapshot.taken_s if self.snapshot is not None else self.started_s)
        if self.failure is not None:
            return Staleness(age_s, self.failure.summary, _lack(self.failure))
        if waiting_s > PATIENCE_S:
            return Staleness(age_s, f"xl has not answered for {waiting_s:.0f} s")
        if frozen and age_s > interval_s + PATIENCE_S:
            return Staleness(age_s, "polling is frozen (Z goes on)")
        return None

    def instance(self, key: str) -> Instance | None:
        if self.snapshot is None:
            return None
        return next((i for i in self.snapshot.instances if i.key == key), None)


def _lack(failure: XenError) -> str:
    """Who has answered what nobody understands has answered."""
    return "no readable answer" if isinstance(failure, ParseError | OutputTooLarge) else "no answer"
