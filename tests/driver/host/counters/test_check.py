"""Every figure that xl lists is held against two samples around it."""

from collections.abc import Iterable

import pytest

from tests.samples import record, sample
from tests.scripted import row, uuid_of
from xentui_driver.host.counters.check import differences
from xentui_driver.host.counters.sample import SampleReader
from xentui_driver.model.domain import UnreadableRow
from xentui_driver.sampler.records import DomainRecord
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.parse.xl_list import parse_row

DOM0 = row("Domain-0", 0, "r-----", mem=1024)


def listed(*rows: str, unreadable: tuple[UnreadableRow, ...] = (), is_checked: bool = True) -> Listing:
    parsed = [parse_row(each.rstrip("\n")) for each in (DOM0, *rows)]
    return Listing(tuple(each for each in parsed if each is not None), unreadable, is_checked=is_checked)


def found(before: Iterable[DomainRecord], listing: Listing, after: Iterable[DomainRecord]) -> tuple[str, ...]:
    return differences(SampleReader().read(sample(*before)), listing, SampleReader().read(sample(*after)))


def test_the_same_figures_are_no_difference() -> None:
    assert found([record(7)], listed(row("web", 7)), [record(7)]) == ()


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (record(7, mem=511), "id 7: 524288 KiB listed, 523264 to 523264 counted"),
        (record(7, mem=513), "id 7: 524288 KiB listed, 525312 to 525312 counted"),
        (record(7, vcpus=2), "id 7: 1 vCPUs listed, 2 to 2 counted"),
        (record(7, cpu=0.9), "id 7: 1.0 s of CPU listed, 0.900 to 0.900 counted"),
        (record(7, cpu=1.2), "id 7: 1.0 s of CPU listed, 1.200 to 1.200 counted"),
    ],
)
def test_each_figure_that_differs_is_told(counted: DomainRecord, words: str) -> None:
    assert found([counted], listed(row("web", 7)), [counted]) == (words,)


def test_a_domain_that_only_one_of_them_has_is_told() -> None:
    assert found([], listed(row("web", 7)), []) == (f"id 7 ({uuid_of(7)}) is listed and isn't counted",)
    assert found([record(7)], listed(), [record(7)]) == (f"id 7 ({uuid_of(7)}) is counted and isn't listed",)


def test_the_same_domid_with_another_uuid_is_another_domain() -> None:
    other = record(7, uuid=uuid_of(8))
    assert len(found([other], listed(row("web", 7)), [other])) == 2


def test_a_domain_that_comes_or_goes_meanwhile_is_no_difference() -> None:
    assert found([], listed(row("web", 7)), [record(7, cpu=5.0)]) == ()
    assert found([record(7, mem=1)], listed(row("web", 7)), []) == ()
    assert found([record(7)], listed(), []) == ()
    assert found([], listed(), [record(7)]) == ()


def test_a_listing_that_is_not_whole_lacks_nothing() -> None:
    line = UnreadableRow(3, "?", "this line of xl list can't be read")
    for listing in (listed(is_checked=False), listed(unreadable=(line,))):
        assert found([record(7)], listing, [record(7)]) == ()


def test_what_moves_is_between_the_two_samples() -> None:
    before, after = record(7, mem=400, vcpus=1, cpu=10.0), record(7, mem=600, vcpus=4, cpu=12.0)
    assert found([before], listed(row("web", 7, mem=512, cpu=11.0)), [after]) == ()
    assert found([after], listed(row("web", 7, mem=512, cpu=11.0)), [before]) != ()


@pytest.mark.parametrize("cpu_s", [1_000_000.04, 40_000_000.0, 1.04])
def test_what_xl_rounds_is_no_difference(cpu_s: float) -> None:
    """A float of 32 bits has steps of 4 s at 463 days of CPU time."""
    step_s = cpu_s * 2**-24
    for shown in (cpu_s - step_s, cpu_s + step_s):
        assert found([record(7, cpu=cpu_s)], listed(row("web", 7, cpu=shown)), [record(7, cpu=cpu_s)]) == ()
