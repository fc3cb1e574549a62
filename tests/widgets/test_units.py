"""Figures in words."""

import pytest

from tests.widgets.samples import GIB_KIB, MIB_KIB
from xentui_widgets import units


@pytest.mark.parametrize(
    ("kib", "words"),
    [
        (None, "-"),
        (0, "0 MiB"),
        (640, "640 KiB"),
        (512 * MIB_KIB, "512 MiB"),
        (GIB_KIB - 1, "1023 MiB"),
        (8 * GIB_KIB, "8.0 GiB"),
        (int(999.94 * GIB_KIB), "999.9 GiB"),
        (int(999.96 * GIB_KIB), "1000 GiB"),
        (1536 * GIB_KIB, "1536 GiB"),
        (12 * 1024 * GIB_KIB, "12.0 TiB"),
    ],
)
def test_memory_has_the_unit_that_suits_its_size(kib: int | None, words: str) -> None:
    assert units.memory_words(kib) == words


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
