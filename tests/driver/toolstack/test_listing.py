"""Rows of `xl list -v` that a name has forged are found and never believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import DATA, HEADER, Answer, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.model.domain import DomainRole, DomainState
from xentui_driver.model.errors import CommandFailed, CommandTimedOut, NotRoot, ParseError, StoreDown
from xentui_driver.toolstack.listing import LINE_BREAK_PROBLEM, MAX_EXAMINED, Listing, RowMemory, read_listing
from xentui_driver.toolstack.parse.xl_list import parse_lines
from xentui_driver.toolstack.stub_domains import StubDomains, whose

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
        (1, "web", DomainState.RUNNING),
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
    assert [(d.domid, d.state, d.memory_kib) for d in found.domains][1] == (7, DomainState.RUNNING, 512 * 1024)
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
    found = {d.name: d for d in read_listing(transport, 1.0, stubs=stubs).domains}
    assert (found["win-dm"].role, found["win-dm"].serves) == (DomainRole.DEVICE_MODEL, found["win"].ref)
    assert (found["crm-dm"].role, found["crm-dm"].serves) == (DomainRole.GUEST, None)
    assert (found["lost-dm"].role, found["lost-dm"].serves) == (DomainRole.DEVICE_MODEL, None)
    assert "device model (stub domain) of win (id 1)" in whose(found["win-dm"])
    assert "of a guest that is gone" in whose(found["lost-dm"])
    assert whose(found["crm-dm"]) == ""
    asked = len(transport.asked)
    read_listing(transport, 1.0, stubs=stubs)
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


def test_a_flood_of_forged_rows_costs_so_many_questions_and_hides_nothing_that_is_true() -> None:
    forged = [row("x", 5000 - number) for number in range(1000)] + [row("web", 7, "---sc-")]
    answers: dict[str, Answer] = {f"xl list -v {number}": GONE for number in range(4001, 5001)}
    answers |= {"xl list -v": listing(row("web", 7), *forged), "xenstore-list /local/domain": domids(7)}
    transport = ScriptedTransport(answers | {"xl list -v 7": HEADER + row("web", 7)})
    found = read_listing(transport, 1.0)
    assert [(d.domid, d.state) for d in found.domains] == [(0, DomainState.RUNNING), (7, DomainState.RUNNING)]
    assert len(transport.asked) == 2 + MAX_EXAMINED
    assert found.problems == ("937 more lines of xl list contradict xenstore and are not shown",)


def test_true_rows_that_are_too_many_to_be_looked_into_are_there_and_not_believed() -> None:
    rows = [row(f"g{number}", number) for number in range(1, 101)]
    answers: dict[str, Answer] = {f"xl list -v {number}": HEADER + rows[number - 1] for number in range(1, 101)}
    answers |= {"xl list -v": listing(*rows, *rows), "xenstore-list /local/domain": domids(*range(1, 101))}
    found = read_listing(ScriptedTransport(answers), 1.0)
    assert [d.domid for d in found.domains] == list(range(MAX_EXAMINED + 1))
    assert {row.raw.split()[0] for row in found.unreadable} == {f"g{n}" for n in range(MAX_EXAMINED + 1, 101)}


def test_one_row_that_gets_no_answer_takes_no_other_away() -> None:
    answers: dict[str, Answer] = {"xl list -v": listing(row("a", 1), row("a", 1), row("b", 2))}
    answers |= {"xenstore-list /local/domain": domids(1, 2), "xl list -v 1": CommandTimedOut("gave no answer")}
    found = read_listing(ScriptedTransport(answers), 1.0)
    assert [d.domid for d in found.domains] == [0]
    assert [row.raw.split()[0] for row in found.unreadable] == ["a", "a", "b"]


def zombies(count: int) -> list[str]:
    return [row("(null)", 10 + number, "--p--d") for number in range(count)]


def test_leftovers_are_shown_and_cost_no_command_at_every_poll() -> None:
    """Seventy domains that die for ever, entries of xenstore without a domain, and one that was just built."""
    stale, between = range(300, 370), 370
    work, mail, new = row("work", 1), row("mail", 200), row("new", between)
    host = ScriptedTransport(
        {
            "xl list -v": [listing(work, *zombies(70), mail), listing(work, *zombies(70), mail, new)],
            "xenstore-list /local/domain": domids(1, 5, 200, between, *stale),
            "xl list -v 200": HEADER + mail,
            f"xl list -v {between}": HEADER + new,
            "xl list -v 369": GONE,
        }
    )
    memory, asked = RowMemory(), []
    for _poll in range(3):
        found = read_listing(host, 1.0, memory)
        assert [d.domid for d in found.domains] == [0, 1, *range(10, 80), 200, between]
        assert (found.unreadable, found.problems) == ((), ())
        asked.append(list(host.asked))
        host.asked.clear()
    usual = ["xl list -v", "xenstore-list /local/domain"]
    assert asked[0] == [*usual, "xl list -v 200", f"xl list -v {between}", "xl list -v 369"]
    assert asked[1:] == [usual, usual]


def test_a_nameless_row_that_a_name_has_forged_is_not_a_domain() -> None:
    forged = row("(null)", 5, "--p--d").removesuffix("\n")
    evil = row(f"{forged}\nevil", 9)
    found = read(listing(evil), domids(9), _5=GONE, _9=HEADER + evil)
    assert [d.domid for d in found.domains] == [0, 9]
    assert found.domains[-1].problems == (LINE_BREAK_PROBLEM,)


def test_a_row_with_the_number_of_a_leftover_is_asked_for_until_it_is_there() -> None:
    evil, reborn = row(f"{row('ghost', 5)}evil", 9), row("reborn", 5)
    host = ScriptedTransport(
        {
            "xl list -v": [listing(), listing(evil), listing(reborn)],
            "xenstore-list /local/domain": [domids(5), domids(5, 9), domids(5)],
            "xl list -v 5": [GONE, GONE, HEADER + reborn],
            "xl list -v 9": HEADER + evil,
        }
    )
    memory = RowMemory()
    seen = [[d.domid for d in read_listing(host, 1.0, memory).domains] for _ in range(4)]
    assert seen == [[0], [0, 9], [0, 5], [0, 5]]


def test_a_line_that_comes_again_is_the_very_same_domain_and_only_the_last_ones_are_kept() -> None:
    idle = row("idle", 5)
    listings: list[Answer] = [listing(idle, row("busy", 6, cpu=float(number))) for number in range(5)]
    host = ScriptedTransport({"xl list -v": listings, "xenstore-list /local/domain": domids(5, 6)})
    memory = RowMemory()
    seen = [read_listing(host, 1.0, memory).domains for _ in listings]
    assert {id(domains[1]) for domains in seen} == {id(seen[0][1])}
    assert [domains[2].cpu_time_s for domains in seen] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert list(memory.lines.values()) == list(seen[-1])


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


NUMBERS = st.integers(1, 40)
forged_names = st.tuples(st.sampled_from(["(null)", "x"]), NUMBERS, st.sampled_from(["--p--d", "-b----"])).map(
    lambda parts: f"{row(*parts)}evil"
)


@st.composite
def hosts(draw: st.DrawFn) -> tuple[dict[int, str], frozenset[int]]:
    """Domids to names, "(null)" for a domain that has lost its own, and domids that only xenstore has."""
    drawn_names = st.just("(null)") | st.sampled_from(["web", "db"]) | forged_names
    domains = draw(st.dictionaries(NUMBERS, drawn_names, max_size=12))
    return domains, draw(st.frozensets(st.integers(41, 60), max_size=5))


@given(hosts())
def test_every_domain_is_there_once_and_only_names_with_line_breaks_cost_commands(
    host: tuple[dict[int, str], frozenset[int]],
) -> None:
    domains, stale = host
    rows = {domid: row(name, domid, "--p--d" if name == "(null)" else "-b----") for domid, name in domains.items()}
    answers: dict[str, Answer] = {f"xl list -v {number}": GONE for number in range(1, 61)}
    answers |= {f"xl list -v {domid}": HEADER + text for domid, text in rows.items()}
    answers["xl list -v 0"] = listing()
    answers["xl list -v"] = listing(*(rows[domid] for domid in sorted(rows)))
    answers["xenstore-list /local/domain"] = domids(*(d for d, name in domains.items() if name != "(null)"), *stale)
    transport, memory = ScriptedTransport(answers), RowMemory()
    for _poll in range(2):
        transport.asked.clear()
        found = read_listing(transport, 1.0, memory)
        assert [d.domid for d in found.domains] == [0, *sorted(domains)]
        assert (found.unreadable, found.problems) == ((), ())
    if not any("\n" in name for name in domains.values()):
        assert len(transport.asked) == 2
