"""What an action hits is the domain that was chosen, or nothing: also where UUIDs say nothing and domids are reused."""

import threading
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import ScriptedTransport, domids, listing, row
from xentui_driver.host.instances import merge
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain
from xentui_driver.model.errors import DomainChanged, NoSuchDomain
from xentui_driver.model.identity import guest_name, identifies, is_same, same_guest
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.listing import Listing, read_listing
from xentui_driver.toolstack.xl import Xl

NIL = "00000000-0000-0000-0000-000000000000"
UUIDS = (NIL, "10111213-1415-1617-1819-1a1b1c1d1e1f", "20212223-1415-1617-1819-1a1b1c1d1e1f")
NAMES = ("web", "mail", "(null)", "web--incoming", "web--migratedaway")


@dataclass(frozen=True)
class Life:
    """One start of one guest, which no listing shows: what the driver must not mix up."""

    number: int
    domid: int
    uuid: str
    name: str
    cpu_time_s: float

    def row(self) -> str:
        return row(self.name, self.domid, "r-----", cpu=self.cpu_time_s, uuid=self.uuid)


def listed(lives: list[Life]) -> Listing:
    lives = sorted(lives, key=lambda life: life.domid)
    answers = {
        "xl list -v": listing(*(life.row() for life in lives)),
        "xenstore-list /local/domain": domids(*(life.domid for life in lives)),
    }
    return read_listing(ScriptedTransport(answers), 1.0)


@st.composite
def successions(draw: st.DrawFn) -> tuple[list[Life], list[Life]]:
    """Domains, and those of a while later: some have gone on, some are gone, others have taken their numbers."""
    first = [
        Life(domid, domid, draw(st.sampled_from(UUIDS)), draw(st.sampled_from(NAMES)), draw(st.integers(50, 99)))
        for domid in draw(st.sets(st.integers(1, 4)))
    ]
    later: list[Life] = []
    for domid in range(1, 5):
        before = next((life for life in first if life.domid == domid), None)
        fate = draw(st.sampled_from(("stays", "is gone", "is another")))
        if fate == "stays" and before is not None:
            later.append(
                Life(before.number, domid, before.uuid, before.name, before.cpu_time_s + draw(st.integers(0, 5)))
            )
        elif fate == "is another":
            # With a UUID of its own only a later start of the same guest has it: libxl refuses it for a second domain.
            uuid = draw(st.sampled_from([u for u in UUIDS if u == NIL or before is None or u != before.uuid]))
            later.append(Life(domid + 10, domid, uuid, draw(st.sampled_from(NAMES)), draw(st.integers(0, 49))))
    return first, later


@given(successions())
def test_a_domain_is_found_again_or_nothing_is(lives: tuple[list[Life], list[Life]]) -> None:
    first, later = lives
    numbers = {life.domid: life.number for life in later}
    for before in listed(first).domains[1:]:
        mine = next(life.number for life in first if life.domid == before.domid)
        found = listed(later).same(before.ref)
        if found is not None:
            assert numbers[found.domid] == mine
        else:
            assert mine not in numbers.values()


@given(successions())
def test_a_row_never_takes_over_the_key_of_another_guest(lives: tuple[list[Life], list[Life]]) -> None:
    """Marks and the cursor go by the key."""
    (first, later) = (merge("dom0a", listed(each), (), {}) for each in lives)
    keys = {instance.key: instance.domain for instance in first if instance.domain is not None}
    assert len(keys) == len(first)
    for instance in later:
        before = keys.get(instance.key)
        if before is not None and instance.domain is not None:
            assert (before.uuid, before.domid, before.name) == (
                instance.domain.uuid,
                instance.domain.domid,
                instance.domain.name,
            ) or identifies(before.uuid)


def xl_with(*lives: Life) -> Xl:
    answers = {
        "xl list -v": listing(*(life.row() for life in lives)),
        "xenstore-list /local/domain": domids(*(life.domid for life in lives)),
    }
    return Xl(ScriptedTransport(answers), SystemClock(), Limits(), threading.Event())


def test_a_reused_domid_with_a_uuid_of_zeros_hits_nobody() -> None:
    chosen = listed([Life(1, 5, NIL, "web", 70.0)]).domains[1].ref
    for other in (Life(2, 5, NIL, "mail", 90.0), Life(3, 5, NIL, "web", 0.5), Life(4, 5, UUIDS[1], "web", 90.0)):
        with pytest.raises(NoSuchDomain):
            xl_with(other).find(chosen)
    assert xl_with(Life(1, 5, NIL, "web", 70.5)).find(chosen).domid == 5


def test_a_guest_of_its_own_uuid_that_was_restarted_is_told_so() -> None:
    chosen = listed([Life(1, 5, UUIDS[1], "web", 70.0)]).domains[1].ref
    with pytest.raises(DomainChanged, match="now has id 6"):
        xl_with(Life(2, 6, UUIDS[1], "web", 1.0)).find(chosen)
    assert xl_with(Life(1, 5, UUIDS[1], "renamed", 1.0)).find(chosen).name == "renamed"


def test_a_uuid_of_zeros_pairs_no_definition_with_a_domain() -> None:
    domains = listed([Life(1, 1, NIL, "mail", 1.0), Life(2, 2, NIL, "web", 1.0)])
    definition = Definition("/etc/xen/web.cfg", "web", uuid=NIL)
    paired = {i.name: i.definition for i in merge("dom0a", domains, (definition,), {}) if i.domain is not None}
    assert paired == {"Domain-0": None, "mail": None, "web": definition}


@pytest.mark.parametrize("uuid", [None, "", NIL])
def test_what_is_no_uuid_is_nobodys(uuid: str | None) -> None:
    assert not identifies(uuid)
    assert not same_guest(uuid, uuid)


def test_the_halves_of_a_migration_are_called_after_their_guest() -> None:
    assert [guest_name(name) for name in NAMES] == ["web", "mail", "(null)", "web", "web"]


def test_a_domain_is_the_same_as_itself() -> None:
    domain: Domain
    for domain in listed([Life(1, 1, NIL, "web", 1.0), Life(2, 2, UUIDS[1], "web", 1.0)]).domains:
        assert is_same(domain, domain.ref)
