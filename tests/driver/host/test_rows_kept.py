"""A row that is as it was before is the very same value, and no row is ever one of before that isn't so any more."""

from functools import lru_cache
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.host_state import HostState
from xentui_driver.definitions.folder_contents import Candidate, FolderContents
from xentui_driver.host.instances import Usages, merge
from xentui_driver.host.logs.consoles_read import ConsoleLog, ConsolesRead, with_said
from xentui_driver.host.sources import DefinitionsRead, DomainsRead, NodeRead, Reading, SourceName
from xentui_driver.model.console_sign import ConsoleSaid, ConsoleSign
from xentui_driver.model.counters import Identity
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.definition import Definition
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import Domain, DomainRole, DomainState, UnreadableRow
from xentui_driver.model.instance import Instance
from xentui_driver.model.rates import Flow, Rates, Traffic, Usage
from xentui_driver.operations.departures import Departures
from xentui_driver.operations.rebuilds import Monitors
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.store_facts import StoreFacts

UUIDS = tuple(f"0000000{number}-0000-4000-8000-000000000000" for number in range(1, 4))
IDENTITIES: tuple[Identity, ...] = tuple((uuid, domid) for uuid in UUIDS for domid in range(1, 4))
NAMES = ("web", "mail", "db--migratedaway")
BUSY = CpuUse(5.0)
USAGES = (Usage(), Usage(BUSY), Usage(BUSY, Rates(Traffic(Flow(1.0, 1.0), Flow(2.0, 2.0), 2.0))))
DEPARTURES = tuple(Departure(uuid, "db", 7, "dom0a", "dom0b", 1.0) for uuid in UUIDS[:1])


class Host(NamedTuple):
    """All that rows are made of."""

    listing: Listing
    definitions: tuple[Definition, ...]
    usages: Usages
    store: StoreFacts
    departed: Departures
    listed_s: float
    consoles: ConsolesRead

    def rows(self, before: tuple[Instance, ...] = ()) -> tuple[Instance, ...]:
        listing, definitions, usages, store, departed, listed_s, consoles = self
        rows = merge("dom0a", listing, definitions, usages, store, departed, listed_s, before)
        return with_said(rows, consoles, store.built_s)

    def read(self, state: HostState) -> HostState:
        """The state once all of it was read."""
        listing, definitions, _, store, departed, listed_s, consoles = self
        values = (
            (SourceName.DEFINITIONS, DefinitionsRead(_contents(definitions), departed)),
            (SourceName.NODE, NodeRead(store=store)),
            (SourceName.CONSOLES, consoles),
            (SourceName.LISTING, DomainsRead(listing, Monitors(), listed_s, listed_s)),
        )
        for source, value in values:
            state = state.with_reading(Reading("dom0a", source, listed_s, value))
        return state


def _contents(definitions: tuple[Definition, ...]) -> FolderContents:
    return FolderContents.of(tuple(Candidate(each, None) for each in definitions), ())


@lru_cache
def domain(domid: int, uuid: str, name: str, state: DomainState, cpu_time_s: float) -> Domain:
    """The very same value each time: only then may a row stay as it was."""
    role = DomainRole.MIGRATED_AWAY if name.endswith("away") else DomainRole.GUEST
    return Domain(domid, uuid, name, role, state, "", "-b----", 1024, 1, cpu_time_s)


@lru_cache
def definition(name: str, uuid: str | None, aliases: tuple[str, ...]) -> Definition:
    return Definition(f"/etc/xen/{name}.cfg", name, uuid, aliases=aliases)


@st.composite
def hosts(draw: st.DrawFn) -> Host:
    """A host with up to three domains."""
    domids = sorted(draw(st.sets(st.integers(1, 3), min_size=1)))
    uuids = draw(st.permutations(UUIDS))
    states = st.sampled_from((DomainState.RUNNING, DomainState.PAUSED))
    domains = tuple(
        domain(domid, uuid, draw(st.sampled_from(NAMES)), draw(states), draw(st.sampled_from((1.0, 2.0))))
        for domid, uuid in zip(domids, uuids, strict=False)
    )
    names = ("web", "mail", *draw(st.lists(st.sampled_from(("web2", "db")), unique=True)))
    definitions = tuple(
        definition(each, draw(st.sampled_from((None, *UUIDS))), draw(st.sampled_from(((), ("/etc/xen/auto/x",)))))
        for each in names
    )
    lines = tuple(UnreadableRow(number, "?", "odd") for number in draw(st.sets(st.integers(5, 6))))
    said = ConsoleSaid(draw(st.sampled_from((ConsoleSign.LOGIN, ConsoleSign.PANIC))), "login:", 100.0)
    return Host(
        Listing(domains, unreadable=lines),
        definitions,
        {each: draw(st.sampled_from(USAGES)) for each in IDENTITIES},
        StoreFacts(
            {each: draw(st.sampled_from((1024, 2048))) for each in IDENTITIES if draw(st.booleans())},
            {each: draw(st.sampled_from((0.0, 99.0, 200.0))) for each in IDENTITIES if draw(st.booleans())},
        ),
        draw(st.sampled_from(((), DEPARTURES))),
        draw(st.sampled_from((100.0, 101.0, 300.0))),
        ConsolesRead({name: ConsoleLog(1, 1.0, said) for name in draw(st.sets(st.sampled_from(NAMES)))}),
    )


@given(hosts(), hosts(), st.sets(st.sampled_from(Host._fields), min_size=1, max_size=2))
def test_rows_are_as_they_would_be_without_those_before(first: Host, other: Host, changes: set[str]) -> None:
    second = first._replace(**{field: getattr(other, field) for field in changes})
    made = second.rows(first.rows())
    assert made == second.rows()
    assert [each.cpu for each in made] == [each.cpu for each in second.rows()]


@given(hosts(), hosts(), st.sets(st.sampled_from(Host._fields), max_size=2), st.sampled_from((0.5, 60.0)))
def test_a_host_that_is_read_again_has_the_rows_that_its_readings_make(
    first: Host, other: Host, changes: set[str], later_s: float
) -> None:
    state, at_s = HostState("dom0a", 0.0), first.listed_s
    for _ in range(4):  # until nothing is new in any row
        at_s += 20.0
        state = first._replace(listed_s=at_s).read(state)
    changed = first._replace(**{field: getattr(other, field) for field in changes})
    second = changed._replace(listed_s=at_s + later_s)
    state = second.read(state)
    assert state.snapshot is not None
    found = _contents(second.definitions).certain
    assert state.snapshot.instances == second._replace(usages=state.history.usages(), definitions=found).rows()


def test_what_a_console_shows_is_news_where_nothing_else_is() -> None:
    guest = domain(1, UUIDS[0], "web", DomainState.RUNNING, 1.0)
    store = StoreFacts(built_s={(guest.uuid, guest.domid): 99.0})
    host = Host(Listing((guest,)), (), {}, store, (), 100.0, ConsolesRead())
    state = HostState("dom0a", 0.0)
    for at_s in (100.0, 120.0, 121.0):
        state = host._replace(listed_s=at_s).read(state)
    said = ConsoleSaid(ConsoleSign.PANIC, "Kernel panic", 100.0)
    heard = ConsolesRead({"web": ConsoleLog(1, 1.0, said)})
    state = state.with_reading(Reading("dom0a", SourceName.CONSOLES, 122.0, heard))
    assert state.snapshot is not None
    assert [each.said for each in state.snapshot.instances] == [said]


@given(hosts())
def test_rows_of_which_nothing_is_new_are_the_very_same(host: Host) -> None:
    rows = host.rows()
    assert all(again is row for again, row in zip(host.rows(rows), rows, strict=True) if row.unreadable is None)
    later = host._replace(listed_s=host.listed_s + 0.5)
    assert all(again is row for again, row in zip(later.rows(rows), rows, strict=True) if row.domain and not row.said)
