"""Which counters a rate begins with: those of the reading before, but for disks that haven't been read since.

The sampler asks a QEMU only every few seconds for what its disks have carried. Between two of its answers the rate of
such a disk stays the mean of the time between the last two.
"""

from xentui_driver.model.counters import Counted, DiskCounters, DomainCounters
from xentui_driver.model.dataclass import replace

_SAME_S = 0.2
"""Two answers are further apart; the moments of one, by two samples, only by the error of the clocks."""


def rates_begin(earlier: Counted | None, before: Counted | None, after: Counted) -> Counted | None:
    """What the rates until `after` begin with; those until `before`, the counters before it, began with `earlier`."""
    if before is None or earlier is None:
        return before
    back_s, over_s = before.taken_s - earlier.taken_s, after.taken_s - before.taken_s
    kept = {
        identity: _begin(earlier.domains[identity], before.domains[identity], counters, back_s, over_s)
        for identity, counters in after.domains.items()
        if before.domains.get(identity) is not counters  # the same all the time
        and _has_old(counters)
        and identity in earlier.domains
        and identity in before.domains
    }
    return replace(before, domains={**before.domains, **kept}) if kept else before


def _has_old(counters: DomainCounters) -> bool:
    return any(each.age_s for each in (counters.disks or {}).values())


def _begin(
    earlier: DomainCounters, before: DomainCounters, after: DomainCounters, back_s: float, over_s: float
) -> DomainCounters:
    then, now = earlier.disks or {}, after.disks or {}
    disks = {
        number: _at_an_earlier_moment(then[number], back_s)
        if number in then and number in now and _is_same(disk, now[number], over_s)
        else disk
        for number, disk in (before.disks or {}).items()
    }
    return replace(before, disks=disks)


def _is_same(before: DiskCounters, after: DiskCounters, over_s: float) -> bool:
    """Whether both are one reading."""
    return after.age_s > 0 and over_s + before.age_s - after.age_s < _SAME_S


def _at_an_earlier_moment(disk: DiskCounters, back_s: float) -> DiskCounters:
    return replace(disk, age_s=disk.age_s + back_s)
