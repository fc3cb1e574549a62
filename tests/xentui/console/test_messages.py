"""A message may take the place of an older one only when nothing is lost by it."""

import pytest
from hypothesis import given

from tests.xentui.console.two_hosts import any_job
from xentui.console.messages import JobChanged, StateArrived
from xentui.fleet.host_state import HostState
from xentui_driver.model.job import Job


@given(any_job, any_job)
def test_a_change_of_a_job_replaces_only_one_of_the_same_job_on_the_same_host(one: Job, other: Job) -> None:
    is_same = (one.record.host, one.id, one.verdict) == (other.record.host, other.id, other.verdict)
    may_replace = JobChanged(one).can_replace(JobChanged(other))
    assert may_replace == (is_same and one.is_foreign == other.is_foreign)


def arrived(host: str, started_s: float) -> StateArrived:
    return StateArrived(HostState(host, started_s))


@pytest.mark.parametrize(("host", "replaces"), [("dom0a", True), ("dom0b", False)])
def test_a_state_replaces_only_one_of_the_same_host(host: str, replaces: bool) -> None:
    assert arrived(host, 2.0).can_replace(arrived("dom0a", 1.0)) is replaces
