"""Ten thousand bursts of keys over all screens: always a screen, `q` leaves, nothing done that wasn't asked for."""

import pytest

from tests.figures import SAID
from tests.xentui.console.bursts import WAYS, type_bursts

PARTS = 20
BURSTS = 10_000


@pytest.mark.parametrize("part", range(PARTS))
def test_no_burst_does_what_was_not_asked_for(part: int, request: pytest.FixtureRequest) -> None:
    counts = type_bursts(part, BURSTS // PARTS)
    assert counts.keys() == WAYS.keys()
    assert counts.total() >= BURSTS // PARTS
    request.node.user_properties.append(
        (SAID, f"typed bursts, seed {part}: {counts.total()} over {len(counts)} screens")
    )
