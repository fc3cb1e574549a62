"""The background writer, against a pseudo-terminal that is read, full or gone."""

import os
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.waiting import until
from xentui.console.terminal.output import TerminalOutput


class Line:
    """Both ends of a terminal line."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        os.set_blocking(self.master, False)
        self._seen = bytearray()

    def output(self, *, ascii_only: bool = False) -> TerminalOutput:
        output = TerminalOutput(self.slave, ascii_only=ascii_only)
        output.start()
        return output

    def seen(self) -> bytes:
        with suppress(BlockingIOError):
            while chunk := os.read(self.master, 1 << 16):
                self._seen += chunk
        return bytes(self._seen)

    def fill(self, output: TerminalOutput) -> None:
        """Until the terminal takes nothing more."""
        output.write("x" * 1_000_000)
        before = 0
        until(lambda: 0 < output.backlog_bytes < 1_000_000)
        while output.backlog_bytes != before:
            before = output.backlog_bytes


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    os.close(line.master)
    os.close(line.slave)


def test_everything_comes_out_in_order_before_it_stops(line: Line) -> None:
    output = line.output()
    for number in range(100):
        output.write(f"{number},")
    output.stop()

    assert line.seen() == "".join(f"{number}," for number in range(100)).encode()


def test_more_than_the_line_holds_comes_out_as_it_is_read(line: Line) -> None:
    output = line.output()
    output.write("y" * 300_000)

    until(lambda: len(line.seen()) == 300_000)
    until(lambda: output.backlog_bytes == 0)
    output.stop()


def test_a_full_line_holds_up_neither_writing_nor_stopping(line: Line) -> None:
    output = line.output()
    line.fill(output)
    output.write("z")
    output.stop()

    until(lambda: not output.is_alive() or line.seen())
    assert b"z" not in line.seen()


def test_leaving_a_slow_line_drops_the_backlog_but_not_what_follows(line: Line) -> None:
    output = line.output()
    line.fill(output)
    output.abandon()
    output.write("\x1b[?1049l")

    until(lambda: line.seen().endswith(b"\x1b[?1049l"))
    assert len(line.seen()) < 100_000
    assert line.seen().rstrip(b"\x1b[?1049l").endswith(b"x\x18")
    output.stop()


def test_a_line_that_is_gone_takes_everything_silently() -> None:
    line = Line()
    output = line.output()
    os.close(line.master)
    output.write("x")

    until(lambda: not output.is_alive())
    output.write("y")
    assert output.backlog_bytes == 0
    output.stop()
    os.close(line.slave)


def test_the_shells_own_end_stays_blocking(line: Line) -> None:
    output = line.output()

    assert os.get_blocking(line.slave)
    output.stop()


def test_what_isnt_a_terminal_is_written_to_as_well() -> None:
    reader, writer = os.pipe()
    output = TerminalOutput(writer)
    output.start()
    output.write("ä")
    output.stop()

    assert os.read(reader, 10) == "ä".encode()
    os.close(reader)
    os.close(writer)


def test_ascii_has_a_twin_of_the_same_width_for_everything(line: Line) -> None:
    output = line.output(ascii_only=True)
    output.write("╭─┬═╮│█░▒▶ web-ä 名 e\u0301 …\x1b[m")
    output.stop()

    assert line.seen() == b"+-+-+|#.:> web-? ?? e ~\x1b[m"


def test_a_lone_surrogate_doesnt_end_the_writer(line: Line) -> None:
    output = line.output()
    output.write("a\udcffb")
    output.stop()

    assert line.seen() == b"a?b"
