"""A domain that loses its name while it is torn down is still the guest that it was."""

import pytest

from tests.instances import running
from xentui.fleet.leaving import with_last_names
from xentui_driver.host.sources import DomainsRead
from xentui_driver.model.domain import Domain, DomainRole, DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.operations.rebuilds import Monitors
from xentui_driver.toolstack.listing import Listing


def domain(name: str, domid: int = 7, **changes: object) -> Domain:
    role = DomainRole.GUEST if name else DomainRole.NAMELESS
    found = running(name, domid, **({"role": role} | changes)).domain
    assert found is not None
    return found


def read(*domains: Domain) -> DomainsRead:
    return DomainsRead(Listing(domains), Monitors(), 1.0, 1.0)


PAUSED = domain("", state=DomainState.PAUSED, raw_state="--p---", memory_kib=10)


def test_it_keeps_its_name_for_as_long_as_it_is_listed_and_is_shown_as_dying() -> None:
    seen = read(domain("web"))
    for _ in range(3):
        seen = with_last_names(read(PAUSED), seen)
        (kept,) = seen.listing.domains
        assert (kept.name, kept.role, kept.state) == ("web", DomainRole.GUEST, DomainState.DYING)
        assert kept.memory_kib == 10
        assert not Instance("web", kept).has_trouble, "it takes a moment: nobody is needed"
    lasting = domain("", state=DomainState.DYING, raw_state="--ps-d")
    (kept,) = with_last_names(read(lasting), seen).listing.domains
    assert Instance("web", kept).has_trouble, "something still holds its memory"


def test_one_that_is_to_be_built_again_is_rebooting_still() -> None:
    before = read(domain("web", state=DomainState.REBOOTING))
    (kept,) = with_last_names(read(PAUSED), before).listing.domains
    assert kept.state is DomainState.REBOOTING


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (read(), PAUSED),
        (read(PAUSED), PAUSED),
        (read(domain("web", 8)), PAUSED),
        (read(domain("web")), domain("")),
        (read(domain("web")), domain("other", state=DomainState.PAUSED)),
    ],
    ids=["unknown", "never named", "another domain", "still running", "renamed"],
)
def test_any_other_domain_is_shown_as_it_is_listed(before: DomainsRead, now: Domain) -> None:
    assert with_last_names(read(now), before).listing.domains == (now,)
    assert with_last_names(read(now), None).listing.domains == (now,)
