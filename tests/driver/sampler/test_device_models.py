"""What QEMU serves is counted by QEMU, later than the rest, and never held against another domain or waited for."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.sampler import fake_qemu
from tests.driver.sampler.fake_qemu import FakeQemu, Talk, drive, fake_qemus, qdisk
from tests.waiting import until
from xentui_driver.sampler.device_models import STALE_NS, Completed, DeviceModels, Figures, figures_in
from xentui_driver.sampler.disks import DiskFigures

UUIDS = {domid: f"uuid-{domid}" for domid in range(10)}
UNUSED = DiskFigures(0, 0, 0, 0)
USED = DiskFigures(512, 1024, 1, 2)
EVERY_S = 0.05


@pytest.fixture
def qemus(tmp_path: Path) -> Iterator[dict[int, FakeQemu]]:
    """Those of domains 3 and 4, each with a disk."""
    with fake_qemus(tmp_path, 3, 4) as found:
        found[3].devices = [qdisk("xvda", "qcow2", read=100, written=200, reads=3, writes=4)]
        found[4].devices = [qdisk("xvda", read=1000)]
        yield found


@pytest.fixture
def models(tmp_path: Path) -> Iterator[DeviceModels]:
    yield (found := DeviceModels(str(tmp_path), EVERY_S))
    found.completed({}, {}, 0)


def now(models: DeviceModels, disks: Mapping[int, Figures], uuids: Mapping[int, str] = UUIDS) -> Completed:
    return models.completed(disks, uuids, time.monotonic_ns())


def heard(models: DeviceModels, disks: Mapping[int, Figures], *silent: int) -> Mapping[int, Figures]:
    """Once all but these have answered; without how old each figure is."""

    def all_but_silent() -> Completed | None:
        completed = now(models, disks)
        return completed if completed.unheard == list(silent) else None

    completed = until(all_but_silent)
    assert completed is not None
    return {
        domid: {number: each._replace(age_ns=0) if each is not None else None for number, each in figures.items()}
        for domid, figures in completed.disks.items()
    }


def test_the_first_sample_does_not_wait_for_it(models: DeviceModels, qemus: dict[int, FakeQemu]) -> None:
    qemus[3].may_answer.clear()
    assert now(models, {3: {"51712": None}}) == ({3: {"51712": None}}, [3])


def test_each_qdisk_has_the_figures_of_its_own_qemu(models: DeviceModels, qemus: dict[int, FakeQemu]) -> None:
    disks: Mapping[int, Figures] = {3: {"51712": None}, 4: {"51712": None}}
    assert heard(models, disks) == {3: {"51712": DiskFigures(100, 200, 3, 4)}, 4: {"51712": DiskFigures(1000, 0, 0, 0)}}


def test_several_disks_are_told_apart_by_their_names(models: DeviceModels, qemus: dict[int, FakeQemu]) -> None:
    qemus[3].devices = [
        qdisk("xvdb", read=2),
        qdisk("xvdaa", "qcow2", read=3),
        qdisk("hdc", read=4),
        qdisk("xvda", read=1),
    ]
    disks: Mapping[int, Figures] = {3: dict.fromkeys(("51712", "51728", "268442112", "5632"))}
    read = {number: each.read_bytes for number, each in heard(models, disks)[3].items() if each is not None}
    assert read == {"51712": 1, "51728": 2, "268442112": 3, "5632": 4}


def test_a_disk_that_qemu_does_not_know_is_not_counted(models: DeviceModels, qemus: dict[int, FakeQemu]) -> None:
    found = heard(models, {3: {"51712": None, "51728": None}})
    assert found == {3: {"51712": DiskFigures(100, 200, 3, 4), "51728": None}}


def test_the_figures_say_how_old_they_are(models: DeviceModels, qemus: dict[int, FakeQemu]) -> None:
    heard(models, {3: {"51712": None}})
    at_ns = time.monotonic_ns()
    disk = models.completed({3: {"51712": None}}, UUIDS, at_ns).disks[3]["51712"]
    assert disk is not None
    assert 0 < disk.age_ns < STALE_NS


def test_the_kernels_own_figures_stay_as_they_are(models: DeviceModels, qemus: dict[int, FakeQemu]) -> None:
    disks: Mapping[int, Figures] = {3: {"51712": USED}, 7: {"51712": UNUSED}, 8: {"51712": None}}
    assert now(models, disks) == (disks, [])  # no socket of 7 and 8
    assert (qemus[3].asked, models._thread) == ([], None)


def test_a_guest_that_has_not_used_the_kernels_disk_may_use_the_emulated_one(
    models: DeviceModels, qemus: dict[int, FakeQemu]
) -> None:
    qemus[3].devices = [drive("ide0-hd0", "#block155", read=7), drive("ide-5632")]
    disks: Mapping[int, Figures] = {3: {"51712": UNUSED, "51728": UNUSED, "5632": None}}
    qemus[3].may_answer.clear()
    assert now(models, disks).disks == {3: {"51712": None, "51728": None, "5632": None}}
    qemus[3].may_answer.set()
    assert heard(models, disks) == {3: {"51712": DiskFigures(7, 0, 0, 0), "51728": UNUSED, "5632": UNUSED}}
    drivers_of_its_own: Mapping[int, Figures] = {3: {"51712": USED, "51728": UNUSED, "5632": None}}
    assert heard(models, drivers_of_its_own)[3]["51712"] == USED


def test_what_firmware_has_read_counts_with_the_rest() -> None:
    served = qdisk("xvda", read=1, written=2, reads=3, writes=4)
    assert figures_in([served, drive("ide0-hd0", read=10, reads=1)])["51712"] == DiskFigures(11, 2, 4, 4)


@pytest.mark.parametrize("talk", [fake_qemu.silent, fake_qemu.flooding, fake_qemu.closing, fake_qemu.deep])
def test_one_that_fails_loses_its_own_figures_only(
    talk: Talk, models: DeviceModels, qemus: dict[int, FakeQemu]
) -> None:
    qemus[3].talk = talk
    disks: Mapping[int, Figures] = {3: {"51712": None}, 4: {"51712": None}}
    assert heard(models, disks, 3) == {3: {"51712": None}, 4: {"51712": DiskFigures(1000, 0, 0, 0)}}


def test_an_answer_that_is_too_old_is_none(models: DeviceModels, qemus: dict[int, FakeQemu]) -> None:
    disks: Mapping[int, Figures] = {3: {"51712": None}}
    heard(models, disks)
    assert models.completed(disks, UUIDS, time.monotonic_ns() + 2 * STALE_NS) == ({3: {"51712": None}}, [3])


def test_one_that_answers_again_is_heard_again(models: DeviceModels, qemus: dict[int, FakeQemu]) -> None:
    qemus[3].talk = fake_qemu.closing
    now(models, {3: {"51712": None}})
    until(lambda: qemus[3].clients > 1)
    qemus[3].talk = fake_qemu.obliging
    assert heard(models, {3: {"51712": None}}) == {3: {"51712": DiskFigures(100, 200, 3, 4)}}


def test_a_new_domain_of_that_domid_begins_without_figures(models: DeviceModels, qemus: dict[int, FakeQemu]) -> None:
    disks: Mapping[int, Figures] = {3: {"51712": None}}
    heard(models, disks)
    qemus[3].may_answer.clear()
    assert now(models, disks, UUIDS | {3: "another"}) == ({3: {"51712": None}}, [3])


def test_a_domain_that_is_gone_is_asked_no_more(models: DeviceModels, qemus: dict[int, FakeQemu]) -> None:
    heard(models, {3: {"51712": None}, 4: {"51712": None}})
    now(models, {4: {"51712": None}})
    clients = qemus[3].clients
    begun = qemus[4].clients
    until(lambda: qemus[4].clients > begun + 3)
    assert qemus[3].clients <= clients + 1  # it may have been asked at that very moment


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
COUNT = JSON | st.integers(0, 1 << 64)
DEVICE = JSON | st.builds(
    lambda device, node, counts: {"device": device, "node-name": node, "stats": counts},
    JSON | st.sampled_from(["ide0-hd0", "ide-5632", ""]),
    JSON | st.sampled_from(["xvda-raw", "#block1", "hda-raw"]),
    JSON | st.fixed_dictionaries(dict.fromkeys(("rd_bytes", "wr_bytes", "rd_operations", "wr_operations"), COUNT)),
)


@given(st.lists(DEVICE, max_size=6))
def test_whatever_it_says_makes_only_figures_that_can_be(devices: list[object]) -> None:
    for figures in figures_in(devices).values():
        assert all(0 <= each < 1 << 64 for each in figures)
