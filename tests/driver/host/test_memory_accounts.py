"""Memory adds up, or it is said why not: never that it is a matter of moments where no moment would help."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.instances import running
from xentui_driver.host.memory import MemoryAccount, account
from xentui_driver.model.domain import Domain
from xentui_driver.model.errors import CommandTimedOut
from xentui_driver.model.node import Memory, NodeInfo
from xentui_driver.model.units import MIB_KIB

MOMENTS = "different moments"


def node(total_mib: int, free_mib: int, shared_mib: int = 0) -> NodeInfo:
    return NodeInfo(
        memory_total_kib=total_mib * MIB_KIB,
        memory_free_kib=free_mib * MIB_KIB,
        memory_shared_kib=shared_mib * MIB_KIB,
    )


def domains(*sizes_mib: int) -> tuple[Domain, ...]:
    made = [running(f"web-{domid}", domid).domain for domid in range(len(sizes_mib))]
    return tuple(replace(each, memory_kib=mib * MIB_KIB) for each, mib in zip(made, sizes_mib, strict=True) if each)


class Host:
    """The domains' memory at one look after the other; the last look stays."""

    def __init__(self, *looks: tuple[Domain, ...] | Exception) -> None:
        self._looks = list(looks)
        self.looked = 0

    def look(self) -> tuple[Domain, ...]:
        self.looked += 1
        seen = self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]
        if isinstance(seen, Exception):
            raise seen
        return seen


class Accounts:
    """One account after the other, each with what the last one has left."""

    def __init__(self) -> None:
        self._last = MemoryAccount()

    def account(
        self, node: NodeInfo, listed: tuple[Domain, ...], read_again: Callable[[], tuple[Domain, ...]]
    ) -> tuple[Memory | None, tuple[str, ...]]:
        self._last = account(self._last, node, listed, read_again)
        return self._last.memory, self._last.problems


def test_a_guest_that_has_ended_between_the_two_readings_costs_the_figures_nothing() -> None:
    host = Host(domains(1024, 8192), domains(1024))
    memory, problems = Accounts().account(node(16_384, 14_000), host.look(), host.look)
    assert problems == ()
    assert memory is not None
    assert (memory.guests_kib, memory.dom0_kib) == (0, 1024 * MIB_KIB)


def test_what_keeps_moving_was_read_at_different_moments() -> None:
    host = Host(domains(1024, 8192), domains(1024, 8000))
    memory, problems = Accounts().account(node(16_384, 14_000), host.look(), host.look)
    assert memory is None
    assert MOMENTS in problems[0]


def test_a_host_that_can_not_be_read_again_is_given_the_benefit_of_the_doubt() -> None:
    host = Host(domains(1024, 8192), CommandTimedOut("xl list did not answer."))
    _, problems = Accounts().account(node(16_384, 14_000), host.look(), host.look)
    assert MOMENTS in problems[0]


def test_what_is_the_same_when_read_again_is_no_matter_of_moments() -> None:
    host, accounts = Host(domains(1024, 8192)), Accounts()
    for _ in range(3):
        memory, problems = accounts.account(node(16_384, 14_000), host.look(), host.look)
        assert memory is None
        assert problems == (
            "memory doesn't add up: guests and dom0 hold 9216 MiB, 14000 MiB is free, and the host has 16384 MiB; "
            "a second reading shows the same",
        )
    assert host.looked == 4, "once a poll, and once more in the first"


def test_what_keeps_moving_is_read_again_at_every_tenth_poll_at_most() -> None:
    asked, accounts = 0, Accounts()
    for poll in range(30):
        again = Host(domains(1024, 8000 - poll))
        memory, problems = accounts.account(node(16_384, 14_000), domains(1024, 8192 - poll), again.look)
        asked += again.looked
        assert memory is None
        assert MOMENTS in problems[0]
    assert asked == 3


def test_what_does_not_fit_and_moves_is_no_matter_of_moments_between_two_readings_of_it_either() -> None:
    asked, accounts = 0, Accounts()
    for poll in range(30):
        host = Host(domains(1024, 8192 - poll))
        _, problems = accounts.account(node(16_384, 14_000), host.look(), host.look)
        asked += host.looked - 1
        assert problems[0].startswith(f"memory doesn't add up: guests and dom0 hold {9216 - poll} MiB")
    assert asked == 3


def test_a_reading_that_has_helped_puts_off_no_other() -> None:
    accounts = Accounts()
    for _ in range(3):
        memory, _ = accounts.account(node(16_384, 14_000), domains(1024, 8192), Host(domains(1024)).look)
        assert memory is not None


def test_domains_that_alone_have_more_than_there_is_need_no_other_reading() -> None:
    host = Host(domains(1024, 65_536))
    _, problems = Accounts().account(node(16_384, 4096), host.look(), host.look)
    assert "the guests alone have more memory than the host has" in problems[0]
    assert host.looked == 1


def test_pages_that_guests_share_explain_what_they_are_too_much() -> None:
    host = Host(domains(1024, 8192))
    _, problems = Accounts().account(node(8192, 2000, shared_mib=4096), host.look(), host.look)
    assert "guests share memory pages" in problems[0]
    assert host.looked == 1


SIZES = st.lists(st.integers(0, 1 << 20), max_size=5).map(tuple)


@given(st.integers(0, 1 << 21), st.integers(0, 1 << 21), SIZES, SIZES, st.integers(0, 1 << 20))
def test_it_is_a_matter_of_moments_only_where_something_has_moved(
    total: int, free: int, first: tuple[int, ...], second: tuple[int, ...], shared: int
) -> None:
    host = Host(domains(*first), domains(*second))
    memory, problems = Accounts().account(node(total, free, shared), host.look(), host.look)
    assert (memory is None) is bool(problems)
    if memory is not None:
        parts = (memory.free_kib, memory.dom0_kib, memory.guests_kib, memory.xen_kib)
        assert sum(parts) == memory.total_kib
        assert min(parts) >= 0
    if problems and MOMENTS in problems[0]:
        assert (sum(first), first[:1]) != (sum(second), second[:1])
