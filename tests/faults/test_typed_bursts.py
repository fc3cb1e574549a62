"""Ten thousand bursts of keys over all screens: always a screen, `q` leaves, nothing done that wasn't asked for."""

import pytest

from tests.figures import SAID
from tests.xentui.console.bursts import WAYS, type_bursts

PARTS = 20
BURSTS = 10_000
OF_EACH_CHANGE = 5
"""So many parts are typed at each change; another seed is another part, and each is over all screens."""


@pytest.mark.parametrize(
    "part",
    [pytest.param(part, marks=() if part < OF_EACH_CHANGE else pytest.mark.faults_long) for part in range(PARTS)],
)
def test_no_burst_does_what_was_not_asked_for(part: int, request: pytest.FixtureRequest) -> None:
    counts = type_bursts(part, BURSTS // PARTS)
    assert counts.keys() == WAYS.keys()
    assert counts.total() >= BURSTS // PARTS
    request.node.user_properties.append(
        (SAID, f"typed bursts, seed {part}: {counts.total()} over {len(counts)} screens")
    )
