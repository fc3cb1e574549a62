"""Which columns are shown, how wide, and what they say."""

from itertools import pairwise

import pytest

from tests.widgets import samples
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.dataclass import replace
from xentui_driver.model.definition import Starter
from xentui_driver.model.instance import Instance
from xentui_widgets.columns import GAP, Cell, choose
from xentui_widgets.instance_columns import INSTANCE_COLUMNS, USUAL
from xentui_widgets.palette import PALETTE

COLUMNS = [column for column in INSTANCE_COLUMNS if column.id in USUAL]
BY_ID = {column.id: column for column in INSTANCE_COLUMNS}


def ids(width: int) -> list[str]:
    return [place.column.id for place in choose(COLUMNS, width)[0]]


def widths(width: int) -> dict[str, int]:
    return {place.column.id: place.width for place in choose(COLUMNS, width)[0]}


def test_a_screen_of_80_columns_shows_what_matters_most() -> None:
    assert ids(75) == ["name", "state", "cpu", "two_minutes", "vcpus", "memory"]


def test_all_columns_are_shown_where_there_is_room() -> None:
    assert choose(COLUMNS, 210)[1] == 0


@pytest.mark.parametrize("width", range(1, 200))
def test_columns_never_need_more_cells_than_there_are(width: int) -> None:
    shown, hidden = choose(COLUMNS, width)
    last = shown[-1]
    assert last.x + last.width <= width
    assert len(shown) + hidden == len(COLUMNS)
    assert all(place.width >= 1 for place in shown)


def test_columns_stand_side_by_side_from_the_given_place_on() -> None:
    shown, _ = choose(COLUMNS, 100, 3)
    assert shown[0].x == 3
    for left, right in pairwise(shown):
        assert right.x == left.x + left.width + GAP


def test_hidden_columns_come_back_in_the_order_of_their_importance() -> None:
    assert set(ids(40)) < set(ids(60)) < set(ids(75)) < set(ids(100))


def test_the_reason_of_a_state_finds_room_on_a_wide_screen() -> None:
    assert widths(75)["state"] == 12
    assert widths(140)["state"] == 22


def test_the_name_does_not_grow_without_end() -> None:
    assert widths(155)["name"] == 40


def test_unknown_is_a_dash_and_never_zero() -> None:
    nothing = Instance(key="k")
    texts = {column.id: column.cell(nothing).text for column in INSTANCE_COLUMNS}
    unknown = ("id", "type", "vcpus", "cpu", "memory", "maximum", "net", "disk", "up", "boot")
    assert {texts[name] for name in unknown} == {"-"}


def test_what_has_no_name_says_so() -> None:
    kinds = {kind.key: kind for kind in samples.every_kind()}
    assert BY_ID["name"].cell(kinds["nameless"]).text == "(no name)"
    assert BY_ID["name"].cell(kinds["unreadable"]).text == "(unreadable line 9)"


def test_a_stopped_instance_is_dim_in_every_column() -> None:
    cells = [column.cell(samples.stopped("a")) for column in COLUMNS]
    assert {cell.style for cell in cells if cell.text} == {"stopped"}


def test_the_problems_are_told_in_words() -> None:
    big = next(kind for kind in samples.every_kind() if kind.key == "big")
    assert BY_ID["problems"].cell(big).text == "memory is above the host's (+1)"


def test_every_style_is_in_the_palette() -> None:
    cells = [column.cell(kind) for column in COLUMNS for kind in samples.every_kind()]
    assert {cell.style for cell in cells} <= PALETTE.keys()


def test_two_minutes_are_drawn_against_what_the_guest_may_use() -> None:
    busy = replace(samples.running("a", 1), cpu=CpuUse(400.0, (None, 0.0, 100.0, 399.0, 400.0)))
    assert BY_ID["two_minutes"].cell(busy) == Cell("     ·▁▃██", "running", "   ·▁▃██")
    assert BY_ID["two_minutes"].cell(samples.stopped("b")).text == ""


def test_who_has_been_quiet_for_a_minute_is_dim() -> None:
    quiet, busy = (replace(samples.running("a", 1), cpu=CpuUse(0.2, (80.0, *[last] * 5))) for last in (0.3, 1.5))
    assert [BY_ID["state"].cell(each).style for each in (quiet, busy)] == ["quiet", "running"]


def test_names_have_room_on_a_screen_of_120_columns_and_figures_are_short_there() -> None:
    assert widths(115)["name"] == 24
    big = next(kind for kind in samples.every_kind() if kind.key == "big")
    assert BY_ID["cpu"].cell(big)[::2] == ("12799.9", "12800")
    assert widths(115)["cpu"] == 5


def test_traffic_is_that_of_both_directions() -> None:
    busy = replace(samples.running("a", 1), rates=samples.rates(network=(61e6, 1.2e6), disk=(0.0, 200e3)))
    assert BY_ID["net"].cell(busy) == Cell("62M", "", "")
    assert BY_ID["disk"].cell(busy) == Cell("200k", "", "")
    assert BY_ID["net"].cell(samples.stopped("b")) == Cell("-", "stopped", "")


def test_uptime_is_coarse_and_sorts_by_the_minute() -> None:
    young, old = (replace(samples.running("a", 1), up_s=up_s) for up_s in (39 * 60, 3_600_000))
    assert [BY_ID["up"].cell(each).text for each in (young, old)] == ["39 m", "41 d"]
    assert BY_ID["up"].sort_key is not None
    assert BY_ID["up"].sort_key(young) == 39 * 60
    assert BY_ID["up"].cell(samples.stopped("b")) == Cell("-", "stopped", "")


def test_next_to_no_traffic_is_dim_and_told_from_none() -> None:
    quiet = replace(samples.running("a", 1), rates=samples.rates(network=(60.0, 60.0), disk=(0.0, 0.0)))
    assert BY_ID["net"].cell(quiet) == Cell("<1k", "dim", "")
    assert BY_ID["disk"].cell(quiet) == Cell("0", "dim", "")


def test_a_rate_that_hardly_changes_is_not_painted_again() -> None:
    cells = {
        BY_ID["disk"].cell(replace(samples.running("a", 1), rates=samples.rates(disk=(read, 0.0))))
        for read in (9.36e6, 9.4e6, 9.44e6)
    }
    assert len(cells) == 1


def test_the_rates_are_hidden_after_what_never_changes_and_before_the_sparkline() -> None:
    order = [column.id for column in sorted(COLUMNS, key=lambda column: column.importance)]
    first = [order.index(name) for name in ("up", "type", "id", "boot", "net", "disk", "two_minutes")]
    assert first == sorted(first)


def test_held_memory_is_drawn_against_the_maximum() -> None:
    instance = samples.running("a", 1)
    assert instance.domain is not None
    maximum_kib = 2 * instance.domain.memory_kib
    assert BY_ID["of_maximum"].cell(replace(instance, running_maximum_kib=maximum_kib)).text == "■■■■····"
    assert BY_ID["of_maximum"].cell(samples.stopped("b")).text == ""


def test_the_maximum_of_the_next_start_is_never_that_of_a_guest_that_runs() -> None:
    instance = replace(samples.running("a", 1), running_maximum_kib=None)
    assert instance.definition is not None
    assert instance.definition.maximum_memory_kib is not None
    assert BY_ID["of_maximum"].cell(instance).text == ""
    assert BY_ID["maximum"].cell(instance).text == "-"
    assert BY_ID["maximum"].cell(samples.stopped("b")).text == "32.0 GiB"


def test_what_starts_with_the_host_says_so() -> None:
    stopped = samples.stopped("a")
    assert stopped.definition is not None
    with_host = replace(stopped, definition=replace(stopped.definition, starters=(Starter("/etc/xen/auto/a", True),)))
    assert [BY_ID["boot"].cell(each).text for each in (stopped, with_host)] == ["no", "yes"]
