"""The client of a console that the command line has started."""

import os
import signal
import subprocess
import threading

import pytest

from xentui.command_line.console import _end_of


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_who_ends_the_command_ends_the_client_of_the_console(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    client = subprocess.Popen(["sleep", "600"])
    threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
    assert _end_of(client) == -signal.SIGTERM
    assert client.poll() is not None
    assert signal.getsignal(number) == before
