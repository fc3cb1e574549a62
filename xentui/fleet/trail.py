"""Makes a trail of CPU use from readings, however often they come."""

from xentui_driver.model.cpu_use import TRAIL_STEP_S, TRAIL_STEPS, Trail
from xentui_driver.model.dataclass import dataclass


def step_of(at_s: float) -> int:
    """The step of time that a moment belongs to."""
    return int(at_s // TRAIL_STEP_S)


@dataclass(frozen=True, slots=True)
class TrailSoFar:
    """A trail, and the step of time that its last figure belongs to."""

    step: int = -1
    figures: Trail = ()

    def with_figure(self, at_s: float, percent: float | None) -> "TrailSoFar":
        """The first figure in a step counts for it, and for the steps before it that have had none.

        Arguments:
            at_s: Seconds on one clock.
            percent: The use since an earlier reading; None while there is none.
        """
        step = step_of(at_s)
        if step == self.step or (percent is None and not self.figures):
            return self
        steps = min(step - self.step, TRAIL_STEPS) if self.figures and step > self.step else 1
        return TrailSoFar(step, (*self.figures, *[percent] * steps)[-TRAIL_STEPS:])

    def at_rest(self, at_s: float) -> "TrailSoFar":
        """The trail at a later moment, where each figure until then was as all that it has."""
        step = step_of(at_s)
        return self if step == self.step or not self.figures else TrailSoFar(step, self.figures)
