"""Rows of `xl list -v` that a name has forged are found and never believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import DATA, HEADER, Answer, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.errors import CommandFailed, CommandTimedOut, NotRoot, ParseError, StoreDown
from xentui_driver.listing import LINE_BREAK_PROBLEM, Listing, read_listing
from xentui_driver.model import DomainRole, DomainState
from xentui_driver.parse.xl_list import parse_lines
from xentui_driver.stub_domains import StubDomains, whose

GONE = (1, "", "Error: Domain 'N' does not exist.\n")


def read(text: str, ids: str, **singles: object) -> Listing:
    answers: dict[str, object] = {"xl list -v": text, "xenstore-list /local/domain": ids}
    answers |= {f"xl list -v {number[1:]}": answer for number, answer in singles.items()}
    return read_listing(ScriptedTransport(answers), 1.0)  # type: ignore[arg-type]


def test_a_plain_listing_asks_nothing_more() -> None:
    transport = ScriptedTransport(
        {"xl list -v": listing(row("web", 1), row("db", 2, "--p---")), "xenstore-list /local/domain": domids(1, 2)}
    )
    found = read_listing(transport, 1.0)
    assert [(d.domid, d.name, d.state) for d in found.domains] == [
        (0, "Domain-0", DomainState.RUNNING),
        (1, "web", DomainState.IDLE),
        (2, "db", DomainState.PAUSED),
    ]
    assert transport.asked == ["xl list -v", "xenstore-list /local/domain"]


def test_a_row_forged_by_a_line_break_is_not_a_domain() -> None:
    forged = row("trusted", 8).removesuffix("\n")
    evil = row(f"{forged}\nevil", 9)
    found = read(listing(row("web", 7), evil), domids(7, 9), _8=GONE, _9=HEADER + evil)
    assert [d.domid for d in found.domains] == [0, 7, 9]
    assert found.domains[-1].problems == (LINE_BREAK_PROBLEM,)
    assert "\n" not in found.domains[-1].name
    assert "evil" in found.domains[-1].name


def test_a_forged_row_cannot_take_another_domains_place() -> None:
    forged = row("web", 7, "---sc-", mem=1).removesuffix("\n")
    evil = row(f"x\n{forged}\ny", 9)
    web = row("web", 7)
    found = read(listing(web, evil), domids(7, 9), _7=HEADER + web, _9=HEADER + evil)
    assert [(d.domid, d.state, d.memory_kib) for d in found.domains][1] == (7, DomainState.IDLE, 512 * 1024)
    assert found.unreadable == ()


def test_a_forged_domain_0_changes_nothing_of_the_true_one() -> None:
    forged = row("Domain-0", 0, "---sc-", mem=1).removesuffix("\n")
    evil = row(f"{forged}\n", 9)
    found = read(listing(evil), domids(9), _0=listing(), _9=HEADER + evil)
    assert found.domains[0].state is DomainState.RUNNING
    assert [d.domid for d in found.domains] == [0, 9]


def test_a_line_that_no_name_explains_is_kept_with_its_text() -> None:
    web = row("web", 7)
    found = read(listing("what is \x1b[31mthis\n", web), domids(7), _7=HEADER + web)
    assert [d.domid for d in found.domains] == [0, 7]
    assert found.unreadable[0].raw == "what is ␛[31mthis"
    assert found.unreadable[0].line_number == 3


def test_a_domain_that_is_being_destroyed_needs_no_xenstore_entry() -> None:
    found = read(listing(row("(null)", 4, "--p--d"), row("(null)", 5, "--ps-d")), domids())
    assert [(d.role, d.state, d.name) for d in found.domains[1:]] == [(DomainRole.NAMELESS, DomainState.DYING, "")] * 2


def test_a_row_that_xl_left_out_is_asked_for() -> None:
    assert [d.domid for d in read(listing(), domids(5), _5=HEADER + row("new", 5)).domains] == [0, 5]


def test_what_only_xenstore_remembers_is_no_domain() -> None:
    assert [d.domid for d in read(listing(), domids(5), _5=GONE).domains] == [0]


def test_without_xenstore_the_rows_stand_with_a_problem() -> None:
    transport = ScriptedTransport(
        {"xl list -v": listing(row("web", 7)), "xenstore-list /local/domain": (1, "", "xenstore-list: no\n")}
    )
    found = read_listing(transport, 1.0)
    assert [d.domid for d in found.domains] == [0, 7]
    assert "could not be checked" in found.problems[0]


def test_a_stub_domain_is_told_from_a_guest_of_that_name() -> None:
    """By xenstore: a guest may be called as it likes, also after another guest."""
    rows = listing(row("win", 1), row("win-dm", 2), row("crm", 3), row("crm-dm", 4), row("lost-dm", 5))
    answers: dict[str, Answer | list[Answer]] = {
        "xl list -v": rows,
        "xenstore-list /local/domain": domids(1, 2, 3, 4, 5),
        "xenstore-read /local/domain/2/target": "1\n",
        "xenstore-read /local/domain/4/target": (1, "", "xenstore-read: couldn't read path\n"),
        "xenstore-read /local/domain/5/target": "77\n",
    }
    transport, stubs = ScriptedTransport(answers), StubDomains()
    found = {d.name: d for d in read_listing(transport, 1.0, stubs).domains}
    assert (found["win-dm"].role, found["win-dm"].serves) == (DomainRole.DEVICE_MODEL, found["win"].ref)
    assert (found["crm-dm"].role, found["crm-dm"].serves) == (DomainRole.GUEST, None)
    assert (found["lost-dm"].role, found["lost-dm"].serves) == (DomainRole.DEVICE_MODEL, None)
    assert "device model (stub domain) of win (id 1)" in whose(found["win-dm"])
    assert "of a guest that is gone" in whose(found["lost-dm"])
    assert whose(found["crm-dm"]) == ""
    asked = len(transport.asked)
    read_listing(transport, 1.0, stubs)
    assert len(transport.asked) == asked + 2, "what is known is not asked again"


@pytest.mark.parametrize(
    "answer", ["", "no number\n", "-1\n", "99999999999\n", CommandTimedOut("xenstore-read hangs.")]
)
def test_a_target_that_is_no_id_makes_no_stub_domain(answer: Answer) -> None:
    answers: dict[str, Answer | list[Answer]] = {
        "xl list -v": listing(row("win", 1), row("win-dm", 2)),
        "xenstore-list /local/domain": domids(1, 2),
        "xenstore-read /local/domain/2/target": answer,
    }
    assert read_listing(ScriptedTransport(answers), 1.0).domains[2].role is DomainRole.GUEST


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "printed nothing"),
        ("garbage\n", "header"),
        (HEADER, "no row of Domain-0"),
        (listing(row("web", 7)).removesuffix("\n"), "middle of a line"),
        (listing(row("web", 7))[:-40], "middle of a line"),
        (HEADER + row("web", 7), "no row of Domain-0"),
    ],
)
def test_what_is_no_whole_listing_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        parse_lines(text)


def test_a_flood_of_lines_is_refused_instead_of_asked_for_one_by_one() -> None:
    flood = "".join(row("x", 5000 - number) for number in range(1000))
    with pytest.raises(ParseError, match="contradict"):
        read(listing(flood), domids())


def test_a_failing_xl_is_told_with_its_cause() -> None:
    stderr = "xencall: error: Could not obtain handle on privileged command interface: Permission denied\n"
    transport = ScriptedTransport({"xl list -v": (1, "", stderr + "cannot init xl context\n")})
    with pytest.raises(NotRoot):
        read_listing(transport, 1.0)
    with pytest.raises(CommandFailed, match="exit status 3"):
        read_listing(ScriptedTransport({"xl list -v": (3, "", "something new\n")}), 1.0)


def test_a_dead_xenstored_is_told_from_another_hang() -> None:
    hung = CommandTimedOut("gave no answer")
    with pytest.raises(StoreDown, match="xenstored doesn't answer"):
        read_listing(ScriptedTransport({"xl list -v": hung, "xenstore-list /local/domain": hung}), 1.0)
    with pytest.raises(CommandTimedOut):
        read_listing(ScriptedTransport({"xl list -v": hung, "xenstore-list /local/domain": domids()}), 1.0)


def test_the_captured_listing_is_read_row_by_row() -> None:
    lines = parse_lines((DATA / "xl-golden/list_-v.out").read_text())
    rows = [line.domain for line in lines if line.domain is not None]
    assert [d.domid for d in rows] == [*range(17), 32766]
    assert [line.raw for line in lines if line.domain is None] == ["evil"]
    told = {d.domid: (d.name, d.state, d.reason, d.role) for d in rows}
    assert told[2][0] == "db server 01"
    assert told[3][0] == "a-very-long-domain-name-that-exceeds-forty-characters-by-far"
    assert told[5][1:] == (DomainState.MIGRATING, "", DomainRole.INCOMING)
    assert told[6][1:] == (DomainState.MIGRATING, "suspend", DomainRole.MIGRATED_AWAY)
    assert told[12][1:3] == (DomainState.CRASHED, "watchdog")
    assert rows[-1].cpu_time_s == 99999998.4
    assert rows[-1].memory_kib == 1048576 * 1024


names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=90)


@given(st.lists(names, min_size=1, max_size=6))
def test_whatever_the_names_every_domain_is_there_once(chosen: list[str]) -> None:
    rows = {number: row(name, number) for number, name in enumerate(chosen, start=1)}
    answers = {f"_{number}": HEADER + text for number, text in rows.items()}
    found = read(listing(*rows.values()), domids(*rows), _0=listing(), **answers)
    assert [(d.domid, d.uuid) for d in found.domains] == [(number, uuid_of(number)) for number in (0, *rows)]
    assert all(d.name.isprintable() or not d.name.isascii() for d in found.domains)
