"""A message may take the place of an older one only when nothing is lost by it."""

import pytest
from hypothesis import given

from tests.xentui.console.two_hosts import any_job
from xentui.console.messages import JobChanged, PollArrived
from xentui_driver.host.sources import Reading, SourceName
from xentui_driver.model.job import Job


@given(any_job, any_job)
def test_a_change_of_a_job_replaces_only_one_of_the_same_job_on_the_same_host(one: Job, other: Job) -> None:
    is_same = (one.record.host, one.id, one.verdict) == (other.record.host, other.id, other.verdict)
    may_replace = JobChanged(one).can_replace(JobChanged(other))
    assert may_replace == (is_same and one.is_foreign == other.is_foreign)


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
