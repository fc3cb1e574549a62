"""Computes what a domain used between two readings of its counters: never negative, and never what can't be.

A counter that went backwards began again in between, so that nothing is known of its device for that time.
"""

from collections.abc import Mapping
from functools import lru_cache

from xentui_driver.model.counters import DomainCounters
from xentui_driver.model.rates import DeviceRates, Flow, Rates, Traffic, total_traffic

_NS_PER_S = 1_000_000_000
_JITTER_S = 0.1
"""How far the moment of a reading may be from the moment that Xen was asked."""
_MOST_PER_S = 1e12
"""Bytes, or requests: ten times what any device of a host can do."""


def counted_cpu_percent(
    before: DomainCounters | None, after: DomainCounters | None, over_s: float, vcpus: int
) -> float | None:
    """100 is one physical CPU; `vcpus` are the most that were online in these seconds."""
    if before is None or after is None or before.cpu_time_ns is None or after.cpu_time_ns is None or over_s <= 0:
        return None
    used_s = (after.cpu_time_ns - before.cpu_time_ns) / _NS_PER_S
    if not 0 <= used_s <= vcpus * (over_s + _JITTER_S):
        return None
    return min(100.0 * used_s / over_s, 100.0 * vcpus)


def counted_rates(before: DomainCounters | None, after: DomainCounters | None, over_s: float) -> Rates:
    """The rates of the devices that are in both readings, `over_s` apart but for those that say otherwise.

    None without a device that counts: what isn't measured is not 0.
    """
    if before is None or after is None:
        return Rates()
    return Rates(
        total_traffic(_networks(before, after, over_s).values()), total_traffic(_disks(before, after, over_s).values())
    )


def device_rates(before: DomainCounters | None, after: DomainCounters | None, over_s: float) -> DeviceRates:
    """The rates of each device that is there now; None for one that wasn't, or whose counters began again."""
    if after is None:
        return DeviceRates()
    then = before or DomainCounters()
    disks, networks = _disks(then, after, over_s), _networks(then, after, over_s)
    return DeviceRates(
        {number: disks.get(number) for number in sorted(after.disks or (), key=int)},
        {number: networks.get(number) for number in sorted(after.networks or (), key=int)},
    )


def _disks(before: DomainCounters, after: DomainCounters, over_s: float) -> Mapping[str, Traffic]:
    """Of each disk that is in both, where it can be; each may have been read at a moment of its own."""
    found: dict[str, Traffic] = {}
    thens = before.disks or {}
    for number, now in (after.disks or {}).items():
        if (then := thens.get(number)) is not None:
            traffic = _traffic(
                now.read_bytes - then.read_bytes,
                now.written_bytes - then.written_bytes,
                now.reads - then.reads,
                now.writes - then.writes,
                over_s + then.age_s - now.age_s,
            )
            if traffic is not None:
                found[number] = traffic
    return found


def _networks(before: DomainCounters, after: DomainCounters, over_s: float) -> Mapping[str, Traffic]:
    """Of each interface that is in both, where it can be."""
    found: dict[str, Traffic] = {}
    thens = before.networks or {}
    for number, now in (after.networks or {}).items():
        if (then := thens.get(number)) is not None:
            traffic = _traffic(
                now.received_bytes - then.received_bytes,
                now.sent_bytes - then.sent_bytes,
                now.received_packets - then.received_packets,
                now.sent_packets - then.sent_packets,
                over_s,
            )
            if traffic is not None:
                found[number] = traffic
    return found


def _traffic(bytes_in: int, bytes_out: int, requests_in: int, requests_out: int, over_s: float) -> Traffic | None:
    """What they have grown by, a second; None where it can't be."""
    most = _MOST_PER_S * over_s
    is_possible = 0 <= bytes_in <= most and 0 <= bytes_out <= most
    if over_s <= 0 or not is_possible or not 0 <= requests_in <= most or not 0 <= requests_out <= most:
        return None
    if not (bytes_in or bytes_out or requests_in or requests_out):
        return _nothing(round(over_s, 1))
    inward, outward = Flow(bytes_in / over_s, requests_in / over_s), Flow(bytes_out / over_s, requests_out / over_s)
    return Traffic(inward, outward, round(over_s, 1))


@lru_cache(maxsize=8)
def _nothing(over_s: float) -> Traffic:
    """Most devices of a host have carried nothing: one value for all of them."""
    return Traffic(Flow(0.0, 0.0), Flow(0.0, 0.0), over_s)
