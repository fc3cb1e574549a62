"""Decides whether two sightings show the same domain, or the same guest."""

from functools import lru_cache

from xentui_driver.model.domain import INCOMING_SUFFIX, MIGRATED_AWAY_SUFFIX, Domain, DomainRef


@lru_cache(maxsize=65_536)
def identifies(uuid: str | None) -> bool:
    """Whether that UUID identifies one guest: many guests have one of zeros (dom0less, other toolstacks)."""
    return bool(uuid) and bool((uuid or "").strip("0-"))


def same_guest(one: str | None, other: str | None) -> bool:
    """Whether the two UUIDs are those of one guest."""
    return identifies(one) and one == other


def is_same(domain: Domain, ref: DomainRef) -> bool:
    """Whether it is the very same domain: one start of one guest.

    Domids are used again. Where the UUID says nothing, the name must be the same too, and the CPU time must not have
    gone back: a domain that was built since then has begun at 0.
    """
    if domain.domid != ref.domid or domain.uuid != ref.uuid:
        return False
    return identifies(ref.uuid) or (domain.name == ref.name and domain.cpu_time_s >= ref.cpu_time_s)


def guest_name(name: str) -> str:
    """The guest's own name, from its domain's: xl gives the halves of a migration a suffix."""
    return name.removesuffix(INCOMING_SUFFIX).removesuffix(MIGRATED_AWAY_SUFFIX)
