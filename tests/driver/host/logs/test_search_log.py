"""A search finds what is shown, wherever it is in the log, and stops when it is told to."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.host.logs import search_log
from xentui_driver.host.logs.log_lines import lines_of
from xentui_driver.host.logs.log_signs import TROUBLE, is_trouble
from xentui_driver.host.logs.search_log import Wanted, find_line, wanted_text
from xentui_driver.transport.protocol import FilePart


def found(
    log: bytes, wanted: Wanted, offset: int, *, backwards: bool = False, from_here: bool = False
) -> tuple[int, bool] | None:
    """Where the line is, and whether the search came round to it."""

    def read(offset: int, limit_bytes: int) -> FilePart:
        return FilePart(log[offset : offset + limit_bytes], offset, len(log), 0.0)

    line = find_line(read, wanted, offset, backwards=backwards, from_here=from_here, goes_on=lambda _: True)
    return None if line is None else (line.line.offset, line.is_round)


LOG = b"zero\nneedle one\ntwo\n\x1b[31mNee\x1b[0mdle three\nfour\n"


@pytest.mark.parametrize(
    ("offset", "forwards", "backwards"),
    [
        (0, (5, False), (20, True)),
        (5, (20, False), (20, True)),
        (20, (5, True), (5, False)),
        (42, (5, True), (20, False)),
    ],
)
def test_the_next_and_the_previous_line_are_found_also_past_the_end(
    offset: int, forwards: tuple[int, bool], backwards: tuple[int, bool]
) -> None:
    wanted = wanted_text("needle")
    assert found(LOG, wanted, offset) == forwards
    assert found(LOG, wanted, offset, backwards=True) == backwards


def test_what_stands_in_an_escape_sequence_is_not_shown_and_not_found() -> None:
    assert found(b"x\n\x1b]0;needle\x07y\n", wanted_text("needle"), 0) is None


def test_a_pattern_is_no_expression() -> None:
    assert found(b"x\na.b\n", wanted_text("a.b"), 0) == (2, False)
    assert found(b"x\naxb\n", wanted_text("a.b"), 0) is None


def test_a_search_that_is_no_longer_wanted_ends() -> None:
    reads: list[int] = []

    def read(offset: int, limit_bytes: int) -> FilePart:
        reads.append(limit_bytes)
        return FilePart(b"x" * limit_bytes, offset, 1 << 40, 0.0)

    assert (
        find_line(read, wanted_text("y"), 0, backwards=False, from_here=True, goes_on=lambda _: len(reads) < 6) is None
    )
    assert max(reads) <= search_log.SLICE_BYTES + 64 * 1024


@given(
    log=st.lists(st.sampled_from([b"needle", b"hay", b"", b"a needle in it"]), max_size=30).map(b"\n".join),
    offset=st.integers(0, 300),
    slice_bytes=st.integers(1, 40),
    from_here=st.booleans(),
)
def test_a_search_denies_only_what_the_whole_log_has_not(
    log: bytes, offset: int, slice_bytes: int, from_here: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_log, "SLICE_BYTES", slice_bytes)
        offset = min(offset, len(log))
        places = [line.offset for line in lines_of(log, 0) if re.search(b"needle", line.content)]
        below = [at for at in places if at > offset or (from_here and at == offset)]
        above = [at for at in places if at < offset or (from_here and at == offset)]
        down = [*((at, False) for at in below), *((at, True) for at in places if at not in below)]
        up = [*((at, False) for at in above[::-1]), *((at, True) for at in places[::-1] if at not in above)]
        wanted = wanted_text("needle")
        assert found(log, wanted, offset, from_here=from_here) == (down[0] if down else None)
        assert found(log, wanted, offset, from_here=from_here, backwards=True) == (up[0] if up else None)


@pytest.mark.parametrize(
    "line",
    [
        b"[  812.5] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
        b"[\x1b[0;1;31mFAILED\x1b[0m] Failed to start ssh.service.",
        b"libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: script exited with error status 1",
        b"qemu-system-i386: failed to create 'console' device '0'",
        b"Out of memory: Killed process 812 (java)",
        b"(XEN) Domain 5 (vcpu#0) crashed on cpu#1:",
    ],
)
def test_trouble_is_known_by_its_words(line: bytes) -> None:
    assert is_trouble(line)
    assert found(b"fine\n" + line + b"\n", TROUBLE, 0) == (5, False)


@pytest.mark.parametrize("line", [b"Domain 5 has been destroyed.", b"[  OK  ] Started ssh.service.", b"terror"])
def test_what_is_fine_is_no_trouble(line: bytes) -> None:
    assert not is_trouble(line)
