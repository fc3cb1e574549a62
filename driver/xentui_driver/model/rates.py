"""What passes through the disks and networks of a domain each second, always as the guest sees it."""

from collections.abc import Iterable, Mapping

from xentui_driver.model.cpu_use import NO_CPU_USE, CpuUse
from xentui_driver.model.dataclass import dataclass, field


@dataclass(frozen=True, slots=True)
class Flow:
    """One direction."""

    bytes_per_s: float
    requests_per_s: float
    """Requests of a disk, packets of a network."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Both directions, of all devices of one kind together."""

    inward: Flow
    """What the guest reads or receives."""
    outward: Flow
    """What the guest writes or sends."""
    over_s: float = field(compare=False)
    """The time that it is the mean of, in seconds; it is never the same twice."""

    @property
    def bytes_per_s(self) -> float:
        return self.inward.bytes_per_s + self.outward.bytes_per_s


@dataclass(frozen=True, slots=True)
class Rates:
    """None where there are no two readings, or nothing that counts."""

    network: Traffic | None = None
    disk: Traffic | None = None


NO_RATES = Rates()


@dataclass(frozen=True, slots=True)
class DeviceRates:
    """Each device of a domain on its own, in the order of their numbers; None where there are no two readings."""

    disks: Mapping[str, Traffic | None] = field(default_factory=dict)
    """By the number of the device, as xenstore has it."""
    networks: Mapping[str, Traffic | None] = field(default_factory=dict)
    """By the number of the interface, 0 the first."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a domain uses of its host."""

    cpu: CpuUse = NO_CPU_USE
    rates: Rates = NO_RATES


NO_USAGE = Usage()


def total_rates(rates: Iterable[Rates]) -> Rates:
    """The rates of several domains together; one without figures doesn't count."""
    all_of_them = tuple(rates)
    return Rates(
        total_traffic(each.network for each in all_of_them),
        total_traffic(each.disk for each in all_of_them),
    )


def total_traffic(traffics: Iterable[Traffic | None]) -> Traffic | None:
    """Together, as far as it is known; over the longest of their times."""
    known = [each for each in traffics if each is not None]
    if len(known) < 2:  # as most guests have them: a sum of one is made for each guest at each poll
        return known[0] if known else None
    return Traffic(
        _together([each.inward for each in known]),
        _together([each.outward for each in known]),
        max(each.over_s for each in known),
    )


def _together(flows: list[Flow]) -> Flow:
    return Flow(sum(each.bytes_per_s for each in flows), sum(each.requests_per_s for each in flows))
