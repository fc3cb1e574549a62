"""The event lines: nothing is said twice, and a long text is wrapped rather than cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_widgets.event_log import Event, EventLog
from xentui_widgets.symbols import ASCII

CAUSE = "legacy-erp did not shut down: it ignores shutdown requests, and it still runs as if nothing had been asked."


def drawn(log: EventLog, size: tuple[int, int]) -> list[str]:
    width, screen_height = size
    lines = log.picture(width, log.lines_wanted(width, screen_height))
    return ["".join(span.text for span in line) for line in lines]


def log_of(*events: Event) -> EventLog:
    log = EventLog()
    log.show(events)
    return log


def test_a_line_does_not_repeat_the_name_of_the_guest() -> None:
    (line,) = drawn(log_of(Event("14:00:01", "mail", "mail has crashed (watchdog).", "error")), (80, 24))[:1]
    assert line.split() == ["14:00:01", "X", "mail", "has", "crashed", "(watchdog)."]
    assert Event("", "mail", "mail: nothing was done").said == "nothing was done"
    assert Event("", "mail", "mailer-1 is running").said == "mailer-1 is running"


def test_what_is_under_way_has_the_sign_of_its_row() -> None:
    (line,) = drawn(log_of(Event("14:00:01", "mail", "shutting down", is_under_way=True)), (80, 24))[:1]
    assert line.split()[:3] == ["14:00:01", "~", "mail"]


def test_a_long_text_is_wrapped_where_there_is_room() -> None:
    older = Event("14:00:01", "web", "is running")
    long = Event("14:00:02", "legacy-erp", CAUSE, "error")
    for lines in (drawn(log_of(long), (80, 24)), drawn(log_of(older, long), (80, 36))):
        assert "nothing had been asked." in " ".join(" ".join(lines).split())


@pytest.mark.parametrize("texts", [("is running", CAUSE), (CAUSE, "is running"), (CAUSE, CAUSE), ("one", CAUSE, CAUSE)])
def test_the_two_newest_events_are_seen_however_long_they_are(texts: tuple[str, ...]) -> None:
    lines = drawn(log_of(*(Event(f"14:00:0{n}", "web", text) for n, text in enumerate(texts))), (80, 24))
    assert [line.split()[0] for line in lines] == [f"14:00:0{len(texts) - 2}", f"14:00:0{len(texts) - 1}"]
    assert all(line.rstrip().endswith("…") for line, text in zip(lines, texts[-2:], strict=True) if text is CAUSE)


@given(st.lists(st.sampled_from(["short", CAUSE, CAUSE * 3]), min_size=1, max_size=9), st.integers(1, 12))
def test_no_line_is_left_empty_while_an_event_waits_for_one(texts: list[str], height: int) -> None:
    log = log_of(*(Event("14:00:00", "web", text) for text in texts))
    used = len(log.picture(80, height))
    assert used == height or used >= len(texts)


def test_what_finds_no_room_even_so_ends_in_an_ellipsis() -> None:
    lines = drawn(log_of(Event("14:00:02", "legacy-erp", CAUSE * 3, "error")), (80, 24))
    assert len(lines) == 2
    assert lines[-1].rstrip().endswith("…")


def test_on_a_narrow_screen_it_goes_on_at_the_left_edge() -> None:
    first, second = drawn(log_of(Event("14:00:02", "legacy-erp", CAUSE, "error")), (40, 24))
    assert second.startswith("   ")
    assert second[3] != " "
    assert len(first) <= 40 >= len(second)


def test_lines_that_are_lent_are_those_of_the_oldest_events() -> None:
    log = log_of(Event("14:00:01", "web", "one"), Event("14:00:02", "web", "two"))
    log.give_way(lines=1)
    assert [line.split()[-1] for line in drawn(log, (80, 24))] == ["two"]
    log.give_way(lines=0)
    assert [line.split()[-1] for line in drawn(log, (80, 24))] == ["one", "two"]


@given(st.text(), st.text(), st.integers(20, 120), st.integers(0, 60))
def test_any_text_stays_within_its_lines(who: str, text: str, width: int, height: int) -> None:
    log = EventLog(symbols=ASCII)
    log.show([Event("14:00:01", who, text, "error", "xl list")] * 2)
    lines = log.picture(width, height)
    assert len(lines) <= max(height, 1)
    assert all(sum(len(span.text) for span in line) <= width for line in lines)
