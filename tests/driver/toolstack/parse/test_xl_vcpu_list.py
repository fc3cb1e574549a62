"""The vCPUs of one domain and of all, whatever their names are."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import DATA
from xentui_driver.model.errors import ParseError
from xentui_driver.model.layout import VcpuPlace
from xentui_driver.toolstack.parse.xl_vcpu_list import count_vcpus, parse_places

HEADER = "Name                                ID  VCPU   CPU State   Time(s) Affinity (Hard / Soft)\n"
REAL = (
    HEADER
    + "ops-pv                               1     0    0   -b-       6.0  all / all\n"
    + "ops-pv                               1     1    -   --p       1.9  all / all\n"
)


def test_offline_vcpus_count_too() -> None:
    assert count_vcpus(REAL, 1) == 2


def test_a_name_that_imitates_a_row_adds_nothing() -> None:
    row = " 1     0    0   -b-       6.0  all / all\n"
    assert count_vcpus(f"{HEADER}x {row}{' ' * 36}{row}", 1) == 1


@pytest.mark.parametrize("text", ["", HEADER, "garbage\n", REAL])
def test_no_row_of_the_domain_is_an_error(text: str) -> None:
    with pytest.raises(ParseError):
        count_vcpus(text, 2)


GOLDEN = (DATA / "xl-golden" / "vcpu-list.out").read_text("utf-8", "surrogateescape")


def test_every_row_that_xl_prints_is_read() -> None:
    places, doubtful = parse_places(GOLDEN)
    assert doubtful == frozenset()
    assert len(places) == len(GOLDEN.splitlines()) - 1
    assert places[0] == VcpuPlace(0, 0, 3, 12.3)
    assert places[1] == VcpuPlace(0, 1, None, 12.3)
    assert {place.domid for place in places} == {*range(16), 32766}


def test_affinities_are_sets_of_cpus_and_all_is_none_of_them() -> None:
    row = "web                                  1     0    4   r--       6.0  0-3,8 / none\n"
    (place,), _ = parse_places(HEADER + row)
    assert (place.hard, place.soft) == (frozenset({0, 1, 2, 3, 8}), frozenset())


@pytest.mark.parametrize("text", ["", HEADER, "garbage\n"])
def test_no_row_at_all_is_an_error(text: str) -> None:
    with pytest.raises(ParseError):
        parse_places(text)


ROW = "{name:<32s} {domid:5d} {vcpu:5d}     0   -b-       6.0  all / all"


def listed(names: Mapping[int, str], vcpus: int = 2) -> str:
    """As xl prints it: each domain's rows, with its name as it is."""
    rows = (ROW.format(name=names[domid], domid=domid, vcpu=vcpu) for domid in sorted(names) for vcpu in range(vcpus))
    return HEADER + "".join(f"{row}\n" for row in rows)


@given(st.integers(0, 9), st.integers(0, 4), st.integers(0, 9))
def test_a_name_that_imitates_rows_makes_none_that_is_believed(domid: int, vcpu: int, own: int) -> None:
    """The rows of the domain that it names, or its own, are doubted; all others are as they are."""
    names = {number: f"guest-{number}" for number in range(10)}
    names[own] = f"x\n{ROW.format(name='y', domid=domid, vcpu=vcpu)}\nz"
    places, doubtful = parse_places(listed(names))
    real = {(each.domid, each.number) for each in parse_places(listed(dict.fromkeys(names, "web")))[0]}
    assert {(each.domid, each.number) for each in places} <= real
    assert doubtful <= {domid, own}
    assert own in doubtful


@given(st.text(alphabet="0123456789,- al\nr/.b", max_size=200))
def test_whatever_is_printed_gives_vcpus_once_each_or_an_error(text: str) -> None:
    try:
        places, _ = parse_places(HEADER + text)
    except ParseError:
        return
    keys = [(each.domid, each.number) for each in places]
    assert keys == sorted(set(keys))
