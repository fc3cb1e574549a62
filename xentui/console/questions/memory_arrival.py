"""How a guest follows its memory target, by what was seen of it so far; nothing here reads a tool's words."""

from xentui.console.questions.changes import size
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.job import Verdict

STUCK_S = 5.0
"""Without a change for so long it is said to be stuck, and what it may wait for."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One guest on its way."""

    begun_kib: int
    """What it held when it was first looked at."""
    actual_kib: int
    changed_s: float
    seen_s: float
    """When it was last listed, and when it was last listed with other figures: a slow listing makes nobody stuck."""

    def seen(self, actual_kib: int, listed_s: float) -> "Arrival":
        """The same after another listing."""
        if actual_kib == self.actual_kib:
            return replace(self, seen_s=max(self.seen_s, listed_s))
        return replace(self, actual_kib=actual_kib, changed_s=listed_s, seen_s=listed_s)

    @property
    def still_s(self) -> float:
        return self.seen_s - self.changed_s

    @property
    def is_stuck(self) -> bool:
        return self.still_s >= STUCK_S


def first_seen(actual_kib: int, listed_s: float) -> Arrival:
    return Arrival(actual_kib, actual_kib, listed_s, listed_s)


def arrival_words(arrival: Arrival, goal_kib: int, free_kib: int | None, verdict: Verdict) -> str:
    """How it stands while its job is not over, or has succeeded."""
    if verdict is Verdict.WAITING:
        return "waits for the jobs before it"
    if verdict is Verdict.SUCCEEDED:
        return f"arrived: {size(arrival.actual_kib)}"
    if not arrival.is_stuck:
        return f"{size(arrival.actual_kib)} now, {size(goal_kib)} wanted"
    return f"stuck {arrival.still_s:.0f} s at {size(arrival.actual_kib)}: {_waits_for(arrival, goal_kib, free_kib)}"


def _waits_for(arrival: Arrival, goal_kib: int, free_kib: int | None) -> str:
    missing_kib = goal_kib - arrival.actual_kib
    if free_kib is not None and missing_kib > max(0, free_kib):
        return f"the host has only {size(max(0, free_kib))} free"
    if arrival.actual_kib == arrival.begun_kib:
        return "nothing has moved yet; its balloon driver may not be loaded"
    return "the guest can't free more" if missing_kib < 0 else "the guest takes no more"
