"""What the sampler says, as far as xl has vouched for it: at its start, when domains or names change, each minute.

xl knows names; the sampler knows figures, and when a name has changed. Between two listings the domains of the last one
get the figures of each sample.
"""

import struct
from collections.abc import Callable, Mapping

from xentui_driver.host.counters.check import differences
from xentui_driver.host.counters.sample import Sample, SampledDomain
from xentui_driver.model.counters import Counted, Identity
from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.domain import Domain
from xentui_driver.model.errors import NotCounted, TransportClosed, XenError
from xentui_driver.model.units import MIB_KIB
from xentui_driver.toolstack.listing import Listing, read_listing
from xentui_driver.toolstack.parse.xl_list import nameless, with_figures
from xentui_driver.toolstack.xl import Xl

CHECK_EVERY_S = 60.0
AGAIN_AFTER_S = 15.0
"""After a listing that failed: a new guest has no name until then, and each try may hold up the figures for seconds."""
SILENT_S = 3.0
"""So long xenstored may owe an answer before it is said, and before nothing is asked that would wait for it."""

_TRIES = 3
"""So often a difference must show: one domain may come and go, or a balloon to and fro, between two samples."""
_MOST_TOLD = 20
_FLOAT = struct.Struct("f")
_NS = 1e9


@dataclass(frozen=True, slots=True)
class Sampled:
    """A host at one moment."""

    listing: Listing
    counted: Counted
    free_kib: int
    """The memory of the host that no domain has or has claimed."""


@dataclass(frozen=True, slots=True)
class _Vouched:
    """A comparison with `xl list` that found no difference."""

    at_s: float
    """On the driver's monotonic clock."""
    listing: Listing
    names: int | None
    """The edition of the names that it shows; None where nobody would tell that they have changed."""
    domains: Mapping[Identity, Domain] = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Refreshed:
    """A listed domain with the figures of a sample."""

    listed: Domain | None
    sampled: SampledDomain
    domain: Domain


class Voucher:
    """Compares one sampler with `xl list` whenever that says more than the sampler can.

    A domain of which nothing new is said stays the very same value.
    """

    def __init__(self, xl: Xl) -> None:
        self._xl = xl
        self._vouched: _Vouched | None = None
        self._not_before_s = 0.0
        """After a listing that failed."""
        self._why_old = ""
        """Why that listing failed; empty once one has succeeded."""
        self._refreshed: Mapping[Identity, _Refreshed] = {}
        """Of the last answer."""

    def vouched(self, sample: Sample, sample_again: Callable[[], Sample]) -> Sampled:
        """The sample, or a newer one, with the names that belong to it.

        Raises XenError when it isn't what `xl list` says, or when xl never answered; TransportClosed.
        """
        before, now_s = self._vouched, self._xl.clock.monotonic_s()
        if before is not None:
            if _shows(before, sample) and now_s - before.at_s < CHECK_EVERY_S:
                return self._sampled(before, sample, _silence(sample))
            if sample.silent_s > SILENT_S or now_s < self._not_before_s:
                return self._sampled(before, sample, _silence(sample) or self._why_old)
        try:
            vouched, sample = self._compared(sample, sample_again)
        except _NoListing as failed:
            if before is None:
                raise failed.reason from None
            # The hypervisor still answers, and has told the truth so far: xl may wait for a xenstored that hangs.
            self._not_before_s = now_s + AGAIN_AFTER_S
            self._why_old = failed.reason.summary
            return self._sampled(before, failed.newest, self._why_old)
        self._vouched, self._why_old = vouched, ""
        return self._sampled(vouched, sample, _silence(sample))

    def _sampled(self, vouched: _Vouched, sample: Sample, why_old: str) -> Sampled:
        """`why_old`: why the names may have changed; a domain that no listing shows has none."""
        before = self._refreshed
        refreshed = {
            identity: _refreshed(identity, vouched.domains.get(identity), sampled, before.get(identity))
            for identity, sampled in sample.domains.items()
        }
        self._refreshed = refreshed
        problems = (f"names may be old: {why_old}",) if why_old else ()
        listing = replace(
            vouched.listing,
            domains=tuple([each.domain for each in refreshed.values()]),
            problems=(*vouched.listing.problems, *problems),
        )
        counters = {identity: domain.counters for identity, domain in sample.domains.items()}
        return Sampled(listing, Counted(sample.at_s, counters), sample.free_kib)

    def _compared(self, sample: Sample, sample_again: Callable[[], Sample]) -> tuple[_Vouched, Sample]:
        found: tuple[str, ...] = ()
        for _ in range(_TRIES):
            listing = self._listing(sample)
            before, sample = sample, sample_again()
            found = differences(before, listing, sample)
            if not found:
                domains = {(each.uuid, each.domid): each for each in listing.domains}
                return _Vouched(self._xl.clock.monotonic_s(), listing, before.names, domains), sample
        raise NotCounted(
            "what the sampler counts isn't what xl list says",
            detail="\n".join(found[:_MOST_TOLD]),
            next_step="Report it with what `xl info` and `xl list -v` say; it is tried again.",
        )

    def _listing(self, newest: Sample) -> Listing:
        """Raises _NoListing, TransportClosed. Figures that are believed mustn't wait long for an xl that hangs."""
        xl = self._xl
        timeout_s = xl.limits.read_s if self._vouched is None else xl.limits.count_check_s
        try:
            return read_listing(xl.transport, timeout_s, xl.rows, xl.stubs)
        except TransportClosed:
            raise
        except XenError as error:
            raise _NoListing(error, newest) from error


class _NoListing(Exception):
    """xl can't be asked now, which says nothing of the sampler."""

    def __init__(self, reason: XenError, newest: Sample) -> None:
        super().__init__(reason.summary)
        self.reason = reason
        self.newest = newest


def _shows(vouched: _Vouched, sample: Sample) -> bool:
    """Whether that listing has the domains and the names of the sample, and nothing in it was in doubt."""
    listing = vouched.listing
    is_plain = listing.is_checked and not listing.unreadable and not listing.problems
    has_names = vouched.names is not None and vouched.names == sample.names
    return is_plain and has_names and vouched.domains.keys() == sample.domains.keys()


def _refreshed(
    identity: Identity, listed: Domain | None, sampled: SampledDomain, before: _Refreshed | None
) -> _Refreshed:
    if before is not None and before.sampled is sampled and before.listed is listed:
        return before
    uuid, domid = identity
    assert sampled.counters.cpu_time_ns is not None, "every sample has it"
    domain = with_figures(
        listed or nameless(domid, uuid),
        sampled.state,
        memory_kib=sampled.memory_kib // MIB_KIB * MIB_KIB,
        vcpus=sampled.vcpus,
        cpu_time_s=_printed_seconds(sampled.counters.cpu_time_ns),
    )
    is_same = before is not None and before.domain == domain
    return _Refreshed(listed, sampled, before.domain if before is not None and is_same else domain)


def _printed_seconds(cpu_time_ns: int) -> float:
    """As list_domains prints it (xl_info.c): tenths, of nanoseconds that were put into 32 bits of floating point."""
    (narrow,) = _FLOAT.unpack(_FLOAT.pack(cpu_time_ns))
    return float(f"{narrow / _NS:.1f}")


def _silence(sample: Sample) -> str:
    return f"xenstored has not answered for {sample.silent_s:.0f} s" if sample.silent_s > SILENT_S else ""
