"""Which of several messages is shown, for how long, and what a key does to it."""

from hypothesis import given
from hypothesis import strategies as st

from xentui.console.message_queue import MOST_WAITING, SEEN_S, SHOWN_BEFORE_OTHERS_S, SHOWN_S, MessageQueue
from xentui_driver.model.severity import Severity
from xentui_widgets.message_line import Message


def message(text: str, severity: Severity = "success") -> Message:
    return Message("web", text, severity)


def test_a_message_does_not_say_a_name_twice() -> None:
    assert Message("web", "web (id 5) has started.").words == "web (id 5) has started."
    assert Message("web", "has crashed").words == "web: has crashed"
    assert Message("", "kept").words == "kept"


def filled(*messages: Message) -> MessageQueue:
    queue = MessageQueue()
    for each in messages:
        queue.add(each)
    queue.advance(0.0)
    return queue


def test_a_message_is_shown_for_a_while() -> None:
    queue = filled(message("a"))
    assert (queue.shown, queue.next_s(0.0)) == (message("a"), SHOWN_S)
    queue.advance(SHOWN_S)
    assert (queue.shown, queue.next_s(SHOWN_S)) == (None, None)


def test_others_wait_and_make_the_first_one_shorter() -> None:
    queue = filled(message("a"), message("b"))
    assert (queue.shown, queue.more, queue.next_s(0.0)) == (message("a"), 1, SHOWN_BEFORE_OTHERS_S)
    queue.advance(SHOWN_BEFORE_OTHERS_S)
    assert (queue.shown, queue.more) == (message("b"), 0)


def test_a_graver_one_comes_first_and_what_was_not_seen_comes_again() -> None:
    queue = filled(message("a"))
    queue.add(message("b", "error"))
    queue.advance(SEEN_S / 2)
    assert (queue.shown, queue.more) == (message("b", "error"), 1)
    queue.advance(100.0)
    assert queue.shown == message("a")


def test_a_lesser_one_waits() -> None:
    queue = filled(message("a", "error"))
    queue.add(message("b", "warning"))
    queue.advance(1.0)
    assert queue.shown == message("a", "error")


def test_equal_ones_are_shown_once_with_their_number() -> None:
    queue = filled(message("a"))
    queue.add(message("a"))
    assert (queue.times, queue.more) == (2, 0)


def test_a_key_takes_away_only_what_could_be_seen() -> None:
    queue = filled(message("a"), message("b"))
    queue.key_came(SEEN_S / 2)
    assert queue.shown == message("a")
    queue.key_came(SEEN_S)
    queue.advance(SEEN_S)
    assert queue.shown == message("b")


def test_while_there_is_no_place_its_time_does_not_begin() -> None:
    queue = filled(message("a"))
    queue.hold()
    assert (queue.shown, queue.more) == (None, 1)
    queue.advance(100.0)
    assert (queue.shown, queue.next_s(100.0)) == (message("a"), SHOWN_S)


def answer(text: str, severity: Severity = "information") -> Message:
    return Message("web", text, severity, is_answer=True)


def test_an_answer_is_shown_at_once_and_what_it_displaced_comes_again() -> None:
    queue = filled(message("a", "error"), message("b"))
    queue.add(answer("c"))
    queue.advance(SEEN_S)
    assert (queue.shown, queue.more) == (answer("c"), 2)
    queue.advance(SEEN_S + SHOWN_BEFORE_OTHERS_S)
    assert (queue.shown, queue.more) == (message("a", "error"), 1)


def test_the_newest_answer_takes_the_place_of_earlier_ones() -> None:
    queue = filled(answer("a"), answer("b"))
    queue.add(answer("c"))
    assert queue.all == (answer("c"),)


def test_an_answer_stays_with_the_change_of_page_that_it_came_with_and_goes_with_the_next_one() -> None:
    queue = filled(answer("a"))
    queue.page_changed(SEEN_S / 2)
    assert queue.shown == answer("a")
    queue.key_came(SEEN_S / 2)
    queue.page_changed(SEEN_S / 2)
    assert queue.shown is None
    queue = filled(answer("a"), message("b"))
    queue.page_changed(SEEN_S)
    assert queue.all == (message("b"),)


def test_where_there_is_no_place_an_answer_is_never_shown() -> None:
    queue = filled(answer("a"))
    queue.hold()
    assert queue.all == ()


SEVERITIES = st.sampled_from(["information", "success", "warning", "error"])


@given(st.lists(st.tuples(st.text(max_size=2), SEVERITIES), max_size=60), st.floats(0, 5))
def test_every_message_has_its_end_and_few_wait(given_messages: list[tuple[str, Severity]], step_s: float) -> None:
    queue = MessageQueue()
    now_s = 0.0
    for text, severity in given_messages:
        queue.add(message(text, severity))
        queue.advance(now_s)
        now_s += step_s
        assert queue.more <= MOST_WAITING
    for _ in range(3 * MOST_WAITING):
        now_s += queue.next_s(now_s) or 0.0
        queue.advance(now_s)
    assert (queue.shown, queue.more) == (None, 0)


TURNS = st.lists(st.tuples(st.sampled_from(["tell", "answer", "key", "page", "hold", "wait"]), SEVERITIES), max_size=60)


@given(TURNS, st.floats(0, 5))
def test_an_answer_is_shown_at_once_or_never(turns: list[tuple[str, Severity]], step_s: float) -> None:
    queue = MessageQueue()
    for number, (turn, severity) in enumerate(turns):
        now_s, before = number * step_s, queue.shown
        if turn in ("tell", "answer"):
            queue.add(Message("web", f"{number}", severity, is_answer=turn == "answer"))
        elif turn == "key":
            queue.key_came(now_s)
        elif turn == "page":
            queue.page_changed(now_s)
        elif turn == "hold":
            queue.hold()
        queue.advance(now_s)
        newly = queue.shown if queue.shown != before else None
        assert (turn == "answer") == (newly is not None and newly.is_answer)
        assert not any(each.is_answer for each in queue.all if each != queue.shown)
