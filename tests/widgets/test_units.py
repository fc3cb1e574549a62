"""Figures in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.samples import GIB_KIB, MIB_KIB
from xentui_widgets import units


@pytest.mark.parametrize(
    ("kib", "words"),
    [
        (None, "-"),
        (0, "0 MiB"),
        (640, "640 KiB"),
        (64 * MIB_KIB, "64 MiB"),
        (102 * MIB_KIB, "102 MiB"),
        (103 * MIB_KIB, "0.1 GiB"),
        (512 * MIB_KIB, "0.5 GiB"),
        (8 * GIB_KIB, "8.0 GiB"),
        (int(999.94 * GIB_KIB), "999.9 GiB"),
        (int(999.96 * GIB_KIB), "1000 GiB"),
        (1536 * GIB_KIB, "1536 GiB"),
        (12 * 1024 * GIB_KIB, "12.0 TiB"),
    ],
)
def test_memory_has_the_unit_that_suits_its_size(kib: int | None, words: str) -> None:
    assert units.memory_words(kib) == words


@pytest.mark.parametrize(
    ("part", "most", "words"),
    [
        (GIB_KIB, 2 * GIB_KIB, "1.0 of 2.0 GiB"),
        (64 * MIB_KIB, 2 * GIB_KIB, "64 MiB of 2.0 GiB"),
        (None, 2 * GIB_KIB, "- of 2.0 GiB"),
        (GIB_KIB, None, "1.0 GiB"),
        (None, None, "-"),
    ],
)
def test_two_figures_with_one_unit_say_it_once(part: int | None, most: int | None, words: str) -> None:
    assert units.memory_of_words(part, most) == words


def test_no_memory_figure_is_wider_than_its_column() -> None:
    sizes = [2**power + offset for power in range(33) for offset in (-1, 0, 1)]
    assert max(len(units.memory_words(kib)) for kib in sizes) <= units.MEMORY_CELLS


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "-"),
        (-1.0, "0 s"),
        (12.9, "12 s"),
        (270.0, "4 min 30 s"),
        (12_000.0, "3 h 20 min"),
        (3_553_200.0, "41 d 3 h"),
    ],
)
def test_a_time_span_has_at_most_two_units(seconds: float | None, words: str) -> None:
    assert units.age_words(seconds) == words


def test_unknown_cpu_use_is_a_dash_and_none_is_a_figure() -> None:
    assert units.cpu_words(None) == "-"
    assert units.cpu_words(0.0) == "0.0"


@pytest.mark.parametrize(
    ("bytes_per_s", "words"),
    [
        (None, "-"),
        (0.0, "0"),
        (0.4, "<1k"),
        (999.0, "<1k"),
        (1000.0, "1.0k"),
        (9_940.0, "9.9k"),
        (9_960.0, "10k"),
        (99_600.0, "100k"),
        (847_000.0, "850k"),
        (994_999.0, "990k"),
        (996_000.0, "1.0M"),
        (84e6, "84M"),
        (1.2e9, "1.2G"),
    ],
)
def test_a_rate_has_two_digits(bytes_per_s: float | None, words: str) -> None:
    assert units.rate_words(bytes_per_s) == words


@given(st.floats(0.0, 9e20))
def test_no_rate_is_wider_than_its_column_nor_far_from_the_truth(bytes_per_s: float) -> None:
    words = units.rate_words(bytes_per_s)
    assert len(words) <= units.RATE_CELLS
    if bytes_per_s >= 1000:
        told = float(words[:-1]) * 1000.0 ** ("kMGTPE".index(words[-1]) + 1)
        assert abs(told - bytes_per_s) <= 0.051 * bytes_per_s


def test_an_interval_says_no_more_digits_than_it_has() -> None:
    assert (units.interval_words(2.0), units.interval_words(0.5)) == ("every 2 s", "every 0.5 s")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("a", "a"),
        ("ab", "a and b"),
        ("abc", "a, b and c"),
        ("abcd", "a, b and 2 more"),
        ("abcdefgh", "a, b and 6 more"),
    ],
)
def test_many_names_are_bounded(names: str, words: str) -> None:
    assert units.some_of(list(names)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "-"), (-5, "<1 m"), (0, "<1 m"), (59, "<1 m"), (60, "1 m"), (3599, "59 m"), (3600, "1 h"), (86_399, "23 h"),
     (86_400, "1 d"), (3_600_000, "41 d"), (863_999_999, "9999 d")],
)  # fmt: skip
def test_uptime_is_told_in_one_unit(seconds: float | None, words: str) -> None:
    assert units.up_words(seconds) == words
    assert len(words) <= units.UP_CELLS
