"""Sizes that are relative to the present one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.model.memory_size import is_relative, parse_memory_from_kib, parse_memory_kib

PRESENT_KIB = 12 << 20


@pytest.mark.parametrize(
    ("text", "kib"),
    [("+4g", 16 << 20), (" - 2g", 10 << 20), ("50%", 6 << 20), ("+512", (12 << 20) + (512 << 10)), ("-13g", -1 << 20)],
)
def test_a_change_starts_from_the_present_size(text: str, kib: int) -> None:
    assert is_relative(text)
    assert parse_memory_from_kib(text, PRESENT_KIB) == kib


@pytest.mark.parametrize("text", ["+", "-%", "+50%", "50 % of it", "+-4g", "4g+", "%"])
def test_what_is_neither_a_size_nor_a_change_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number and a unit"):
        parse_memory_from_kib(text, PRESENT_KIB)


@given(st.integers(0, 10**6), st.integers(1, 10**9))
def test_a_size_is_what_it_is_without_a_present_one(mib: int, present_kib: int) -> None:
    assert not is_relative(f"{mib}m")
    assert parse_memory_from_kib(f"{mib}m", present_kib) == parse_memory_kib(f"{mib}m")


@given(st.integers(0, 400), st.integers(0, 10**9))
def test_a_share_is_never_more_than_asked_for_and_in_whole_mib(percent: int, present_kib: int) -> None:
    kib = parse_memory_from_kib(f"{percent}%", present_kib)
    assert kib % 1024 == 0
    assert kib <= present_kib * percent / 100 < kib + 1024 + 1
