"""A snapshot remembers nothing: it may be taken at any time, in any thread."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tests.driver.rebooting_guest import ends
from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.model.domain import DomainState
from xentui_driver.model.snapshot import Snapshot

THREADS = 8
LOOKS = 20


def timeless(snapshot: Snapshot) -> Snapshot:
    """Without what differs from moment to moment."""
    instances = (
        replace(each, domain=each.domain and replace(each.domain, cpu_time_s=0.0, raw_state=""))
        for each in snapshot.instances
    )
    return replace(snapshot, taken_s=0.0, instances=tuple(instances))


def test_several_threads_at_once_get_the_same_right_answer() -> None:
    host = SimulatedHostWithDriver()
    for number in range(5):
        host.started(f"web-{number}")
        host.define(f"off-{number}")
    host.started("mail-dm")
    expected = timeless(host.driver.snapshot())
    begin = threading.Barrier(THREADS)

    def look() -> list[Snapshot]:
        begin.wait()
        return [timeless(host.driver.snapshot()) for _ in range(LOOKS)]

    with ThreadPoolExecutor(THREADS) as pool:
        seen = [snapshot for found in [pool.submit(look) for _ in range(THREADS)] for snapshot in found.result()]
    assert len(seen) == THREADS * LOOKS
    assert all(snapshot == expected for snapshot in seen)
    names = {each.name for each in expected.instances}
    assert names == {"Domain-0", "mail-dm", *(f"{what}-{number}" for what in ("web", "off") for number in range(5))}


def test_one_look_takes_nothing_from_the_next() -> None:
    host = SimulatedHostWithDriver()
    host.started("web")
    ends(host)
    host.clock.advance(1.5)
    first, second = host.driver.snapshot(), host.driver.snapshot()
    assert [each.state for each in first.instances] == [each.state for each in second.instances]
    assert DomainState.REBOOTING in {each.state for each in second.instances}
    assert all(each.cpu_percent is None for each in second.instances)


def test_every_row_knows_its_host_whatever_it_is_made_of() -> None:
    host = SimulatedHostWithDriver()
    host.started("web")
    host.define("off")
    host.transport.remove_file("/etc/xen/web.cfg")
    assert {(each.name, each.host) for each in host.driver.snapshot().instances} == {
        ("Domain-0", "dom0a"),
        ("web", "dom0a"),
        ("off", "dom0a"),
    }
