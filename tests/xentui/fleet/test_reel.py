"""A reel holds of each frame but the last what the next one has other, and never more than whole frames would."""

from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.reel import Frame, Reel

ABSENT = b"...."
FRAMES = st.lists(st.lists(st.sampled_from((b"aaaa", b"bbbb", b"cccc")), min_size=8, max_size=8), min_size=1)


def reel_of(frames: list[list[bytes]]) -> Reel:
    """One a second, each of one place more than the one before."""
    reel = Reel(ABSENT)
    for number, frame in enumerate(frames):
        last = b"".join([*frame, *[b"more"] * number])
        reel = reel.with_frame(float(number), last, range(len(last) // len(ABSENT)), 0.0)
    return reel


def held_bytes(frame: Frame) -> int:
    return len(frame.content) + (0 if isinstance(frame.places, range) else 4 * len(frame.places))


@given(FRAMES)
def test_every_place_has_the_records_that_were_told(frames: list[list[bytes]]) -> None:
    reel = reel_of(frames)
    for place in range(8):
        assert reel.records(place, 0.0) == [(float(at), frame[place]) for at, frame in enumerate(frames)]
    for place in range(8, 8 + len(frames) - 1):
        expected = [(float(at), ABSENT if at <= place - 8 else b"more") for at in range(len(frames))]
        assert reel.records(place, 0.0) == expected


@given(FRAMES, st.integers(0, 5))
def test_what_moved_has_its_record_of_each_frame_and_all_else_is_the_same(
    frames: list[list[bytes]], since_s: int
) -> None:
    reel = reel_of(frames)
    moved, rows = reel.moved(float(since_s))
    for number, place in enumerate(moved):
        records = [row[number * 4 : number * 4 + 4] for row in rows]
        assert records == [record for _, record in reel.records(place, float(since_s))]
    for place in set(range(reel.count)) - {*moved}:
        assert len({record for _, record in reel.records(place, float(since_s))}) <= 1


@given(FRAMES)
def test_no_frame_is_larger_than_a_whole_one(frames: list[list[bytes]]) -> None:
    reel = reel_of(frames)
    assert all(held_bytes(frame) <= len(reel.last) for frame in reel.since(0.0))


def test_what_stays_the_same_takes_no_room() -> None:
    frames = [[b"aaaa"] * 8, [b"aaaa"] * 8, [b"bbbb", *[b"aaaa"] * 7]]
    reel = Reel(ABSENT)
    for at, frame in enumerate(frames):
        reel = reel.with_frame(float(at), b"".join(frame), range(8), 0.0)
    assert [held_bytes(frame) for frame in reel.since(0.0)] == [0, 8, 0]
