"""Which jobs explain what a guest of a host does, so that it is no news."""

from contextlib import closing

import pytest

from tests.driver.jobs.keeping_jobs import THERE, done, record
from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.waiting import until
from xentui.fleet.guest_notices import ECHO_S, GuestNotices
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
    assert notices_of_a_guest_that_vanishes(THERE) == ["web is gone from this host."]


@pytest.mark.parametrize("waited_s", [0.0, ECHO_S])
@pytest.mark.parametrize("off_s", [-86_400.0, 0.0, 86_400.0], ids=["slow", "right", "fast"])
def test_a_job_that_has_just_ended_explains_it_by_whatever_clock(off_s: float, waited_s: float) -> None:
    world = SimulatedHostWithDriver()
    web = world.started("web")
    host = simulated_host(world.transport, world.clock, DEFAULTS)
    watch = GuestNotices(host.name, host.jobs, world.clock, DEFAULTS, lambda line: pytest.fail(line))
    owner = host.jobs.workplace.host
    done(host.jobs.store.create(record(uuid=web.uuid, host=owner)), ended_s=world.clock.epoch_s() + off_s)
    host.jobs.start()
    until(lambda: host.jobs.all)
    watch.after(HostState(host.name, 0.0, snapshot=world.driver.snapshot()), 1.0)
    world.transport.run(("xl", "destroy", "web"), timeout_s=100)
    world.clock.advance(waited_s)
    gone = HostState(host.name, 0.0, snapshot=world.driver.snapshot())
    told = [notice.text for _ in range(2) for notice in watch.after(gone, 1.0)]
    host.jobs.leave()
    host.jobs.remove()
    assert told == ([] if waited_s < ECHO_S else ["web is gone from this host."])
