"""How soon a source is read after news, and how often at most, whoever makes the news."""

from xentui_driver.model.dataclass import dataclass, replace

SETTLE_S = 0.03
"""What happens together is read together: a domain that comes has its name written and its target set."""
LATER_S = 0.5
"""What has begun goes on without a word: a new domain is unpaused, a balloon moves. So long after it was read for news
it is read once more."""
MOST_AT_ONCE = 8
"""So many early readings may come one after the other: a guest that was stopped or built makes two or three."""
GROWS_AT_LEAST_EVERY_S = 10.0
"""An operator who polls each minute wants few figures, and the news all the same."""


@dataclass(frozen=True, slots=True)
class NewsPace:
    """When a source is to be read before its time. Seconds are on one clock.

    Guests can make news as often as they like, so early readings are counted: each takes one from an allowance that
    grows again by one in an interval. In a storm they come as often as polls would, and those are then not needed.
    """

    heard_s: float | None = None
    """The first news that no reading has answered yet."""
    again_s: float | None = None
    """When to read once more after what was told before."""
    not_before_s: float = 0.0
    allowance: float = float(MOST_AT_ONCE)
    """Of early readings, at `counted_s`."""
    counted_s: float = 0.0

    def heard(self, now_s: float) -> "NewsPace":
        return self if self.heard_s is not None else replace(self, heard_s=now_s)

    def begun(self, now_s: float, interval_s: float) -> "NewsPace":
        """A reading begins, for whatever reason: it answers what has been heard."""
        due_s = self.due_s(interval_s)
        is_early = due_s is not None and due_s <= now_s
        allowance = self._allowance(now_s, interval_s) - is_early
        if self.heard_s is None:
            return NewsPace(None, None, self.not_before_s, allowance, now_s)
        return NewsPace(None, now_s + min(LATER_S, interval_s / 4), self.not_before_s, allowance, now_s)

    def ended(self, began_s: float, now_s: float) -> "NewsPace":
        """It is over: the host rests for as long as it took."""
        return replace(self, not_before_s=now_s + (now_s - began_s))

    def due_s(self, interval_s: float) -> float | None:
        """When the next early reading is to begin; None without news."""
        wanted = [at_s for at_s in (self._settled_s, self.again_s) if at_s is not None]
        if not wanted:
            return None
        lacking = max(0.0, 1.0 - self.allowance)
        return max(min(wanted), self.not_before_s, self.counted_s + lacking * _growth_s(interval_s))

    @property
    def _settled_s(self) -> float | None:
        return None if self.heard_s is None else self.heard_s + SETTLE_S

    def _allowance(self, now_s: float, interval_s: float) -> float:
        grown = max(0.0, now_s - self.counted_s) / _growth_s(interval_s)
        return min(float(MOST_AT_ONCE), self.allowance + grown)


def _growth_s(interval_s: float) -> float:
    return min(interval_s, GROWS_AT_LEAST_EVERY_S)
