"""What the frames of all guests say of one is what a past of that one alone says."""

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.frames import NEVER_S, Frames, Place
from xentui.fleet.past import DAY_S, MINUTE_S, MINUTES_S, SIX_MINUTES_S, Figures, Past
from xentui.fleet.summing import packed_figures

GUESTS = 12
FEW = st.frozensets(st.integers(0, GUESTS - 1), max_size=2)
SOME = FEW | st.just(frozenset(range(GUESTS)))
PAUSES = st.sampled_from((0.5, 2.0, 2.0, 12.0, 12.0, 50.0, 100.0, 200.0, 1000.0, 1000.0))


class Step(NamedTuple):
    """A reading: what has happened since the last one."""

    pause_s: float
    worked: frozenset[int]
    told: frozenset[int]
    """Whose figures are told again, as they were."""
    left: frozenset[int]
    came: int


LEFT = st.just(frozenset[int]()) | FEW
STEPS = st.lists(st.builds(Step, PAUSES, SOME, FEW, LEFT, st.integers(0, 2)), min_size=4, max_size=50)


class Guest(NamedTuple):
    """One that is there, and its past alone."""

    place: Place
    figures: Figures
    past: Past = Past()


class World:
    """Guests that come and go, and the frames of all."""

    def __init__(self) -> None:
        self.at_s = 1000.0
        self.frames = Frames()
        self.guests = dict[int, Guest]()
        self.numbers = count()
        self.values = count(1)
        self.read(frozenset(), frozenset(), frozenset(), GUESTS)

    def take(self, step: Step) -> None:
        self.at_s += step.pause_s
        there = list(self.guests)
        worked, told, left = ({there[each] for each in some if each < len(there)} for some in step[1:4])
        self.read(frozenset(worked), frozenset(told), frozenset(left), step.came)

    def read(self, worked: frozenset[int], told: frozenset[int], left: frozenset[int], came: int) -> None:
        gone = [self.guests.pop(each).place.number for each in left]
        places = self.frames.new_places()
        for _ in range(came):
            self.guests[next(self.numbers)] = Guest(Place(next(places), NEVER_S), self.figures())
        is_kept, written = self.frames.keeps(self.at_s), {}
        for number, (place, figures, past) in self.guests.items():
            if number in worked:
                figures = self.figures()
            if number in worked | told or place.since_s == NEVER_S:
                written[place.number] = packed_figures(figures)
            if is_kept:
                place, past = (
                    place._replace(since_s=min(place.since_s, self.at_s)),
                    past.with_figures(self.at_s, figures),
                )
            self.guests[number] = Guest(place, figures, past)
        self.frames = self.frames.with_reading(self.at_s, written, gone)

    def figures(self) -> Figures:
        """Others each time; of some guests not everything is known."""
        value = next(self.values)
        return Figures(value % 7 / 4 if value % 5 else None, value, value % 3, None, 0.0, 1 / value)

    def summaries_of_frames(self, number: int, *since_s: float) -> list[object]:
        guest = [(number, self.guests[number].place)]
        minutes, sixes = self.frames.minutes_since(since_s[0], guest), self.frames.six_minutes_since(since_s[1], guest)
        return [*minutes, None, *sixes]


def told(past: Past) -> tuple[object, ...]:
    return past.last_s, past.recent(), past.minutes(), past.six_minutes()


def alone(number: int, guest: Guest, *since_s: float) -> Iterator[object]:
    yield from ((number, each) for each in guest.past.minutes_since(since_s[0]))
    yield None
    yield from ((number, each) for each in guest.past.six_minutes_since(since_s[1]))


@given(STEPS)
def test_a_guest_among_many_has_the_past_that_it_has_alone(steps: list[Step]) -> None:
    world = World()
    for step in steps:
        world.take(step)
    since_s = world.at_s - MINUTES_S + 2 * MINUTE_S, world.at_s - DAY_S + 2 * SIX_MINUTES_S
    for number, guest in world.guests.items():
        if guest.place.since_s != NEVER_S:
            assert told(world.frames.past(guest.place)) == told(guest.past)
        assert world.summaries_of_frames(number, *since_s) == list(alone(number, guest, *since_s))


@given(STEPS)
def test_older_frames_stay_as_they_were(steps: list[Step]) -> None:
    world = World()
    for step in steps[: len(steps) // 2]:
        world.take(step)
    frames, guests = world.frames, dict(world.guests)
    before = [told(frames.past(each.place)) for each in guests.values()]
    for step in steps[len(steps) // 2 :]:
        world.take(step)
    assert [told(frames.past(each.place)) for each in guests.values()] == before


@given(STEPS, st.integers(1, 3))
def test_after_days_too(steps: list[Step], days: int) -> None:
    world = World()
    for pause_s in (*[each.pause_s for each in steps], *[DAY_S / 3] * days, *[each.pause_s for each in steps]):
        world.take(Step(pause_s, frozenset((1, 2)), frozenset(), frozenset(), 0))
    for guest in world.guests.values():
        assert told(world.frames.past(guest.place)) == told(guest.past)


def test_a_guest_whose_figures_are_kept_elsewhere_has_none_of_who_had_its_place() -> None:
    world = World()
    world.take(Step(2.0, frozenset(), frozenset(), frozenset((1,)), 0))
    world.take(Step(400.0, frozenset(), frozenset(), frozenset(), 0))
    world.take(Step(0.5, frozenset(), frozenset(), frozenset(), 1))
    (newest, guest) = list(world.guests.items())[-1]
    assert guest.place == Place(1, NEVER_S)
    assert world.frames.past(guest.place) == Past()
    assert world.summaries_of_frames(newest, 0.0, 0.0) == [None]
