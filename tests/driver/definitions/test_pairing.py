"""A running guest has the definition that it was started from, or none where nothing tells."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.pairing import preferred
from xentui_driver.host.instances import merge
from xentui_driver.model.definition import Definition, Starter
from xentui_driver.model.domain import Domain, DomainRole, DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack.listing import Listing

UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"


def domain(name: str, domid: int = 1, uuid: str = UUID, role: DomainRole = DomainRole.GUEST) -> Domain:
    return Domain(domid, uuid, name, role, DomainState.RUNNING, "", "-b----", 4096, 1, 1.0)


def definition(path: str, *, uuid: str | None = UUID, name: str = "web", linked: bool = False) -> Definition:
    starters = (Starter(f"/etc/xen/auto/{path}", is_link=True),) if linked else ()
    return Definition(f"/etc/xen/{path}", name, uuid, starters=starters)


def guest(*definitions: Definition) -> Instance:
    return merge("dom0a", Listing((domain("web"),)), definitions, {})[0]


def chosen(*definitions: Definition) -> str:
    found = guest(*definitions).definition
    return found.path.removeprefix("/etc/xen/") if found is not None else ""


def test_a_copy_that_sorts_first_is_not_the_guests_definition() -> None:
    for uuid in (UUID, None):
        assert chosen(definition("web-2024.cfg", uuid=uuid), definition("web.cfg", uuid=uuid)) == "web.cfg"
        assert chosen(definition("old-web.cfg", uuid=uuid), definition("web.cfg", uuid=uuid)) == "web.cfg"


def test_the_one_that_starts_with_the_host_is_chosen_where_none_is_called_after_the_guest() -> None:
    assert chosen(definition("a.cfg"), definition("b.cfg", linked=True)) == "b.cfg"
    assert chosen(definition("web.cfg"), definition("b.cfg", linked=True)) == "web.cfg"
    assert chosen(definition("vm/web.cfg", linked=True), definition("web.cfg")) == "vm/web.cfg"


def test_a_copy_that_merely_starts_the_same_guest_is_no_sign() -> None:
    copied = (Starter("/etc/xen/auto/1", is_link=True, is_copy=True),)
    one = Definition("/etc/xen/a.cfg", "web", UUID, starters=copied)
    assert chosen(one, definition("b.cfg", linked=True)) == "b.cfg"


def test_a_link_called_after_the_guest_counts_as_its_name() -> None:
    current = Definition("/etc/xen/web-2025.cfg", "web", UUID, aliases=("/etc/xen/web.cfg",))
    assert chosen(definition("web-2024.cfg"), current) == "web-2025.cfg"


def test_where_nothing_tells_the_guest_has_none_and_says_which_there_are() -> None:
    both = definition("a.cfg"), definition("b.cfg")
    undecided = guest(*both)
    assert undecided.is_undecided
    assert undecided.rivals == both
    words = "it may have been started from any of 2 definitions: /etc/xen/a.cfg, /etc/xen/b.cfg"
    assert undecided.problems == (words,)
    decided = undecided.with_definition("/etc/xen/b.cfg")
    assert (decided.definition, decided.rivals, decided.problems) == (both[1], both[:1], ())
    assert undecided.with_definition("/etc/xen/c.cfg") is undecided


def test_a_definition_with_the_uuid_leaves_none_to_a_file_of_the_same_name() -> None:
    assert chosen(definition("a.cfg"), definition("web.cfg", uuid=None)) == "a.cfg"
    assert guest(definition("a.cfg"), definition("web.cfg", uuid=None)).rivals == ()


def test_another_definition_of_a_guest_that_runs_is_no_stopped_guest() -> None:
    others = (
        definition("a.cfg"),
        definition("b.cfg", uuid=None),
        definition("c.cfg", uuid="other"),
        definition("d.cfg", name="db"),
    )
    lines = merge("dom0a", Listing((domain("web"),)), (definition("web.cfg"), *others), {})
    states = {line.key.rpartition("/")[2]: line.state for line in lines if line.domain is None}
    assert states == {
        "a.cfg": DomainState.COPY,
        "b.cfg": DomainState.COPY,
        "c.cfg": DomainState.STOPPED,
        "d.cfg": DomainState.COPY,
    }


def test_a_broken_definition_is_nobodys() -> None:
    broken = Definition("/etc/xen/web.cfg", "web", error="line 1: x")
    assert chosen(broken) == ""
    assert not guest(broken).is_undecided


def test_what_a_migration_leaves_has_no_definition_of_the_guest() -> None:
    away = domain("web--migratedaway", 2, role=DomainRole.MIGRATED_AWAY)
    both = definition("a.cfg"), definition("b.cfg")
    found = merge("dom0a", Listing((domain("web"), away)), both, {})
    assert [len(each.rivals) for each in found if each.domain is not None] == [2, 0]


FILES = st.builds(
    definition,
    st.sampled_from(["a.cfg", "b.cfg", "web.cfg", "vm/web.cfg", "auto/web.cfg", "c"]),
    linked=st.booleans(),
)


@given(st.lists(FILES, unique_by=lambda each: each.path, max_size=6), st.randoms())
def test_the_order_of_the_files_decides_nothing(definitions: list[Definition], chance: Random) -> None:
    first = preferred(definitions, "web")
    shuffled = list(definitions)
    chance.shuffle(shuffled)
    assert preferred(shuffled, "web") is first
    lines = merge("dom0a", Listing((domain("web"),)), tuple(definitions), {})
    shown = [line.definition.path for line in lines if line.definition is not None]
    assert sorted(shown) == sorted(each.path for each in definitions)
    assert lines[0].is_undecided == (first is None and bool(definitions))
