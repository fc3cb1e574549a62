"""What waits to be told does not grow with the time that it waits, and keeps the order in which it came."""

from hypothesis import given
from hypothesis import strategies as st

from xentui.command_line.inbox import Inbox, News


def news(at: int) -> News:
    return News(float(at), "dom0a", tuple)


@given(st.lists(st.sampled_from("abc")))
def test_of_each_thing_the_newest_is_taken_once_in_the_order_in_which_it_came(about: list[str]) -> None:
    inbox = Inbox()
    for at, each in enumerate(about):
        inbox.put(each, news(at))
    newest = sorted({each: at for at, each in enumerate(about)}.values())
    taken = [inbox.take(0.0) for _ in newest]
    assert [each.came_s for each in taken if each is not None] == newest
    assert inbox.take(0.0) is None


def test_what_was_taken_is_told_again_when_it_comes_again() -> None:
    inbox = Inbox()
    for at in (1, 2):
        inbox.put("a", news(at))
        taken = inbox.take(0.0)
        assert taken is not None
        assert taken.came_s == at
