"""How much CPU a domain uses: now, and in the last two minutes."""

from xentui_driver.model.dataclass import dataclass, field

TRAIL_STEP_S = 12.0
"""The time of one figure of a trail: one every poll would change every row every poll."""
TRAIL_STEPS = 10
QUIET_PERCENT = 1.0
_QUIET_STEPS = 5

Trail = tuple[float | None, ...]
"""One figure for each step, the oldest first; None for a step without one."""


@dataclass(frozen=True, slots=True)
class CpuUse:
    """In percent of one physical CPU."""

    percent: float | None = None
    """None until there are two readings of the same domain."""
    trail: Trail = ()
    over_s: float | None = field(default=None, compare=False)
    """The time that the percentage is the mean of, in seconds; it is never the same twice."""

    @property
    def is_quiet(self) -> bool:
        """Whether the domain has used next to nothing for a minute."""
        last = [each for each in self.trail[-_QUIET_STEPS:] if each is not None]
        return len(last) == _QUIET_STEPS and max(last) < QUIET_PERCENT


NO_CPU_USE = CpuUse()
"""Of what has no domain, or has not been read twice."""
