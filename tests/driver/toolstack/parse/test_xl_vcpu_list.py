"""Counting the vCPUs of one domain, whatever its name is."""

import pytest

from xentui_driver.model.errors import ParseError
from xentui_driver.toolstack.parse.xl_vcpu_list import count_vcpus

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
