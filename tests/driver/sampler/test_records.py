"""The records of every release are read, and a record of another size is found out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.sampler.xen_records import OF_HVM, RUNNING, UUID_TEXT, XenOfRecords, xen_record
from xentui_driver.model.domain import DomainState
from xentui_driver.sampler.control_interface import Calls, ControlInterface, running_xen
from xentui_driver.sampler.records import SIZES, DomainRecord, records_in
from xentui_driver.sampler.refusal import FAILED, NO_XEN, UNKNOWN_RECORD, Refusal
from xentui_driver.toolstack.state_flags import decode_state


@pytest.mark.parametrize("size_bytes", SIZES)
def test_a_record_of_each_release_says_the_same(size_bytes: int) -> None:
    content = xen_record(7, size_bytes=size_bytes, flags=RUNNING | OF_HVM, pages=256, claimed=128, cpu_time_ns=1 << 60)
    assert (
        records_in(content * 2, size_bytes)
        == [DomainRecord(7, UUID_TEXT, 1 << 60, vcpus=2, memory_kib=1536, claimed_kib=512, state="r-----")] * 2
    )


@pytest.mark.parametrize("size_bytes", SIZES)
@pytest.mark.parametrize("last", [b"\xff", b"\xa5", b"\x5a"])
def test_the_size_is_found_whatever_the_last_byte_is(size_bytes: int, last: bytes) -> None:
    xen = XenOfRecords([xen_record(0, size_bytes=size_bytes)[:-1] + last])
    assert ControlInterface(xen.calls).record_bytes == size_bytes


@pytest.mark.parametrize("size_bytes", SIZES)
@pytest.mark.parametrize("count", [1, 35, 36, 37, 100, 5000])
def test_every_domain_is_read_once_however_many_there_are(size_bytes: int, count: int) -> None:
    xen = XenOfRecords([xen_record(6 * domid, size_bytes=size_bytes) for domid in range(count)])
    assert [each.domid for each in ControlInterface(xen.calls).domains()] == [6 * domid for domid in range(count)]


def test_never_more_is_asked_for_than_a_page_holds() -> None:
    xen = XenOfRecords([xen_record(domid) for domid in range(200)])
    ControlInterface(xen.calls).domains()
    assert max(most for _, most in xen.asked) * 112 <= 4096


@pytest.mark.parametrize("size_bytes", [97, 100, 120, 136, 4000])
def test_records_of_another_size_are_refused(size_bytes: int) -> None:
    with pytest.raises(Refusal, match=f"{size_bytes} bytes") as refused:
        ControlInterface(XenOfRecords([xen_record(0, size_bytes=size_bytes)]).calls)
    assert refused.value.reason == UNKNOWN_RECORD


@pytest.mark.parametrize(
    "own", [xen_record(3), xen_record(0, flags=0), xen_record(0, online=0), xen_record(0, pages=0)]
)
def test_a_first_record_that_cannot_be_dom0s_is_refused(own: bytes) -> None:
    with pytest.raises(Refusal, match="dom0") as refused:
        ControlInterface(XenOfRecords([own]).calls)
    assert refused.value.reason == UNKNOWN_RECORD


def test_domids_that_go_down_are_no_records() -> None:
    with pytest.raises(Refusal, match="order"):
        ControlInterface(XenOfRecords([xen_record(domid) for domid in (0, 9, 4)]).calls)


def test_a_call_that_fails_is_told() -> None:
    with pytest.raises(Refusal) as refused:
        ControlInterface(Calls(lambda first, most, buffer: -1, lambda: 0))
    assert refused.value.reason == FAILED


def test_free_memory_is_what_nobody_has_or_has_claimed() -> None:
    xen = XenOfRecords([xen_record(0), xen_record(3, claimed=256)], free_bytes=3 << 20)
    control = ControlInterface(xen.calls)
    assert control.free_kib(control.domains()) == 2 << 10


def test_free_memory_that_cannot_be_had_is_told() -> None:
    control = ControlInterface(XenOfRecords([xen_record(0)], free_bytes=-1).calls)
    with pytest.raises(Refusal, match="xc_availheap"):
        control.free_kib([])


@pytest.mark.parametrize(
    ("flags", "state"),
    [
        (RUNNING, "r-----"),
        (1 << 4, "-b----"),
        (1 << 3 | 1 << 4, "-bp---"),
        (0xFF << 16, "------"),
        *((1 << 2 | code << 16, f"---s{letter}-") for code, letter in enumerate("-rscwS?")),
        (1 << 2 | 200 << 16 | 1, "---s?d"),
        (1 | OF_HVM, "-----d"),
    ],
)
def test_flags_are_the_letters_of_xl(flags: int, state: str) -> None:
    (read,) = records_in(xen_record(7, flags=flags), 112)
    assert read.state == state
    assert decode_state(state).state is not DomainState.UNKNOWN


def test_a_machine_without_xen_is_told_before_any_library_is_looked_for() -> None:
    with pytest.raises(Refusal, match="No such file") as refused:
        running_xen("/no/such/folder")
    assert refused.value.reason == NO_XEN


@given(st.lists(st.binary(min_size=112, max_size=112), max_size=36))
def test_whatever_the_bytes_are_they_are_read_or_refused(records: list[bytes]) -> None:
    def get_domains(first: int, most: int, buffer: object) -> int:
        content = b"".join(records[:most])
        buffer[: len(content)] = content  # type: ignore[index]
        return len(records[:most])

    try:
        domids = [each.domid for each in ControlInterface(Calls(get_domains, lambda: 0)).domains()]
    except Refusal:
        return
    assert domids == sorted(set(domids))
