"""Compares what was counted with `xl list`, figure by figure: the same domains, asked for in two ways."""

from collections.abc import Iterator

from xentui_driver.host.counters.sample import Sample, SampledDomain
from xentui_driver.model.domain import Domain
from xentui_driver.model.units import MIB_KIB
from xentui_driver.toolstack.listing import Listing

_NS = 1e9
_ROUNDED_S = 0.06
"""xl prints tenths of a second."""
_ROUNDED_SHARE = 2.0**-23
"""xl has the nanoseconds in a float of 32 bits before it prints them."""


def differences(before: Sample, listing: Listing, after: Sample) -> tuple[str, ...]:
    """What the listing says otherwise than the samples taken before and after it, in words for people.

    A domain that came or went meanwhile has no two samples, and what moved meanwhile is between the two.
    """
    return (*_of_domains(before, listing, after), *_of_figures(before, listing, after))


def _of_domains(before: Sample, listing: Listing, after: Sample) -> Iterator[str]:
    listed = {(each.uuid, each.domid) for each in listing.domains}
    for uuid, domid in sorted(listed - before.domains.keys() - after.domains.keys()):
        yield f"id {domid} ({uuid}) is listed and isn't counted"
    if listing.is_checked and not listing.unreadable:  # else a row may be missing
        for uuid, domid in sorted((before.domains.keys() & after.domains.keys()) - listed):
            yield f"id {domid} ({uuid}) is counted and isn't listed"


def _of_figures(before: Sample, listing: Listing, after: Sample) -> Iterator[str]:
    for domain in listing.domains:
        identity = domain.uuid, domain.domid
        earlier, later = before.domains.get(identity), after.domains.get(identity)
        if earlier is not None and later is not None:
            yield from _of_one(domain, earlier, later)


def _of_one(domain: Domain, earlier: SampledDomain, later: SampledDomain) -> Iterator[str]:
    memory = sorted((earlier.memory_kib, later.memory_kib))
    if not memory[0] // MIB_KIB * MIB_KIB <= domain.memory_kib <= memory[1]:
        yield f"id {domain.domid}: {domain.memory_kib} KiB listed, {memory[0]} to {memory[1]} counted"
    vcpus = sorted((earlier.vcpus, later.vcpus))
    if not vcpus[0] <= domain.vcpus <= vcpus[1]:
        yield f"id {domain.domid}: {domain.vcpus} vCPUs listed, {vcpus[0]} to {vcpus[1]} counted"
    rounded_s = _ROUNDED_S + domain.cpu_time_s * _ROUNDED_SHARE
    earlier_s, later_s = _cpu_s(earlier), _cpu_s(later)
    if not earlier_s - rounded_s <= domain.cpu_time_s <= later_s + rounded_s:
        yield f"id {domain.domid}: {domain.cpu_time_s} s of CPU listed, {earlier_s:.3f} to {later_s:.3f} counted"


def _cpu_s(domain: SampledDomain) -> float:
    assert domain.counters.cpu_time_ns is not None, "every sample has it"
    return domain.counters.cpu_time_ns / _NS
