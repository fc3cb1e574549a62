"""A name that changes is noticed at the next sample, and a xenstored that hangs, dies or babbles holds up nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.driver.sampler.fake_store import READ, UNWATCH, WATCH, FakeStore, name_of
from xentui_driver.sampler.names import NOT_FOLLOWED, Names


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
def names(store: FakeStore, clock: Clock) -> Iterator[Names]:
    with closed(Names(sockets=(store.path,), now_s=clock)) as names:
        yield names


@contextmanager
def closed(names: Names) -> Iterator[Names]:
    """The process that has them ends with them."""
    yield names
    if names._connection is not None:
        names._connection.close()


def settled(names: Names, store: FakeStore, *domids: int) -> int:
    """The edition once nothing is on its way any more."""
    for _ in range(3):
        names.followed(set(domids))
        store.answer()
    edition = names.followed(set(domids)).edition
    assert edition is not None
    return edition


def test_they_are_followed_once_every_watch_is_set(names: Names, store: FakeStore) -> None:
    assert names.followed({0, 3}).edition is None
    store.answer()
    assert names.followed({0, 3}).edition is not None
    assert store.watched == {name_of(0), name_of(3)}


def test_the_edition_stays_while_no_name_changes(names: Names, store: FakeStore) -> None:
    edition = settled(names, store, 0, 3)
    assert [names.followed({0, 3}).edition for _ in range(5)] == [edition] * 5
    assert sorted(store.asked) == [(WATCH, name_of(0)), (WATCH, name_of(3))]


def test_a_name_that_changes_makes_a_new_edition(names: Names, store: FakeStore) -> None:
    editions = [settled(names, store, 0, 3)]
    for _ in range(3):
        store.rename(3)
        editions.append(names.followed({0, 3}).edition or 0)
    assert all(later > earlier for earlier, later in pairwise(editions))


def test_a_domain_that_comes_is_watched_and_one_that_goes_no_longer(names: Names, store: FakeStore) -> None:
    settled(names, store, 0, 3)
    assert names.followed({0, 4}).edition is None
    settled(names, store, 0, 4)
    assert store.watched == {name_of(0), name_of(4)}
    assert store.asked[2:] == [(UNWATCH, name_of(3)), (WATCH, name_of(4))]


def test_a_new_watch_fires_so_that_nothing_is_missed_before_it_was_set(names: Names, store: FakeStore) -> None:
    before = settled(names, store, 0)
    assert settled(names, store, 0, 3) > before


def test_without_a_word_it_is_asked_whether_it_still_answers(names: Names, store: FakeStore, clock: Clock) -> None:
    settled(names, store, 0)
    asked = len(store.asked)
    clock.now_s += 6.0
    assert names.followed({0}).silent_s == 0
    clock.now_s += 2.0
    assert names.followed({0}).silent_s == 2.0
    clock.now_s += 2.0
    assert names.followed({0}).silent_s == 4.0
    store.answer()
    assert names.followed({0}).silent_s == 0
    assert store.asked[asked:] == [(READ, name_of(0))]


def test_one_that_does_not_set_the_watches_is_silent_and_nothing_is_followed(names: Names, clock: Clock) -> None:
    names.followed({0, 3})
    clock.now_s += 9.0
    assert names.followed({0, 3}) == (None, 9.0)


def test_one_that_dies_is_connected_again_with_a_new_edition(
    names: Names, store: FakeStore, clock: Clock, tmp_path: Path
) -> None:
    before = settled(names, store, 0, 3)
    store.die()
    assert names.followed({0, 3}) == NOT_FOLLOWED
    again = FakeStore(tmp_path)
    assert names.followed({0, 3}) == NOT_FOLLOWED  # too soon
    clock.now_s += 2.0
    assert settled(names, again, 0, 3) > before
    again.die()


def test_without_a_xenstored_nothing_is_followed(tmp_path: Path, clock: Clock) -> None:
    names = Names(sockets=(str(tmp_path / "none"),), now_s=clock)
    for _ in range(3):
        assert names.followed({0}) == NOT_FOLLOWED
        clock.now_s += 3.0


def test_thousands_of_domains_are_followed_in_pieces(names: Names, store: FakeStore) -> None:
    domids = tuple(range(5000))
    for _ in range(200):
        if names.followed(set(domids)).edition is not None:
            break
        store.answer()
    assert len(store.watched) == len(domids)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(garbage=st.binary(min_size=1, max_size=200))
def test_whatever_it_says_nothing_waits_and_nothing_fails(garbage: bytes, tmp_path: Path, clock: Clock) -> None:
    store = FakeStore(tmp_path)
    with closed(Names(sockets=(store.path,), now_s=clock)) as names:
        settled(names, store, 0)
        store.send(garbage)
        assert names.followed({0}).silent_s >= 0
    store.die()
