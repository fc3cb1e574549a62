"""The past as one row of stretches of time, each as finely as it is known; where nothing was read there is none."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from xentui.fleet.past import MINUTE_S, MINUTES_S, RECENT_S, SIX_MINUTES_S, Figures, Past, Sample, Summary

_LEAST_GAP_S = 5.0
_LATE = 2.5
"""A reading that comes after so many usual intervals has missed some: what was between isn't known."""


class Stretch(NamedTuple):
    """What is known of a stretch of time, in seconds of the driver's monotonic clock."""

    begins_s: float
    ends_s: float
    least: Figures
    mean: Figures
    most: Figures


def timeline(past: Past) -> tuple[Stretch, ...]:
    """The oldest first; no two overlap."""
    samples = tuple(_of_samples(past.recent()))
    minutes = _joined(past.minutes(), MINUTE_S, samples, RECENT_S)
    return tuple(_joined(past.six_minutes(), SIX_MINUTES_S, minutes, MINUTES_S))


def _joined(coarse: Sequence[Summary], size_s: float, fine: Sequence[Stretch], kept_s: float) -> Sequence[Stretch]:
    """The coarse ones as far as there is nothing finer, which is kept for so long.

    A summary may be of a part of its time: where the finer ones begin with the first reading, it says nothing more.
    """
    if not fine:
        return tuple(_of_summaries(coarse, size_s))
    fine_s = fine[0].begins_s
    is_cut = fine[-1].ends_s - fine_s > kept_s - size_s
    before = (each for each in _of_summaries(coarse, size_s) if each.begins_s < fine_s)
    told = (each for each in before if is_cut or each.ends_s <= fine_s)
    return (*(each._replace(ends_s=min(each.ends_s, fine_s)) for each in told), *fine)


def _of_summaries(summaries: Sequence[Summary], size_s: float) -> Iterator[Stretch]:
    for each in summaries:
        yield Stretch(each.at_s, each.at_s + size_s, each.least, each.mean, each.most)


def _of_samples(samples: Sequence[Sample]) -> Iterator[Stretch]:
    """A reading says what was since the one before it, unless that is too long ago."""
    gaps_s = [later.at_s - sooner.at_s for sooner, later in pairwise(samples)]
    longest_s = max(_LEAST_GAP_S, _LATE * median(gaps_s)) if gaps_s else _LEAST_GAP_S
    before_s = float("-inf")
    for at_s, figures in samples:
        begins_s = before_s if at_s - before_s <= longest_s else at_s
        yield Stretch(begins_s, at_s, figures, figures, figures)
        before_s = at_s
