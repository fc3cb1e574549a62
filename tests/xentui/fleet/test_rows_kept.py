"""A host that is read again has the rows that its last readings make, though most stay the very same values."""

from hypothesis import given
from hypothesis import strategies as st

from tests.driver.host.rows_of_hosts import UUIDS, Host, domain, hosts
from xentui.fleet.host_state import HostState
from xentui_driver.definitions.folder_contents import Candidate, FolderContents
from xentui_driver.host.logs.consoles_read import ConsoleLog, ConsolesRead
from xentui_driver.host.sources import DefinitionsRead, DomainsRead, NodeRead, Reading, SourceName
from xentui_driver.model.console_sign import ConsoleSaid, ConsoleSign
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainState
from xentui_driver.operations.rebuilds import Monitors
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.store_facts import StoreFacts


def read(host: Host, state: HostState) -> HostState:
    """The state once all of it was read."""
    listing, definitions, _, store, departed, listed_s, consoles = host
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


@given(hosts(), hosts(), st.sets(st.sampled_from(Host._fields), max_size=2), st.sampled_from((0.5, 60.0)))
def test_a_host_that_is_read_again_has_the_rows_that_its_readings_make(
    first: Host, other: Host, changes: set[str], later_s: float
) -> None:
    state, at_s = HostState("dom0a", 0.0), first.listed_s
    for _ in range(4):  # until nothing is new in any row
        at_s += 20.0
        state = read(first._replace(listed_s=at_s), state)
    changed = first._replace(**{field: getattr(other, field) for field in changes})
    second = changed._replace(listed_s=at_s + later_s)
    state = read(second, state)
    assert state.snapshot is not None
    found = _contents(second.definitions).certain
    assert state.snapshot.instances == second._replace(usages=state.history.usages(), definitions=found).rows()


def test_what_a_console_shows_is_news_where_nothing_else_is() -> None:
    guest = domain(1, UUIDS[0], "web", DomainState.RUNNING, 1.0)
    store = StoreFacts(built_s={(guest.uuid, guest.domid): 99.0})
    host = Host(Listing((guest,)), (), {}, store, (), 100.0, ConsolesRead())
    state = HostState("dom0a", 0.0)
    for at_s in (100.0, 120.0, 121.0):
        state = read(host._replace(listed_s=at_s), state)
    said = ConsoleSaid(ConsoleSign.PANIC, "Kernel panic", 100.0)
    heard = ConsolesRead({"web": ConsoleLog(1, 1.0, said)})
    state = state.with_reading(Reading("dom0a", SourceName.CONSOLES, 122.0, heard))
    assert state.snapshot is not None
    assert [each.said for each in state.snapshot.instances] == [said]
