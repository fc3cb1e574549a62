"""Which jobs explain what a guest of a host does, so that it is no news."""

from contextlib import closing

import pytest

from tests.driver.jobs.keeping_jobs import THERE, record
from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.waiting import until
from xentui.fleet.guest_notices import GuestNotices
from xentui.fleet.host_state import HostState
from xentui.fleet.hosts.simulated import simulated_host
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.job import HostId


def notices_of_a_guest_that_vanishes(job_of: HostId | None) -> list[str]:
    """What is told of `web` when a host has a job on a guest of that UUID; None means the host of `web` itself."""
    world = SimulatedHostWithDriver()
    web = world.started("web")
    host = simulated_host(world.transport, world.clock, DEFAULTS)
    owner = job_of or host.jobs.workplace.host
    store = JobStore(host.jobs.store.folder, owner, world.clock)
    watch = GuestNotices(host.name, host.jobs, world.clock, DEFAULTS, lambda line: pytest.fail(line))
    with closing(store.create(record(uuid=web.uuid, host=owner))):
        host.jobs.start()
        until(lambda: host.jobs.all)
        watch.after(HostState(host.name, 0.0, snapshot=world.driver.snapshot()), 1.0)
        world.transport.run(("xl", "destroy", "web"), timeout_s=100)
        gone = HostState(host.name, 0.0, snapshot=world.driver.snapshot())
        told = [notice.text for _ in range(2) for notice in watch.after(gone, 1.0)]
    host.jobs.leave()
    host.jobs.remove()
    return told


def test_what_a_job_does_to_its_guest_is_no_news() -> None:
    assert notices_of_a_guest_that_vanishes(None) == []


def test_a_job_of_another_host_in_a_shared_folder_explains_nothing_here() -> None:
    assert notices_of_a_guest_that_vanishes(THERE) == ["web is not here any more."]
