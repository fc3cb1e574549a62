"""Memory: its limits, and what is there in the end."""

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import Answer, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import BalloonRefused, BalloonStoppedShort, DomainChanged, NotEnoughMemory
from xentui_driver.model.units import MIB_KIB
from xentui_driver.simulator import HostFacts, SimulatedClock

WEB = DomainRef(uuid_of(7), 7, "web")
MEMORY = "xenstore-read /local/domain/7/memory/"


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    return SimulatedHostWithDriver(HostFacts(memory_kib=4 << 20, dom0_memory_kib=1 << 20))


def test_growing_needs_free_memory_and_shrinking_none(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web", "maxmem = 4096").ref
    free_kib = host.driver.node_info().memory_free_kib
    assert free_kib is not None
    with pytest.raises(NotEnoughMemory, match="MiB is free"):
        host.driver.balloon(ref, 512 * MIB_KIB + free_kib + MIB_KIB)
    assert host.driver.memory_of(ref).target_kib == 512 * MIB_KIB
    host.driver.balloon(ref, 512 * MIB_KIB + free_kib)
    assert host.driver.node_info().memory_free_kib == 0
    host.driver.balloon(ref, 256 * MIB_KIB)
    assert host.domain("web").memory_kib == 256 * MIB_KIB


@pytest.mark.parametrize(
    ("target_mib", "rule"), [(3, "at least 4 MiB"), (513, r"can have 512 MiB at most, not 513 MiB")]
)
def test_a_target_outside_its_limits_is_refused(host: SimulatedHostWithDriver, target_mib: int, rule: str) -> None:
    ref = host.started("web").ref
    with pytest.raises(BalloonRefused, match=rule) as refused:
        host.driver.balloon(ref, target_mib * MIB_KIB)
    assert refused.value.state_now == "Nothing was done."


def test_dom0_keeps_what_libxl_wants_it_to_keep(host: SimulatedHostWithDriver) -> None:
    dom0 = host.domain("Domain-0").ref
    with pytest.raises(BalloonRefused, match="at least 128 MiB"):
        host.driver.balloon(dom0, 127 * MIB_KIB)


def test_the_maximum_is_what_xenstore_has_afterwards(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    lowered = host.driver.balloon(ref, 256 * MIB_KIB)
    assert lowered.warnings == ()
    outcome = host.driver.set_maximum_memory(ref, 300 * MIB_KIB)
    assert (outcome.summary, outcome.warnings) == ("web (id 1) can have up to 0.3 GiB; before, up to 0.5 GiB.", ())
    assert host.driver.memory_of(ref).maximum_kib == 300 * MIB_KIB


def test_a_raised_maximum_is_used_after_the_next_reboot(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    assert "reboot it to use more" in host.driver.set_maximum_memory(ref, 1024 * MIB_KIB).warnings[0]
    with pytest.raises(BalloonStoppedShort, match="stopped at 512 MiB"):
        host.driver.balloon(ref, 600 * MIB_KIB)
    back = host.driver.reboot(ref).ref
    assert back is not None
    host.clock.advance(20.0)
    assert host.domain("web").memory_kib == 600 * MIB_KIB


def test_a_maximum_below_the_target_is_refused_before_xl_is_asked(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    with pytest.raises(
        BalloonRefused, match=r"The maximum can't be 511 MiB: the memory target of .* is 512 MiB"
    ) as refused:
        host.driver.set_maximum_memory(ref, 511 * MIB_KIB)
    assert "Reduce its memory first" in refused.value.next_step


def scripted(answers: dict[str, Answer | list[Answer]]) -> Hypervisor:
    base: dict[str, Answer | list[Answer]] = {
        "xl list -v": listing(row("web", 7)),
        "xenstore-list /local/domain": domids(7),
        "xl info": "total_memory : 16384\nfree_memory : 4096\n",
        MEMORY + "target": "524288\n",
        MEMORY + "static-max": "524288\n",
    }
    return Hypervisor(ScriptedTransport({**base, **answers}), SimulatedClock())


def test_a_maximum_that_xl_only_says_it_has_set_is_not_believed() -> None:
    with pytest.raises(BalloonRefused, match="although xl reported success") as refused:
        scripted({"xl mem-max 7 1048576k": ""}).set_maximum_memory(WEB, 1 << 20)
    assert refused.value.state_now == "xenstore has 0.5 GiB."


def test_xls_own_refusal_of_a_maximum_is_recognised() -> None:
    words = (
        "libxl: error: m.c:59:f: Domain 7:memory_static_max must be greater than or or equal to memory_dynamic_max: X\n"
    )
    missing: Answer = (1, "", "xenstore-read: couldn't read path x\n")
    host = scripted({"xl mem-max 7 1024k": (1, "", words), MEMORY + "target": missing})
    with pytest.raises(BalloonRefused, match="less than its target") as refused:
        host.set_maximum_memory(WEB, 1024)
    assert refused.value.state_now == "It stays at 0.5 GiB."


def test_a_guest_that_ends_meanwhile_is_told() -> None:
    host = scripted(
        {
            "xl list -v": [listing(row("web", 7)), listing()],
            "xenstore-list /local/domain": [domids(7), domids()],
            "xl mem-set 7 262144k": "",
            f"{MEMORY}videoram": (1, "", "xenstore-read: couldn't read path\n"),
        }
    )
    with pytest.raises(DomainChanged, match="ended while its memory was being changed") as ended:
        host.balloon(WEB, 256 * MIB_KIB)
    assert ended.value.state_now == "It no longer exists."


def test_the_video_memory_of_a_guest_with_a_device_model_is_no_part_of_what_it_holds(
    host: SimulatedHostWithDriver,
) -> None:
    outcome = host.driver.balloon(host.started("web", type="hvm").ref, 400 * MIB_KIB)
    assert "now has 0.4 GiB of memory, plus 8 MiB of video memory" in outcome.summary
