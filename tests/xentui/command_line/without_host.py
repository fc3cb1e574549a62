"""Runs a command that needs no host on its own grammar, and keeps what it prints."""

import argparse
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.xentui.command_line.ran import Ran
from xentui_driver.host.hypervisor import Hypervisor


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run_without_host(
    parser: argparse.ArgumentParser, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> Ran:
    """Run the command whose grammar the parser has; it fails the test when it opens a host."""
    options = parser.parse_args(arguments)
    status: int = options.command(options, _no_host)
    return Ran(status, *capsys.readouterr())


def _no_host(options: argparse.Namespace, **_: object) -> Hypervisor:
    raise AssertionError("this command needs no host")


@contextmanager
def time_zone(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Yields a context whose patches end with the time zone."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", name)
        time.tzset()
        yield patched
    time.tzset()
