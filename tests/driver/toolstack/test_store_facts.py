"""The most memory that running domains can be given and when they were built, read with one command."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import ScriptedTransport, listing, row
from xentui_driver.model.domain import Domain
from xentui_driver.model.errors import CommandTimedOut
from xentui_driver.toolstack.parse.xl_list import parse_lines
from xentui_driver.toolstack.store_facts import ASK_AGAIN_S, REREAD_S, StoreFacts, read_store_facts

KEY = "/local/domain/{}/memory/static-max"
UP_S, BOOTED_S, NOW_S = 5000.5, 1_790_000_000, 900.0
FILES = {
    "/proc/uptime": f"{UP_S} 12345.67\n".encode(),
    "/proc/stat": f"cpu  1 2 3\nctxt 5\nbtime {BOOTED_S}\nprocesses 7\n".encode(),
}
MISSING = "xenstore-read: couldn't read path"


def domains(*rows: str) -> tuple[Domain, ...]:
    return tuple(line.domain for line in parse_lines(listing(*rows)) if line.domain is not None)


def uuid(domid: int) -> str:
    return str(UUID(int=domid))


WEB, DB, API = (row(name, domid, uuid=uuid(domid)) for name, domid in (("web", 1), ("db", 2), ("api", 4)))
NAMES = {1: "web", 2: "db", 4: "api"}
ARRIVING = row("mail--incoming", 5, uuid=uuid(5))


def command(*domids: int, starts: tuple[int, ...] | None = None) -> str:
    maxima = (KEY.format(domid) for domid in domids)
    return " ".join(
        ("xenstore-read", *maxima, *(f"/vm/{uuid(each)}/start_time" for each in (domids if starts is None else starts)))
    )


def read(
    transport: ScriptedTransport, *rows: str, now_s: float = NOW_S, before: StoreFacts | None = None
) -> StoreFacts:
    return read_store_facts(transport, domains(*rows), 1.0, now_s=now_s, before=before)


def maxima(facts: StoreFacts) -> Mapping[str, int]:
    return {NAMES[domid]: kib for (_uuid, domid), kib in facts.maxima.items()}


def up_s(facts: StoreFacts) -> Mapping[int, float]:
    """Of the guests."""
    return {domid: facts.read_s - built_s for (_uuid, domid), built_s in facts.built_s.items() if domid}


def test_all_are_read_at_once_and_dom0_is_as_old_as_the_host() -> None:
    answer = f"1048576\n2097152\n{BOOTED_S + 4000}.50\n{BOOTED_S + 1000}.50\n"
    transport = ScriptedTransport({command(1, 2): answer}, FILES)
    found = read(transport, WEB, DB)
    assert maxima(found) == {"web": 1048576, "db": 2097152}
    assert up_s(found) == {1: 1000.0, 2: 4000.0}
    assert next(NOW_S - at_s for (_, domid), at_s in found.built_s.items() if not domid) == UP_S
    assert transport.asked == [command(1, 2)]


def test_one_that_is_gone_hides_none_of_the_others() -> None:
    transport = ScriptedTransport(
        {
            command(1, 2, 4): (1, "1048576\n", MISSING),
            command(4, starts=(1, 2, 4)): (1, f"4096\n{BOOTED_S + 5000}.50\n", MISSING),
            command(starts=(4,)): f"{BOOTED_S + 4999}.50\n",
        },
        FILES,
    )
    found = read(transport, WEB, DB, API)
    assert maxima(found) == {"web": 1048576, "api": 4096}
    assert up_s(found) == {1: 0.0, 4: 1.0}


def test_without_an_answer_none_is_known() -> None:
    found = read(ScriptedTransport({command(1): CommandTimedOut("no answer")}, FILES), WEB)
    assert (maxima(found), up_s(found)) == ({}, {})


def test_without_guests_nothing_is_asked() -> None:
    transport = ScriptedTransport({})
    assert read(transport).maxima == {}
    assert transport.asked == []


def test_a_guest_that_arrives_has_no_start_yet_and_one_without_uuid_never() -> None:
    transport = ScriptedTransport({command(5, 6, starts=()): "1\n2\n"}, FILES)
    assert up_s(read(transport, ARRIVING, row("x", 6, uuid=uuid(0)))) == {}


def test_maxima_are_read_again_after_a_while_and_starts_never() -> None:
    started = f"{BOOTED_S}.00\n"
    transport = ScriptedTransport(
        {
            command(1): f"4096\n{started}",
            command(1, 2, starts=(2,)): f"4096\n8192\n{started}",
            command(1, starts=()): "4096\n",
        },
        FILES,
    )
    first = read(transport, WEB, now_s=0.0)
    assert read(transport, WEB, now_s=REREAD_S - 0.1, before=first) is first
    both = read(transport, WEB, DB, now_s=1.0, before=first)
    assert both.built_s.keys() > first.built_s.keys()
    again = read(transport, WEB, now_s=1.0 + REREAD_S, before=both)
    assert (again.maxima, again.built_s) == (first.maxima, first.built_s)
    assert transport.asked == [command(1), command(1, 2, starts=(2,)), command(1, starts=())]


def test_what_has_no_start_is_asked_again_once_a_minute_and_after_all_others() -> None:
    transport = ScriptedTransport(
        {
            command(1, 2): [(1, f"1\n2\n{BOOTED_S}.00\n", MISSING)],
            command(1, 2, starts=()): "1\n2\n",
            command(1, 2, 4, starts=(4, 2)): f"1\n2\n4\n{BOOTED_S}.00\n{BOOTED_S + 1}.00\n",
        },
        FILES,
    )
    first = read(transport, WEB, DB, now_s=0.0)
    assert up_s(first).keys() == {1}
    second = read(transport, WEB, DB, now_s=REREAD_S, before=first)
    third = read(transport, WEB, DB, API, now_s=ASK_AGAIN_S, before=second)
    assert up_s(third).keys() == {1, 2, 4}


@pytest.mark.parametrize("started", ["", "yesterday", "-5", "1e9", f"{BOOTED_S - 3600}.00", f"{BOOTED_S + 9000}.00"])
def test_a_start_that_cannot_be_is_none(started: str) -> None:
    """Before the host's boot, or yet to come: its clock has been set since."""
    assert up_s(read(ScriptedTransport({command(1): f"4096\n{started}\n"}, FILES), WEB)) == {}


@pytest.mark.parametrize("path", FILES)
def test_without_the_clock_of_the_host_no_start_is_known(path: str) -> None:
    files = {**FILES, path: b"?"}
    found = read(ScriptedTransport({command(1): f"4096\n{BOOTED_S}.00\n"}, files), WEB)
    assert (maxima(found), found.built_s) == ({"web": 4096}, {})


@given(st.integers(-(10**10), 10**11), st.integers(0, 10**11))
def test_a_clock_that_was_set_makes_no_guest_older_than_its_host_nor_younger_than_now(
    started: int, booted: int
) -> None:
    files = {**FILES, "/proc/stat": f"btime {booted}\n".encode()}
    found = read(ScriptedTransport({command(1): f"4096\n{started}.00\n"}, files), WEB)
    assert all(0 <= each <= UP_S for each in up_s(found).values())


def test_a_renamed_guest_keeps_its_start() -> None:
    transport = ScriptedTransport({command(1): f"4096\n{BOOTED_S}.00\n", command(1, starts=()): "4096\n"}, FILES)
    first = read(transport, WEB)
    after = read(transport, row("web-new", 1, uuid=uuid(1)), before=first)
    assert after.built_s == first.built_s
    assert after.maxima == first.maxima


def test_every_domain_that_was_asked_of_is_known() -> None:
    found = read(ScriptedTransport({command(1): f"4096\n{BOOTED_S}.00\n"}, FILES), WEB)
    assert found.asked == {(uuid(1), 1)}
