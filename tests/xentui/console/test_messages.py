"""A message in the queue is replaced only by a newer one that says the same thing anew."""

import pytest

from xentui.console.messages import PollArrived
from xentui_driver.host.sources import Reading, SourceName


def arrived(host: str, source: SourceName, taken_s: float = 1.0) -> PollArrived:
    return PollArrived(Reading(host, source, taken_s))


@pytest.mark.parametrize(
    ("newer", "replaces"),
    [
        (arrived("dom0a", SourceName.LISTING, 2.0), True),
        (arrived("dom0b", SourceName.LISTING, 2.0), False),
        (arrived("dom0a", SourceName.NODE, 2.0), False),
    ],
)
def test_a_reading_replaces_only_one_of_the_same_host_and_source(newer: PollArrived, replaces: bool) -> None:
    assert newer.can_replace(arrived("dom0a", SourceName.LISTING)) is replaces
