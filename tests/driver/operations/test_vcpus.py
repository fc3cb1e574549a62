"""vCPUs: what is said is what is online."""

from dataclasses import replace

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CommandFailed, DomainChanged, GuestIgnoredRequest, InvalidInput, NoSuchDomain
from xentui_driver.simulator import DEAF, GuestBehaviour, SimulatedClock

WITHOUT_UDEV = GuestBehaviour(onlines_vcpus=False)
CPU_KEYS = "xenstore-list /local/domain/7/cpu"
WEB = DomainRef(uuid_of(7), 7, "web")


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    return SimulatedHostWithDriver()


def test_vcpus_go_offline_and_online_again(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web", "vcpus = 4").ref
    outcome = host.driver.set_vcpus(ref, 1, report=host.progress.append)
    assert outcome.summary == "web (id 1) has 1 of 4 vCPUs online; it had 4."
    assert outcome.steps == ("xl vcpu-set 1 1",)
    assert host.driver.vcpus_of(ref).online == 1
    assert "4 vCPUs online, 1 wanted" in host.progress
    assert "4 of 4" in host.driver.set_vcpus(ref, 4).summary


def test_a_guest_built_with_more_than_it_uses_can_be_given_them(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web", "vcpus = 1", "maxvcpus = 3").ref
    assert (host.driver.vcpus_of(ref).online, host.driver.vcpus_of(ref).maximum) == (1, 3)
    host.driver.set_vcpus(ref, 3)
    assert host.domain("web").vcpus == 3


@pytest.mark.parametrize(("count", "rule"), [(0, "at least 1"), (-1, "at least 1"), (3, "1 to 2 can be online, not 3")])
def test_a_number_that_cannot_be_is_refused_with_the_rule(host: SimulatedHostWithDriver, count: int, rule: str) -> None:
    ref = host.started("web").ref
    with pytest.raises(InvalidInput, match=rule) as refused:
        host.driver.set_vcpus(ref, count)
    assert refused.value.state_now == "Nothing was done."
    assert host.domain("web").vcpus == 2


def test_more_than_the_host_has_is_refused_unless_it_is_asked_for(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web", "vcpus = 6").ref
    host.driver.set_vcpus(ref, 2)
    with pytest.raises(CommandFailed, match="6 are more than the host's physical CPUs") as refused:
        host.driver.set_vcpus(ref, 6)
    assert refused.value.next_step.endswith("If you want that anyway, run: xl vcpu-set -i 1 6")
    assert refused.value.state_now == "It has 2 online."
    outcome = host.driver.set_vcpus(ref, 6, ignore_host=True)
    assert outcome.steps == ("xl vcpu-set -i 1 6",)


def test_a_linux_guest_without_udev_is_told_how_to_bring_a_cpu_online(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web", guest=WITHOUT_UDEV).ref
    host.driver.set_vcpus(ref, 1)
    with pytest.raises(GuestIgnoredRequest, match="asked for 2 online vCPUs, but has 1") as ignored:
        host.driver.set_vcpus(ref, 2)
    assert "/sys/devices/system/cpu/cpu1/online" in ignored.value.next_step
    assert ignored.value.state_now == "It is running. The request stays set."


def test_a_guest_that_does_not_let_go_is_told(host: SimulatedHostWithDriver) -> None:
    ref = host.started("deaf", guest=replace(DEAF, boot_s=0.0)).ref
    with pytest.raises(GuestIgnoredRequest, match="asked for 1 online vCPUs, but has 2") as ignored:
        host.driver.set_vcpus(ref, 1)
    assert "look inside" in ignored.value.next_step


def test_a_paused_guest_is_left_alone(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    host.driver.pause(ref)
    with pytest.raises(DomainChanged, match="paused"):
        host.driver.set_vcpus(ref, 1)


def test_a_guest_that_ends_meanwhile_is_not_taken_for_one_that_followed() -> None:
    transport = ScriptedTransport(
        {
            "xl list -v": [listing(row("web", 7)), listing()],
            "xenstore-list /local/domain": [domids(7), domids()],
            CPU_KEYS: "0\n1\n",
            "xl vcpu-set 7 2": "",
        }
    )
    with pytest.raises(DomainChanged, match="ended meanwhile") as changed:
        Hypervisor(transport, SimulatedClock()).set_vcpus(WEB, 2)
    assert changed.value.state_now == "It no longer exists."


def test_without_keys_in_xenstore_xl_counts_the_vcpus() -> None:
    rows = "".join(f"web  7     {n}    0   -b-       6.0  all / all\n" for n in range(3))
    transport = ScriptedTransport(
        {
            "xl list -v": listing(row("web", 7)),
            "xenstore-list /local/domain": domids(7),
            CPU_KEYS: (1, "", "xenstore-list: could not list path /local/domain/7/cpu"),
            "xl vcpu-list 7": f"Name  ID  VCPU   CPU State   Time(s) Affinity (Hard / Soft)\n{rows}",
        }
    )
    assert Hypervisor(transport, SimulatedClock()).vcpus_of(WEB).maximum == 3


def test_a_guest_that_is_gone_is_told() -> None:
    transport = ScriptedTransport({"xl list -v": listing(), "xenstore-list /local/domain": domids()})
    with pytest.raises(NoSuchDomain):
        Hypervisor(transport, SimulatedClock()).set_vcpus(WEB, 1)
