"""Whether memory is enough, in figures and words, and who could give some where it isn't."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.model.counters import Identity
from xentui_driver.model.dataclass import replace
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DOM0_DOMID, Domain, DomainRole, DomainState
from xentui_driver.model.memory_fit import MemoryFit, memory_fit, memory_holders, start_need_kib
from xentui_driver.model.node import NodeInfo

GIB_KIB = 1 << 20
AUTO = NodeInfo(xen_command_line="placeholder no-real-mode")
FIXED = NodeInfo(xen_command_line="dom0_mem=4G,max:4G")


def domain(name: str, gib: float, *, domid: int = 1, state: DomainState = DomainState.RUNNING) -> Domain:
    role = DomainRole.DOM0 if domid == DOM0_DOMID else DomainRole.GUEST
    return Domain(domid, name, name, role, state, "", "-b----", int(gib * GIB_KIB), 1, 1.0)


def says(**gib: float) -> dict[Identity, int]:
    """What guests of these names say that they use."""
    return {(name, 1): int(each * GIB_KIB) for name, each in gib.items()}


def names(domains: Sequence[Domain], node: NodeInfo) -> list[str]:
    return [holder.name for holder in memory_holders(domains, node)]


def test_what_fits_says_what_stays() -> None:
    fit = memory_fit(int(4.1 * GIB_KIB), 79 * GIB_KIB, [domain("db", 48)], AUTO)
    assert fit.sentences("Start") == ("Start needs 4.1 GiB, host free 79.0 -> 74.9 GiB.",)


def test_what_does_not_fit_says_how_much_is_missing_and_who_holds_most() -> None:
    domains = [domain("a", 1), domain("b", 48), domain("c", 12), domain("d", 2)]
    fit = memory_fit(8 * GIB_KIB, 2 * GIB_KIB, domains, AUTO)
    assert fit.sentences("Start") == (
        "Start needs 8.0 GiB, and the host has 2.0 GiB free: 6.0 GiB too little.",
        "Most memory is held by b 48.0 GiB, c 12.0 GiB, d 2.0 GiB.",
    )


def test_who_says_that_it_uses_less_than_it_has_comes_first_with_what_it_could_give() -> None:
    domains = [domain("a", 1), domain("b", 48), domain("c", 12), domain("d", 2)]
    fit = memory_fit(8 * GIB_KIB, 2 * GIB_KIB, domains, AUTO, says(c=3, a=0.5, b=47.99))
    assert fit.sentences("Start")[1:] == (
        "By what they say they use, there is room in c 9.0 GiB, a 0.5 GiB.",
        "Of the others, most memory is held by d 2.0 GiB.",
    )


def test_where_all_say_what_they_use_nobody_else_is_named() -> None:
    fit = memory_fit(8 * GIB_KIB, 2 * GIB_KIB, [domain("a", 4), domain("b", 48)], AUTO, says(a=4, b=40))
    assert fit.sentences("Start")[1:] == ("By what they say they use, there is room in b 8.0 GiB.",)


def test_one_that_uses_next_to_nothing_keeps_what_hardly_any_guest_can_do_without() -> None:
    (holder,) = memory_holders([domain("a", 1)], AUTO, says(a=0))
    assert holder.spare_kib == GIB_KIB - (128 << 10)


@given(st.lists(st.tuples(st.integers(0, 1 << 30), st.none() | st.integers(0, 1 << 30)), max_size=12))
def test_nobody_is_said_to_have_room_that_it_does_not_have(guests: list[tuple[int, int | None]]) -> None:
    domains = [replace(domain(f"g{at}", 1, domid=at + 1), memory_kib=held) for at, (held, _) in enumerate(guests)]
    said = {(f"g{at}", at + 1): used for at, (_, used) in enumerate(guests) if used is not None}
    for holder in memory_holders(domains, AUTO, said):
        assert 0 <= holder.spare_kib <= holder.held_kib
        assert holder.used_kib is None or holder.spare_kib <= holder.held_kib - holder.used_kib


def test_where_free_memory_is_unknown_only_the_need_is_said() -> None:
    assert memory_fit(GIB_KIB, None, [domain("a", 8)], AUTO).sentences("Start") == ("Start needs 1.0 GiB.",)


def test_the_host_counts_only_where_xl_may_take_from_it() -> None:
    host = domain("Domain-0", 16, domid=DOM0_DOMID)
    assert names([host, domain("a", 8)], AUTO) == ["Domain-0", "a"]
    assert names([host, domain("a", 8)], FIXED) == names([host, domain("a", 8)], NodeInfo()) == ["a"]


def test_one_that_can_not_follow_a_target_is_not_named() -> None:
    assert names([domain("a", 8, state=DomainState.PAUSED), domain("b", 8, state=DomainState.DYING)], AUTO) == []


def test_the_needs_of_a_set_are_known_only_if_each_is() -> None:
    known, unknown = Definition("/a", "a", start_memory_kib=5), Definition("/b", "b")
    assert start_need_kib([known, known]) == 10
    assert start_need_kib([known, unknown]) is start_need_kib([known, None]) is start_need_kib([]) is None


@given(st.integers(1, 1 << 34), st.integers(-(1 << 30), 1 << 34))
def test_it_is_never_said_that_less_than_nothing_is_free(need_kib: int, free_kib: int) -> None:
    fit = MemoryFit(need_kib, free_kib)
    assert (fit.missing_kib == 0) is (need_kib <= free_kib)
    assert "-> -" not in fit.words
    assert not any(word.startswith("-") and word[1:2].isdigit() for word in fit.words.split())
