"""Two readers of one grammar, ours and the simulator's imitation of xl's, agree on any text."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.errors import ParseError
from xentui_driver.simulator.xlu_syntax import complaints

PIECES = [
    *("name", "vif", "a.b", "Name", "=", "+=", "+", "-", "[", "]", ",", ";", "\n", "\n", " ", "\t", "#x\n", "# y"),
    *("5", "0x1f", "1e3", '"a"', "'b'", '"\\n"', '"\\x41"', '"\\101"', '"\\0"', '"\\q"', '"open', "(", ")", ":", "ä"),
    *('x = "1"\n', 'vif = ["a", "b"]\n', "memory = 5\n"),
]


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example('a = ["b"\nc = 5\n')
@example("(")
def test_what_one_refuses_the_other_does_at_the_same_line(text: str) -> None:
    said = re.match(r"a\.cfg:(\d+): config parsing error near .*", complaints(text, "a.cfg"))
    refused_line = line_refused(text)
    if said is None:
        assert refused_line is None
    elif "unexpected $end" not in said[0]:  # there we name the line where the list begins
        # A line's end that comes too early xl takes for one of the line before.
        assert refused_line == int(said[1]) + ("unexpected NEWLINE" in said[0])


def line_refused(text: str) -> int | None:
    try:
        parse(text, "a.cfg")
    except ParseError as error:
        return error.line_number
    return None
