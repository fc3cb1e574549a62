"""The simulated sampler counts what the simulated xl lists, in each guest's own way."""

import threading
from itertools import pairwise

import pytest

from tests.driver.simulator.small_world import DISK, SmallWorld
from tests.waiting import ROOM_S, until
from xentui_driver.host.counters.sample import Sample, SampleReader
from xentui_driver.host.counters.session import CounterSession
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.counters import NetworkCounters
from xentui_driver.model.errors import NotCounted, ToolMissing, TransportClosed
from xentui_driver.simulator import Fault, GuestBehaviour, SimulatedXen, SimulatorTransport, populate, requests
from xentui_driver.toolstack.commands import SAMPLER

BUSY = GuestBehaviour(busy_cpus=0.5)
DEVICES = (f'disk = ["{DISK},raw,xvda,rw", "{DISK},raw,xvdb,rw"]', 'vif = ["bridge=xenbr0"]')
OF_THE_SAMPLER = [
    (Fault.REFUSE, "Xen's control interface answers root only"),
    (Fault.SAMPLER_HANGS, "the sampler gave no answer in 5 s and was ended"),
    (Fault.SAMPLER_DIES, "the sampler has ended"),
    (Fault.SAMPLER_GARBAGE, "the sampler's answer can't be read"),
    (Fault.SAMPLER_FLOODS, "the sampler answered with more than 8 MiB and was ended"),
    (Fault.SAMPLER_UNKNOWN_RECORD, "this Xen describes its domains in a way that isn't known"),
    (Fault.SAMPLER_REFUSED, "Xen's control interface answers root only"),
    (Fault.COUNTERS_BACKWARDS, "what the sampler counts isn't what xl list says"),
]


def sampled(world: SmallWorld) -> Sample:
    return SampleReader().read(world.a.converse(SAMPLER).ask("?", timeout_s=2.0))


def session(world: SmallWorld) -> CounterSession:
    return Hypervisor(world.a, world.clock).counters


def test_every_domain_of_a_population_is_counted_as_xl_lists_it() -> None:
    xen = SimulatedXen(SystemClock(), 5)
    populate(xen, domains=40, churn=0.8, seed=5)
    counted = Hypervisor(SimulatorTransport(xen, "dom0a")).counters.read().counted
    assert {domid for _, domid in counted.domains} == set(xen.host("dom0a").domains)


def test_a_guest_that_works_carries_data_on_each_of_its_devices_and_one_that_rests_none(world: SmallWorld) -> None:
    web = world.started("web", *DEVICES, guest=BUSY)
    before = sampled(world).domains[web.uuid, web.domid].counters
    world.clock.advance(10.0)
    after = sampled(world).domains[web.uuid, web.domid].counters
    assert before.disks is not None
    assert after.disks is not None
    assert before.networks is not None
    assert after.networks is not None
    assert set(after.disks) == {"51712", "51728"}
    assert set(after.networks) == {"0"}
    for name in ("read_bytes", "written_bytes", "reads", "writes"):
        assert all(getattr(after.disks[each], name) > getattr(before.disks[each], name) for each in after.disks)
    for name in NetworkCounters.__slots__:
        assert getattr(after.networks["0"], name) > getattr(before.networks["0"], name)
    world.xl("pause", "web")
    rests = sampled(world).domains[web.uuid, web.domid].counters
    world.clock.advance(10.0)
    assert sampled(world).domains[web.uuid, web.domid].counters == rests


def test_no_counter_goes_back_while_a_guest_lives(world: SmallWorld) -> None:
    web = world.started("web", *DEVICES, guest=BUSY)
    seen = []
    for _ in range(20):
        world.clock.advance(3.0)
        counters = sampled(world).domains[web.uuid, web.domid].counters
        assert counters.disks is not None
        seen.append((counters.cpu_time_ns or 0, counters.disks["51712"].written_bytes))
    assert all(later > earlier for earlier, later in pairwise(seen))


def test_a_disk_that_qemu_serves_is_read_every_few_seconds_and_says_so(world: SmallWorld) -> None:
    web = world.started("web", f'disk = ["{DISK},raw,xvda,rw,backendtype=qdisk", "{DISK},raw,xvdb,rw"]', guest=BUSY)
    sampler = world.a.converse(SAMPLER)
    seen = []
    for _ in range(8):
        read = SampleReader().read(sampler.ask("?", timeout_s=2.0))
        seen.append((read.domains[web.uuid, web.domid].counters.disks, read.unheard))
        world.clock.advance(2.0)
    assert seen[0] == (None, (web.domid,))
    ages = [round(disks["51712"].age_s, 3) for disks, _ in seen[1:] if disks is not None]
    assert ages == [2.0, 4.0, 6.0, 2.0, 4.0, 6.0, 2.0]
    assert {disks["51728"].age_s for disks, _ in seen[1:] if disks is not None} == {0.0}
    assert {unheard for _, unheard in seen[1:]} == {()}


def test_a_silent_qemu_takes_no_other_figures_away(world: SmallWorld) -> None:
    world.let(Fault.DEVICE_MODELS_SILENT)
    web = world.started("web", f'disk = ["{DISK},qcow2,xvda,rw"]', 'vif = ["bridge=xenbr0"]', guest=BUSY)
    other = world.started("other", *DEVICES, guest=BUSY)
    counters = session(world)
    counters.read()
    world.clock.advance(10.0)
    counted = counters.read().counted.domains
    assert counters.facts is not None
    assert counters.facts.unheard == (web.domid,)
    assert counted[web.uuid, web.domid].disks is None
    assert counted[web.uuid, web.domid].networks
    assert counted[other.uuid, other.domid].disks


def test_the_emulated_disk_of_a_guest_without_drivers_is_qemus(world: SmallWorld) -> None:
    guest = GuestBehaviour(busy_cpus=0.5, pv_drivers=False)
    win = world.started("win", f'disk = ["{DISK},raw,hda,rw"]', type="hvm", guest=guest)
    counters = session(world)
    counters.read()
    world.clock.advance(2.0)
    disks = counters.read().counted.domains[win.uuid, win.domid].disks
    assert disks is not None
    assert {number: round(disk.age_s, 3) for number, disk in disks.items()} == {"768": 2.0}


def test_a_guest_without_devices_has_no_figures_of_any(world: SmallWorld) -> None:
    web = world.started("web")
    counters = sampled(world).domains[web.uuid, web.domid].counters
    assert (counters.disks, counters.networks) == (None, None)


@pytest.mark.parametrize(("fault", "reason"), OF_THE_SAMPLER)
def test_each_fault_is_told_once_it_is_there_and_is_over_when_it_is_mended(
    world: SmallWorld, fault: Fault, reason: str
) -> None:
    world.started("web", guest=BUSY)
    counters = session(world)
    world.let(fault)
    with pytest.raises(NotCounted) as failed:
        counters.read()
    assert failed.value.summary == f"CPU, disks and networks aren't counted: {reason}."
    world.let(fault, on=False)
    world.clock.advance(60.0)
    assert counters.read().counted.domains


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.XENSTORED_DOWN, Fault.GARBAGE, Fault.SLOW])
def test_a_sampler_that_was_checked_goes_on_while_xl_fails(world: SmallWorld, fault: Fault) -> None:
    world.started("web", guest=BUSY)
    counters = session(world)
    counters.read()
    world.let(fault)
    for _ in range(3):
        world.clock.advance(61.0)
        assert len(counters.read().counted.domains) == 2


def test_it_is_woken_by_leaving() -> None:
    xen = SimulatedXen(SystemClock())
    xen.add_host("a")
    xen.set_fault(Fault.SAMPLER_HANGS)
    transport = SimulatorTransport(xen, "a")
    ended: list[TransportClosed] = []

    def ask() -> None:
        try:
            transport.converse(SAMPLER).ask("?", timeout_s=3600.0)
        except TransportClosed as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    transport.close()
    thread.join(ROOM_S)
    assert len(ended) == 1


def test_there_is_no_other_module_to_converse_with(world: SmallWorld) -> None:
    with pytest.raises(ToolMissing):
        world.a.converse("xentui_driver.jobs.runner")


class Heard:
    """A sampler that is at work, and how often it has called since it was last asked."""

    def __init__(self, transport: SimulatorTransport) -> None:
        self.calls = 0
        self._sampler = transport.converse(SAMPLER, self._note)
        self.ask()

    def ask(self) -> None:
        self.calls = 0
        self._sampler.ask("?", timeout_s=2.0)

    def _note(self) -> None:
        self.calls += 1


@pytest.mark.parametrize(
    "words",
    [
        ("create", "OTHER"),
        ("destroy", "web"),
        ("rename", "web", "web2"),
        ("shutdown", "web"),
        ("mem-set", "web", "300"),
    ],
)
def test_it_calls_when_a_domain_is_no_longer_what_it_was(world: SmallWorld, words: tuple[str, ...]) -> None:
    world.started("web")
    other = world.define("other")
    heard = Heard(world.a)
    assert world.xl(*(other if word == "OTHER" else word for word in words)).exit_status == 0
    assert heard.calls == 1


def test_it_calls_once_until_it_is_asked_again(world: SmallWorld) -> None:
    world.started("web")
    heard = Heard(world.a)
    for new, old in pairwise(("web3", "web2", "web1", "web")):
        world.xl("rename", old, new)
    world.xl("rename", "web", "web1")
    assert heard.calls == 1
    heard.ask()
    assert heard.calls == 0
    world.xl("rename", "web1", "web2")
    assert heard.calls == 1


@pytest.mark.parametrize("words", [("list", "-v"), ("info",), ("pause", "web"), ("unpause", "web")])
def test_it_does_not_call_for_what_no_watch_tells(world: SmallWorld, words: tuple[str, ...]) -> None:
    world.started("web")
    heard = Heard(world.a)
    world.xl(*words)
    assert heard.calls == 0


def test_without_xenstored_it_does_not_call(world: SmallWorld) -> None:
    web = world.started("web")
    heard = Heard(world.a)
    world.let(Fault.XENSTORED_DOWN)
    with world.xen.at_now() as now_s:
        requests.shut_down(world.xen, world.xen.host("a"), world.xen.host("a").domains[web.domid], 3, now_s)
    assert heard.calls == 0


def test_what_guests_do_by_themselves_is_told_though_nobody_looks() -> None:
    """Time passes, and nobody asks the host anything."""
    xen = SimulatedXen(SystemClock())
    host = xen.add_host("a")
    called = threading.Event()
    transport = SimulatorTransport(xen, "a")
    sampler = transport.converse(SAMPLER, called.set)
    sampler.ask("?", timeout_s=2.0)
    with xen.at_now() as now_s:
        xen.schedule(now_s + 0.01, lambda _: host.fire_watches())
    assert called.wait(ROOM_S)
    sampler.close()
    until(lambda: not xen._is_ticking)
