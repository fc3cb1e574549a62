"""A sampler's answer is read whole, or is no answer; nothing in between, and nothing else is ever raised."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import record, sample
from tests.scripted import uuid_of
from xentui_driver.host.counters.sample import SampleReader
from xentui_driver.model.counters import DiskCounters, NetworkCounters
from xentui_driver.model.errors import NotCounted
from xentui_driver.sampler.answers import refusal_line
from xentui_driver.sampler.disks import DiskFigures
from xentui_driver.sampler.networks import NetworkFigures
from xentui_driver.sampler.refusal import REASONS

WHOLE = sample(
    record(7, cpu=1.5, mem=300, vcpus=2),
    at_s=12.5,
    cpu_s=0.25,
    disks={7: {"51712": DiskFigures(1, 2, 3, 4, 500_000_000)}},
    unheard=(7,),
    networks={7: {"0": NetworkFigures(5, 6, 7, 8)}},
)


def test_a_sample_has_every_figure_in_its_place() -> None:
    read = SampleReader().read(WHOLE)
    domain = read.domains[uuid_of(7), 7]
    assert (read.xen, read.record_bytes, read.at_s, read.cpu_s) == ("4.17", 112, 12.5, 0.25)
    assert (domain.vcpus, domain.memory_kib, domain.counters.cpu_time_ns) == (2, 300 << 10, 1_500_000_000)
    assert domain.counters.disks == {"51712": DiskCounters(1, 2, reads=3, writes=4, age_s=0.5)}
    assert read.unheard == (7,)
    assert domain.counters.networks == {
        "0": NetworkCounters(received_bytes=5, sent_bytes=6, received_packets=7, sent_packets=8)
    }


def test_what_is_not_counted_is_none_and_so_are_the_disks_beside_one_that_is_not() -> None:
    assert SampleReader().read(sample(record(7))).domains[uuid_of(7), 7].counters.disks is None
    beside = sample(record(7), disks={7: {"51712": DiskFigures(1, 2, 3, 4), "51728": None}})
    counters = SampleReader().read(beside).domains[uuid_of(7), 7].counters
    assert (counters.disks, counters.networks) == (None, None)


@pytest.mark.parametrize("reason", REASONS)
def test_each_refusal_has_its_reason_its_words_and_a_way_out(reason: str) -> None:
    with pytest.raises(NotCounted) as refused:
        SampleReader().read(refusal_line(reason, "xc_interface_open: \x1b[2J"))
    assert refused.value.summary
    assert refused.value.detail.startswith("xc_interface_open")
    assert "\x1b" not in refused.value.detail
    assert refused.value.next_step


def changed(path: tuple[str | int, ...], value: object) -> str:
    answer: Any = json.loads(WHOLE)
    place = answer
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(answer)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sample", "at_ns"), -1),
        (("sample", "at_ns"), 1.5),
        (("sample", "cpu_ns"), True),
        (("sample", "record_bytes"), None),
        (("sample", "xen"), 4.17),
        (("sample", "domains"), {}),
        (("sample", "domains", 1, 0), 0),
        (("sample", "domains", 1, 1), "web"),
        (("sample", "domains", 1, 2), 1 << 64),
        (("sample", "domains", 1), [7, uuid_of(7), 1, 1]),
        (("sample", "disks", "7"), []),
        (("sample", "disks", "7", "../x"), [1, 2, 3, 4, 0]),
        (("sample", "disks", "7", "51712"), [1, 2, 3, 4]),
        (("sample", "disks", "7", "51712"), [1, 2, 3, 4, -1]),
        (("sample", "unheard"), ["7"]),
        (("sample", "networks", "7", "0"), [1, 2, 3]),
        (("sample", "networks", "7", "0"), None),
    ],
)
def test_one_figure_that_cannot_be_spoils_the_whole(path: tuple[str | int, ...], value: object) -> None:
    with pytest.raises(NotCounted, match="can't be read"):
        SampleReader().read(changed(path, value))
    once_right = SampleReader()
    once_right.read(WHOLE)
    with pytest.raises(NotCounted, match="can't be read"):
        once_right.read(changed(path, value))


FEW = st.integers(0, 1)
"""So few values that most figures stay as they were."""
DEVICES = st.dictionaries(
    st.sampled_from(("51712", "51728")), st.builds(DiskFigures, FEW, FEW, FEW, FEW, FEW) | st.none()
)
NETWORKS = st.dictionaries(st.sampled_from("01"), st.builds(NetworkFigures, FEW, FEW, FEW, FEW))
DOMAINS = st.dictionaries(st.integers(1, 3), st.tuples(FEW, FEW, DEVICES, NETWORKS, st.booleans()))


@given(st.lists(DOMAINS, max_size=6))
def test_what_was_read_before_never_shows_in_an_answer_that_says_otherwise(
    answers: list[dict[int, tuple[int, int, dict[str, DiskFigures | None], dict[str, NetworkFigures], bool]]],
) -> None:
    reader = SampleReader()
    for domains in answers:
        line = sample(
            *(
                record(domid, cpu=cpu, vcpus=1 + more, uuid=uuid_of(9) if is_another else "")
                for domid, (cpu, more, _, _, is_another) in sorted(domains.items())
            ),
            disks={domid: disks for domid, (_, _, disks, _, _) in domains.items() if disks},
            networks={domid: networks for domid, (_, _, _, networks, _) in domains.items() if networks},
        )
        assert reader.read(line) == SampleReader().read(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
KEYS = ("at_ns", "cpu_ns", "record_bytes", "xen", "domains", "disks", "unheard", "networks")


@given(
    st.text()
    | JSON.map(json.dumps)
    | st.sampled_from(KEYS).flatmap(lambda k: JSON.map(lambda v: changed(("sample", k), v)))
)
def test_garbage_is_never_more_than_an_error_of_its_own(text: str) -> None:
    with suppress(NotCounted):
        SampleReader().read(text)


@given(st.integers(0, len(WHOLE) - 1))
def test_half_an_answer_is_none(length: int) -> None:
    with pytest.raises(NotCounted):
        SampleReader().read(WHOLE[:length])
