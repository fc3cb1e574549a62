"""What happens is noticed at once, a new name by its edition, and a xenstored that hangs, dies or babbles holds up
nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.driver.sampler.fake_store import READ, UNWATCH, WATCH, FakeStore, name_of, request_of, target_of, watches_of
from xentui_driver.sampler.watches import NOT_FOLLOWED, Watches


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FakeStore]:
    yield (store := FakeStore(tmp_path))
    if Path(store.path).exists():
        store.die()


@pytest.fixture
def watches(store: FakeStore, clock: Clock) -> Iterator[Watches]:
    with closed(Watches(sockets=(store.path,), now_s=clock)) as watches:
        yield watches


@contextmanager
def closed(watches: Watches) -> Iterator[Watches]:
    """The process that has them ends with them."""
    yield watches
    if watches.connection is not None:
        watches.connection.close()


def settled(watches: Watches, store: FakeStore, *domids: int) -> int:
    """The edition once nothing is on its way any more."""
    for _ in range(3):
        watches.followed(set(domids))
        store.answer()
    edition = watches.followed(set(domids)).edition
    assert edition is not None
    return edition


def test_they_are_followed_once_every_watch_is_set(watches: Watches, store: FakeStore) -> None:
    assert watches.followed({0, 3}).edition is None
    store.answer()
    assert watches.followed({0, 3}).edition is not None
    assert store.watched == watches_of(0, 3)


def test_the_edition_stays_while_no_name_changes(watches: Watches, store: FakeStore) -> None:
    edition = settled(watches, store, 0, 3)
    assert [watches.followed({0, 3}).edition for _ in range(5)] == [edition] * 5
    assert sorted(store.asked) == sorted((WATCH, path) for path in watches_of(0, 3))


def test_a_name_that_changes_makes_a_new_edition(watches: Watches, store: FakeStore) -> None:
    editions = [settled(watches, store, 0, 3)]
    for _ in range(3):
        store.rename(3)
        editions.append(watches.followed({0, 3}).edition or 0)
    assert all(later > earlier for earlier, later in pairwise(editions))


def test_a_domain_that_comes_is_watched_and_one_that_goes_no_longer(watches: Watches, store: FakeStore) -> None:
    settled(watches, store, 0, 3)
    assert watches.followed({0, 4}).edition is None
    settled(watches, store, 0, 4)
    assert store.watched == watches_of(0, 4)
    begun = len(watches_of(0, 3))
    gone, come = watches_of(3) - watches_of(), watches_of(4) - watches_of()
    assert set(store.asked[begun:]) == {*((UNWATCH, path) for path in gone), *((WATCH, path) for path in come)}
    assert len(store.asked) == begun + len(gone) + len(come)


def test_a_new_watch_fires_so_that_nothing_is_missed_before_it_was_set(watches: Watches, store: FakeStore) -> None:
    before = settled(watches, store, 0)
    assert settled(watches, store, 0, 3) > before


def test_without_a_word_it_is_asked_whether_it_still_answers(watches: Watches, store: FakeStore, clock: Clock) -> None:
    settled(watches, store, 0)
    asked = len(store.asked)
    clock.now_s += 6.0
    assert watches.followed({0}).silent_s == 0
    clock.now_s += 2.0
    assert watches.followed({0}).silent_s == 2.0
    clock.now_s += 2.0
    assert watches.followed({0}).silent_s == 4.0
    store.answer()
    assert watches.followed({0}).silent_s == 0
    assert store.asked[asked:] == [(READ, name_of(0))]


def test_one_that_does_not_set_the_watches_is_silent_and_nothing_is_followed(watches: Watches, clock: Clock) -> None:
    watches.followed({0, 3})
    clock.now_s += 9.0
    assert watches.followed({0, 3}) == (None, 9.0)


def test_one_that_dies_is_connected_again_with_a_new_edition(
    watches: Watches, store: FakeStore, clock: Clock, tmp_path: Path
) -> None:
    before = settled(watches, store, 0, 3)
    store.die()
    assert watches.followed({0, 3}) == NOT_FOLLOWED
    again = FakeStore(tmp_path)
    assert watches.followed({0, 3}) == NOT_FOLLOWED  # too soon
    clock.now_s += 2.0
    assert settled(watches, again, 0, 3) > before
    again.die()


def test_without_a_xenstored_nothing_is_followed(tmp_path: Path, clock: Clock) -> None:
    watches = Watches(sockets=(str(tmp_path / "none"),), now_s=clock)
    for _ in range(3):
        assert watches.followed({0}) == NOT_FOLLOWED
        clock.now_s += 3.0


def test_thousands_of_domains_are_followed_in_pieces(watches: Watches, store: FakeStore) -> None:
    domids = tuple(range(5000))
    for _ in range(200):
        if watches.followed(set(domids)).edition is not None:
            break
        store.answer()
    assert store.watched == watches_of(*domids)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(garbage=st.binary(min_size=1, max_size=200))
def test_whatever_it_says_nothing_waits_and_nothing_fails(garbage: bytes, tmp_path: Path, clock: Clock) -> None:
    store = FakeStore(tmp_path)
    with closed(Watches(sockets=(store.path,), now_s=clock)) as watches:
        settled(watches, store, 0)
        store.send(garbage)
        assert watches.followed({0}).silent_s >= 0
    store.die()


def news_after(watches: Watches, store: FakeStore, path: str) -> bool:
    """Whether a settled host has news once that has fired."""
    settled(watches, store, 0, 3)
    watches.sample_begins()
    watches.followed({0, 3})
    assert not watches.has_news
    store.fire(path)
    watches.take()
    return watches.has_news


@pytest.mark.parametrize("path", ["@introduceDomain", "@releaseDomain", name_of(3), request_of(3), target_of(3)])
def test_whatever_happens_is_news(watches: Watches, store: FakeStore, path: str) -> None:
    assert news_after(watches, store, path)


def test_a_watch_that_has_just_been_set_is_none(watches: Watches, store: FakeStore) -> None:
    settled(watches, store, 0, 3)
    settled(watches, store, 0, 3, 4)
    assert not watches.has_news


def test_a_sample_shows_what_happened_before_it_and_not_what_happens_meanwhile(
    watches: Watches, store: FakeStore
) -> None:
    assert news_after(watches, store, "@releaseDomain")
    watches.sample_begins()
    assert not watches.has_news
    store.fire("@releaseDomain")
    watches.followed({0})
    assert watches.has_news


def test_only_a_new_name_makes_a_new_edition(watches: Watches, store: FakeStore) -> None:
    before = settled(watches, store, 0, 3)
    for path in ("@introduceDomain", "@releaseDomain", request_of(3), target_of(3)):
        store.fire(path)
    assert settled(watches, store, 0, 3) == before


def test_a_guest_that_writes_its_request_again_and_again_is_heard_of_once_between_two_samples(
    watches: Watches, store: FakeStore
) -> None:
    """However fast it writes: the watch is gone after the first, and back with the next sample."""
    for _ in range(3):
        assert news_after(watches, store, request_of(3))
        for _ in range(100):
            if request_of(3) in store.watched:
                store.fire(request_of(3))
        asked = len(store.asked)
        watches.take()
        store.answer()
        watches.take()
        assert request_of(3) not in store.watched
        assert store.asked[asked:] == [(UNWATCH, request_of(3))]


def test_its_request_makes_nobody_ask_xl(watches: Watches, store: FakeStore) -> None:
    """The names are followed while that watch is being set again."""
    assert news_after(watches, store, request_of(3))
    watches.sample_begins()
    assert watches.followed({0, 3}).edition is not None


def test_one_that_dies_between_two_samples_is_let_go(watches: Watches, store: FakeStore) -> None:
    settled(watches, store, 0)
    store.die()
    watches.take()
    assert watches.connection is None
    assert not watches.has_news
