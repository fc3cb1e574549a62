"""Random hosts with up to three domains, and all that their rows are made of."""

from functools import lru_cache
from typing import NamedTuple

from hypothesis import strategies as st

from xentui_driver.host.instances import Usages, merge
from xentui_driver.host.logs.consoles_read import ConsoleLog, ConsolesRead, with_said
from xentui_driver.model.console_sign import ConsoleSaid, ConsoleSign
from xentui_driver.model.counters import Identity
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.definition import Definition
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import Domain, DomainRole, DomainState, UnreadableRow
from xentui_driver.model.instance import Instance
from xentui_driver.model.rates import Flow, Rates, Traffic, Usage
from xentui_driver.operations.departures import Departures
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
