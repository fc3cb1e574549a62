"""What is remembered of a guest that is as it was is what a look at it would tell again."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet import restarts
from xentui.fleet.restarts import Restarts
from xentui_driver.host.sources import DomainsRead
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.operations.rebuilds import Ended, Monitors
from xentui_driver.toolstack.listing import Listing

WEB, DB = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea", "8bb5acd8-4d94-433e-ba30-9aebfb57f0ea"
STATES = (DomainState.RUNNING, DomainState.PAUSED, DomainState.REBOOTING, DomainState.DYING)
DEFINITIONS = (None, Definition("/etc/xen/web.cfg", "web"), Definition("/etc/xen/db.cfg", "db"))


FIELDS: Mapping[str, tuple[object, ...]] = {
    "is_there": (True, False),
    "state": STATES,
    "role": (DomainRole.GUEST, DomainRole.INCOMING),
    "name": ("web", "web-2"),
    "domid": (1, 2, 3),
    "definition": DEFINITIONS,
    "host": ("dom0a", "dom0b"),
    "cpu_time_s": (1.0, 2.0),
}


def row_of(uuid: str, facts: Mapping[str, Any]) -> Instance:
    state = facts["state"]
    reason = "reboot" if state is DomainState.REBOOTING else ""
    domid, name, role, cpu_time_s = (facts[field] for field in ("domid", "name", "role", "cpu_time_s"))
    domain = Domain(domid, uuid, name, role, state, reason, "r-----", 1024, 1, cpu_time_s)
    return Instance(f"{uuid}/{domid}", domain, facts["definition"], host=facts["host"])


@st.composite
def changing(draw: st.DrawFn) -> list[tuple[Instance, ...]]:
    """Listings of two guests, each with one thing that is new in it."""
    guests: dict[str, dict[str, Any]] = {uuid: {name: each[0] for name, each in FIELDS.items()} for uuid in (WEB, DB)}
    turns = []
    for _ in range(draw(st.integers(1, 10))):
        field = draw(st.sampled_from(tuple(FIELDS)))
        guests[draw(st.sampled_from((WEB, WEB, DB)))][field] = draw(st.sampled_from(FIELDS[field]))
        turns.append(tuple(row_of(uuid, facts) for uuid, facts in guests.items() if facts["is_there"]))
    return turns


def read_of(rows: tuple[Instance, ...], before: Restarts, at_s: float) -> DomainsRead:
    """With what the monitors say of the guests that were there."""
    there = {(row.domain.uuid, row.domain.domid) for row in rows if row.domain is not None}
    gone = [ref for ref in before.expected.guests if (ref.uuid, ref.domid) not in there]
    ended = tuple(Ended(ref, _code(ref), None, was_rebuilt=False) for ref in gone)
    domains = tuple(row.domain for row in rows if row.domain is not None)
    return DomainsRead(Listing(domains), Monitors(ended), at_s, at_s)


def _code(ref: DomainRef) -> int | None:
    return (None, 0, 1)[ref.domid % 3]


def followed(turns: list[tuple[Instance, ...]]) -> list[tuple[Restarts, list[float]]]:
    """What is remembered at each turn, and the CPU times there, which tell a domain from a later one of its number."""
    state = Restarts.at_first(turns[0], read_of(turns[0], Restarts(), 0.0), 3.0)
    states = [state]
    for number, rows in enumerate(turns[1:], 1):
        state = state.after(rows, read_of(rows, state, 2.0 * number), 3.0)
        states.append(state)
    return [(each, [ref.cpu_time_s for ref in each.expected.guests]) for each in states]


@given(changing())
def test_that_a_guest_is_as_it_was_hides_nothing(turns: list[tuple[Instance, ...]]) -> None:
    with_shortcut = followed(turns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restarts, "_is_as_seen", lambda *_: False)
        assert followed(turns) == with_shortcut
