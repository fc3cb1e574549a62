"""The pool of a host: its sums stay those of the host's bar, and less than nothing is never free."""

from hypothesis import assume, given
from hypothesis import strategies as st

from xentui.console.questions.memory_picture import Drawn, change_bar, host_bar, one_guest, several_guests
from xentui.console.questions.memory_pool import Pool, Sizing
from xentui_driver.model.domain import DomainMemory
from xentui_driver.model.node import Memory
from xentui_widgets.symbols import ASCII, UNICODE

KIB = st.integers(0, 1 << 32)
MEMORIES = st.builds(DomainMemory, st.integers(1, 1 << 32), KIB, KIB | st.none(), st.integers(0, 1 << 17))


def total_of(memory: Memory) -> int:
    return memory.free_kib + memory.dom0_kib + memory.guests_kib + memory.xen_kib


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    """Sizes chosen one after the other, each as far as the others leave room."""
    memories = draw(st.lists(MEMORIES, min_size=1, max_size=6))
    free_kib, xen_kib, dom0_kib = draw(KIB), draw(KIB), draw(KIB)
    guests_kib = sum(each.actual_kib for each in memories)
    host = Memory(free_kib + xen_kib + dom0_kib + guests_kib, free_kib, dom0_kib, guests_kib, xen_kib)
    sizings = [Sizing(each) for each in memories]
    for place, memory in enumerate(memories):
        others = [each for at, each in enumerate(sizings) if at != place]
        wanted_kib = draw(st.none() | KIB)
        if wanted_kib is not None and wanted_kib - memory.actual_kib <= Pool(host, others).without_taken.free_kib:
            sizings[place] = Sizing(memory, wanted_kib)
    return Pool(host, sizings)


@given(pools())
def test_the_sums_agree_whatever_is_chosen(pool: Pool) -> None:
    after = pool.as_it_will_be
    assert total_of(after) == after.total_kib == pool.memory.total_kib
    assert after.xen_kib == pool.memory.xen_kib


@given(pools())
def test_no_choice_that_is_possible_leaves_less_than_nothing(pool: Pool) -> None:
    assert pool.as_it_will_be.free_kib >= 0
    assert pool.without_taken.free_kib >= 0
    assert total_of(pool.without_taken) == pool.memory.total_kib


@given(pools())
def test_without_a_choice_all_stays_as_it_is(pool: Pool) -> None:
    assert Pool(pool.memory, [Sizing(each.memory) for each in pool.sizings]).as_it_will_be == pool.memory


@given(pools(), st.integers(8, 60))
def test_bars_fill_their_width(pool: Pool, width: int) -> None:
    assume(pool.memory.total_kib > 0)
    assert len(host_bar(pool.as_it_will_be, width, UNICODE)) == width
    for each in pool.sizings:
        drawn = Drawn("web", each.memory.actual_kib, each.memory, each.wanted_kib)
        assert len(change_bar(drawn, width, ASCII)) == width


@given(pools(), st.integers(34, 70))
def test_no_line_is_wider_than_its_room(pool: Pool, room: int) -> None:
    drawn = [
        Drawn("a name 世界 that is long", each.memory.actual_kib, each.memory, each.wanted_kib) for each in pool.sizings
    ]
    assume(all(max(each.actual_kib or 0, each.goal_kib or 0) < 900 << 20 for each in drawn))
    assume(pool.memory.total_kib < 900 << 20)
    lines = several_guests(drawn, 0, [("host free", pool.memory, pool.as_it_will_be)], room, ASCII)
    assert all(len(line) <= room for line in lines)
    assert all(len(line) <= room for line in one_guest(drawn[0], pool.as_it_will_be, room, ASCII))
