"""The stacked bar and the words beside it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.samples import GIB_KIB, MEMORY, MIB_KIB
from xentui_widgets.gauge import Part, bar, shares
from xentui_widgets.host_gauges import is_low
from xentui_widgets.lines import cells
from xentui_widgets.symbols import Symbols

amounts = st.lists(st.integers(0, 2**40), min_size=1, max_size=6)


@given(amounts=amounts, width=st.integers(1, 200))
def test_the_parts_fill_the_bar(amounts: list[int], width: int) -> None:
    assert sum(shares(amounts, width)) == (width if sum(amounts) else 0)


@given(amounts=amounts, width=st.integers(6, 200))
def test_no_part_that_is_there_is_left_out(amounts: list[int], width: int) -> None:
    assert all(bool(amount) == bool(share) for amount, share in zip(amounts, shares(amounts, width), strict=True))


def test_cells_are_given_in_proportion() -> None:
    assert shares([1, 2, 1], 40) == [10, 20, 10]


def test_figures_that_cannot_be_do_no_harm() -> None:
    assert shares([-5, 10, 0], 10) == [0, 10, 0]


def test_the_bar_is_as_wide_as_asked_its_brackets_included(symbols: Symbols) -> None:
    parts = [Part(4, symbols.gauge_dom0, "dom0"), Part(6, symbols.gauge_free, "free")]
    assert cells(bar(parts, 30, symbols)) == 30


@pytest.mark.parametrize(
    ("total_kib", "free_kib", "low"),
    [
        (256 * GIB_KIB, 3 * GIB_KIB, True),
        (256 * GIB_KIB, 5 * GIB_KIB, False),
        (16 * GIB_KIB, 700 * MIB_KIB, True),
        (16 * GIB_KIB, 900 * MIB_KIB, False),
        (4 * GIB_KIB, 500 * MIB_KIB, True),
        (4 * GIB_KIB, 520 * MIB_KIB, False),
    ],
)
def test_memory_is_short_when_no_common_guest_fits_any_more(total_kib: int, free_kib: int, low: bool) -> None:
    assert is_low(replace(MEMORY, total_kib=total_kib, free_kib=free_kib)) is low
