"""One figure, minute by minute."""

from xentui.fleet.past import Figures, Past
from xentui.fleet.past_minutes import MINUTES, disk_bytes_per_s, most_by_minute, network_bytes_per_s


def past_of(*figures: tuple[float, Figures]) -> Past:
    past = Past()
    for at_s, each in figures:
        past = past.with_figures(at_s, each)
    return past


def test_a_minute_has_its_most_and_one_without_a_reading_has_none() -> None:
    past = past_of(
        *((at_s, Figures(percent)) for at_s, percent in ((0.0, 5.0), (30.0, 9.0), (59.0, 1.0), (130.0, 2.0)))
    )
    assert most_by_minute(past, lambda figures: figures.cpu_percent) == (9.0, None, 2.0)


def test_it_begins_with_the_first_minute_that_is_known_and_has_no_more_than_fifteen() -> None:
    past = past_of(*((60.0 * minute, Figures(memory_kib=minute if minute > 2 else None)) for minute in range(8)))
    assert most_by_minute(past, lambda figures: figures.memory_kib) == (3, 4, 5, 6, 7)
    past = past_of(*((60.0 * minute, Figures(float(minute))) for minute in range(90)))
    assert len(most_by_minute(past, lambda figures: figures.cpu_percent)) == MINUTES
    assert most_by_minute(Past(), lambda figures: figures.cpu_percent) == ()


def test_traffic_is_known_where_both_directions_are() -> None:
    assert network_bytes_per_s(Figures(received_bytes_per_s=1.0, sent_bytes_per_s=2.0)) == 3.0
    assert disk_bytes_per_s(Figures(read_bytes_per_s=1.0, written_bytes_per_s=2.0)) == 3.0
    assert network_bytes_per_s(Figures(received_bytes_per_s=1.0)) is None
