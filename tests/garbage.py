"""Garbage that others may have put where a program reads, for tests of everything that reads."""

import io
import re
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from xentui.command_line.main import run
from xentui.command_line.open_host import OpenHost, open_host

OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What a terminal may obey, but for the end of a line."""

TEXT = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["\x1b]0;PWNED\x07", "\x9b31m", "\r\x1b[2J", "\u202eevil", "\0", "\ud800", "\udcff", "9" * 5000, "../.."]
    ),
)
NUMBERS = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([10**18, 10**300, -(10**300), 1e308, 2**63, 253_402_300_800, float("inf"), float("nan")]),
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda more: st.lists(more, max_size=3) | st.dictionaries(TEXT, more, max_size=3),
    max_leaves=6,
)


@st.composite
def spoilt(draw: st.DrawFn, value: Any) -> Any:
    """The value with something else in one place."""
    if isinstance(value, dict) and value and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: draw(spoilt(value[key]))}
    if isinstance(value, list) and value and draw(st.integers(0, 9)):
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], draw(spoilt(value[at])), *value[at + 1 :]]
    return draw(VALUES)


@dataclass(frozen=True, slots=True)
class Ran:
    """The exit status and the output of a command line."""

    status: int
    out: bytes
    err: bytes


def ran(*arguments: str, opened: OpenHost = open_host) -> Ran:
    """Run a command line in this process, its output as a program's own; only SystemExit may come out of it."""
    out, err = io.BytesIO(), io.BytesIO()
    streams = (
        io.TextIOWrapper(out, "utf-8", write_through=True),
        io.TextIOWrapper(err, "utf-8", errors="backslashreplace", write_through=True),
    )
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        try:
            status = run(arguments, opened)
        except SystemExit as left:
            status = int(left.code or 0)
    return Ran(status, out.getvalue(), err.getvalue())


def is_clear(found: Ran, *, raw_output: bool = False) -> bool:
    """True for an answer or a clear refusal; raises AssertionError, with what was wrong, for everything else."""
    assert found.status in (0, 1, 2), found
    assert found.status == 0 or found.out or found.err.startswith((b"xentui: ", b"usage: ")), found
    shown = found.err if raw_output else found.out + found.err
    assert not (obeyed := OBEYED.search(shown.decode())), (obeyed, found)
    assert b"Traceback" not in found.err
    return True


@contextmanager
def no_waiting(limit_s: float = 20.0) -> Iterator[None]:
    """Fail when the block hangs, as on a FIFO that nobody writes into."""

    def fail(*_: object) -> None:
        raise AssertionError(f"it has waited for {limit_s:g} s")

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def written_to(arguments: Sequence[str]) -> tuple[str, ...]:
    """Arguments as a shell could give them: no NUL, and of the surrogates only those that stand for bytes."""
    return tuple(re.sub("[\0\ud800-\udc7f\udd00-\udfff]", "?", word) for word in arguments)
