"""Sizes of memory in words, and as an operator types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.model.memory_size import compared_words, memory_words, parse_memory_kib

GIB_KIB = 1 << 20


@pytest.mark.parametrize(
    ("kib", "words"),
    [
        (0, "0 MiB"),
        (640, "640 KiB"),
        (64 << 10, "64 MiB"),
        (512 << 10, "0.5 GiB"),
        (8 * GIB_KIB, "8.0 GiB"),
        (1536 * GIB_KIB, "1536 GiB"),
        (12 << 30, "12.0 TiB"),
    ],
)
def test_a_sentence_has_gib_with_one_decimal_wherever_that_says_enough(kib: int, words: str) -> None:
    assert memory_words(kib) == words


@given(st.lists(st.integers(0, 1 << 34), min_size=2, max_size=3))
def test_sizes_that_are_compared_read_differently_when_they_differ(sizes_kib: list[int]) -> None:
    told = compared_words(*sizes_kib)
    assert len(set(told)) == len(set(sizes_kib))
    assert len({words.split()[1] for words in told if "KiB" in words or "MiB" in words}) <= 1


def test_small_sizes_that_are_compared_are_exact() -> None:
    assert compared_words(300 << 10, 8 * GIB_KIB) == ("300 MiB", "8192 MiB")
    assert compared_words(4 * GIB_KIB, 8 * GIB_KIB) == ("4.0 GiB", "8.0 GiB")


@pytest.mark.parametrize(
    ("text", "kib"),
    [
        ("512", 512 * 1024),
        ("512m", 512 * 1024),
        ("1.5g", 1536 * 1024),
        ("1.5 GiB", 1536 * 1024),
        ("2048k", 2048),
        (" 4 G ", 4 << 20),
        ("1T", 1 << 30),
        ("0", 0),
    ],
)
def test_a_bare_number_is_mib(text: str, kib: int) -> None:
    assert parse_memory_kib(text) == kib


@pytest.mark.parametrize("text", ["", "m", "-5", "1e3", "0x10", "12q", "1,5g", "\u0661", "9" * 30, "512 m m"])
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="number and a unit"):
        parse_memory_kib(text)
