"""The jobs of a host are its own, whatever number another host gives to one of its own."""

from pathlib import Path

import pytest

from tests.driver.jobs.keeping_jobs import HERE, THERE, WHO, record, store
from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.jobs.actions import START, Request
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.jobs.launcher import NoLauncher
from xentui_driver.jobs.orders import Workplace
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.errors import NoSuchJob, ReadOnly
from xentui_driver.model.job import HostId


def jobs_on(host: HostId, folder: Path) -> Jobs:
    kept: JobStore = store(folder, host=host)
    workplace = Workplace(host, kept.folder, str(folder / "audit.jsonl"))
    return Jobs(SimulatedHostWithDriver().driver, workplace, NoLauncher(), kept, WHO)


def test_a_job_of_another_host_with_the_same_number_is_neither_cancelled_nor_released(tmp_path: Path) -> None:
    here, there = jobs_on(HERE, tmp_path / "here"), jobs_on(THERE, tmp_path / "there")
    ours = here.store.create(record(host=HERE))
    theirs = there.store.create(record(host=THERE))
    assert ours.id == theirs.id
    other = there.store.job(theirs.id)
    with pytest.raises(NoSuchJob, match="of dom0b is not in"):
        here.cancel(other)
    here.release(other)
    assert not ours.is_cancelled
    assert not ours.is_released
    there.cancel(other)
    assert theirs.is_cancelled
    for writer in (ours, theirs):
        writer.close()


def test_orders_of_one_moment_have_sets_of_their_own_whatever_their_hosts(tmp_path: Path) -> None:
    hosts = [jobs_on(host, tmp_path / host.name) for host in (HERE, THERE)]
    orders = [jobs.prepare(START, (Request(),)) for jobs in (*hosts, *hosts)]
    assert len({order.tasks[0].record.submitted_s for order in orders}) == 1
    assert len({order.set_id for order in orders}) == 4


def test_what_is_being_handed_over_is_shown_with_the_record_that_its_job_will_have(tmp_path: Path) -> None:
    jobs = jobs_on(HERE, tmp_path)
    order = jobs.prepare(START, (Request(),))
    assert [(job.id, job.record) for job in jobs.all] == [("", order.tasks[0].record)]
    with pytest.raises(ReadOnly):
        jobs.submit(order)
    assert jobs.all == ()
