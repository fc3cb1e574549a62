"""What a row of `xl list -v` says besides its columns."""

import pytest

from xentui_driver.model.domain import DomainState
from xentui_driver.toolstack.parse.xl_list import parse_row


@pytest.mark.parametrize(
    ("name", "vcpus", "state"),
    [
        ("web", 0, DomainState.STARTING),
        ("web", 1, DomainState.PAUSED),
        ("web--incoming", 0, DomainState.MIGRATING),
        ("(null)", 0, DomainState.PAUSED),
    ],
)
def test_a_guest_without_a_vcpu_is_being_built(name: str, vcpus: int, state: DomainState) -> None:
    """As xl 4.17 lists a guest that `xl create` has not finished."""
    tail = "d76a5902-eafc-4ecf-892d-a7801d136654        -                -"
    found = parse_row(f"{name:<40s} {2:5d} {128:5d} {vcpus:5d}     --p---  {0.0:8.1f} {tail}")
    assert found is not None
    assert found.state is state
