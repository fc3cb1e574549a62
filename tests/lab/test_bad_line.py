"""The console of a real dom0 at the end of a real ssh whose packets take long, and of which some are lost.

Beside it another is on an undisturbed line, at which the same keys are typed. Nothing is polled meanwhile.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count

import pytest

from benchmarks.watched_line import WatchedLine
from tests.figures import SAID
from tests.lab.bad_line import bad_line
from tests.lab.fixtures import TwoHosts
from tests.pseudo_terminal import Program
from tests.waiting import until

pytestmark = pytest.mark.lab_long

COLUMNS, ROWS, GUESTS = 120, 40, 60
DELAY_MS, LOST_PERCENT = 150, 2
"""The delay is that of one way."""
ENOUGH_LOST, TURNS_LIMIT = 5, 12
"""Packets that got lost while the keys were typed, so that it was tried; and how often the bursts are typed for it."""
BYTES_LIMIT = 1.1
PATIENCE_S = 240.0
_LOOK_S = 0.02
DEFINITIONS = """\
for number in $(seq -w "$1"); do
    printf 'name = "web-%s"\\nmemory = 128\\nkernel = "/boot/none"\\n' "$number" >"/etc/xen/web-$number.cfg"
done
"""
_VALUES_LINES = 3
_AGE = re.compile(r"(?:─ stale|! Stale) [^─:]*")
_RUN = re.compile(r"─+")
_NO_RATES = "no rates: doctor"
"""A dom0 as slow as this one has a sampler that gives up now and then."""


IsSo = Callable[[str], bool]


def on(name: str) -> IsSo:
    """The guest that the cursor is on."""
    return lambda text: re.search(rf"^▶  {name} ", text, re.MULTILINE) is not None


def page(title: str) -> IsSo:
    return lambda text: text.startswith(f"─ {title} ─")


BURSTS: tuple[tuple[bytes, IsSo], ...] = (
    (b"jjjj", on("web-05")),
    (b"jkjkjkk", on("web-04")),
    (b"GkkG", on("web-60")),
    (b"kkkkkkkk", on("web-52")),
    (b"?", page("Help")),
    (b"\x1b", on("web-52")),
    (b"d", page("web-52")),
    (b"\x1b", on("web-52")),
    (b"gjjg", on("web-01")),
    (b"C", page("Columns")),
    (b"\x1b", on("web-01")),
)
"""Keys, and how to tell that they have all been obeyed; the last of them leaves things as they were."""


class Watched:
    """A console and its line."""

    def __init__(self, program: Program) -> None:
        self._line = WatchedLine(program, COLUMNS, ROWS)
        self._before = 0

    def press(self, keys: bytes) -> None:
        self._line.press(keys)

    @property
    def text(self) -> str:
        """As it is a moment later."""
        self._line.pass_for(_LOOK_S)
        return self._line.text

    @property
    def shown(self) -> list[str]:
        """Without what is this console's own: when it measured what, and how long ago."""
        lines = self._line.text.splitlines()
        if lines[0].startswith(" host-"):
            events = next(y for y, line in enumerate(lines) if line.startswith("─ Events"))
            lines = [*lines[_VALUES_LINES:events], *lines[-2:]]
        lines = [line.replace(_NO_RATES, " " * len(_NO_RATES)) for line in lines]
        return [_RUN.sub("─", _AGE.sub("", line)) if _AGE.search(line) else line for line in lines]

    def count_from_here(self) -> None:
        self._before = self._line.passed_bytes

    @property
    def sent_bytes(self) -> int:
        return self._line.passed_bytes - self._before


class Both:
    """The same keys are typed at both consoles."""

    def __init__(self, undisturbed: Watched, disturbed: Watched) -> None:
        self.consoles = (undisturbed, disturbed)

    def show(self, is_so: IsSo) -> None:
        """Wait until both do."""
        until(lambda: all(map(is_so, [console.text for console in self.consoles])), timeout_s=PATIENCE_S)

    def press(self, keys: bytes) -> None:
        """One after the other, as they are typed."""
        for number in range(len(keys)):
            for console in self.consoles:
                console.press(keys[number : number + 1])
            self.show(lambda _: True)

    def show_the_same(self) -> None:
        undisturbed, disturbed = self.consoles
        with suppress(AssertionError):
            until(
                lambda: undisturbed.text and disturbed.text and undisturbed.shown == disturbed.shown,
                timeout_s=PATIENCE_S,
            )
        assert disturbed.shown == undisturbed.shown

    def begin(self) -> None:
        """Until they show the stopped guests alone, and those stay as they are."""
        self.show(lambda text: "web-02" in text)
        for keys, shown in ((b"/web-", "filter: web-"), (b"\r", "/ Filter"), (b"Z", "frozen")):
            self.press(keys)
            self.show(partial(contains, shown))
        self.show(on("web-01"))
        for console in self.consoles:
            console.count_from_here()


def contains(part: str, text: str) -> bool:
    return part in text


def test_on_a_long_and_lossy_line_the_screen_is_right_and_nothing_is_drawn_twice(
    empty_hosts: TwoHosts, installed_xentui: str, request: pytest.FixtureRequest
) -> None:
    here, neighbour = empty_hosts
    assert here.run_script(DEFINITIONS, str(GUESTS)).exit_status == 0
    words = ("env", f"PYTHONPATH={installed_xentui}", "python3", "-m", "xentui")
    near = here.ssh.argv(words, on_terminal=True, on_own_connection=True)
    # -tt: each of the two connections has a terminal of its own.
    far = neighbour.ssh.argv(("ssh", "-tt", here.name, *words), on_terminal=True, on_own_connection=True)
    with (
        bad_line(empty_hosts, delay_ms=DELAY_MS, lost_percent=LOST_PERCENT) as bad,
        Program(near, columns=COLUMNS, rows=ROWS) as fast,
        Program(far, columns=COLUMNS, rows=ROWS) as slow,
    ):
        both = Both(Watched(fast), Watched(slow))
        both.begin()
        lost_before = bad.lost_packets
        for turn in count(1):
            for keys, are_obeyed in BURSTS:
                both.press(keys)
                both.show(are_obeyed)
                both.show_the_same()
            if (lost := bad.lost_packets - lost_before) >= ENOUGH_LOST:
                break
            assert turn < TURNS_LIMIT, f"only {lost} packets got lost"
    undisturbed, disturbed = (console.sent_bytes for console in both.consoles)
    said = f"{turn * len(BURSTS)} bursts of keys, {lost} packets lost: {disturbed} bytes, undisturbed {undisturbed}"
    request.node.user_properties.append((SAID, said))
    assert disturbed <= undisturbed * BYTES_LIMIT
