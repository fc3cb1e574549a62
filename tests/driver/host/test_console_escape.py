"""The key that leaves a console, where the operator wants another one."""

import pytest

from tests.scripted import ScriptedTransport
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.toolstack import commands

VERSION = "/sys/hypervisor/version/"


@pytest.mark.parametrize(
    ("major", "minor", "key"),
    [
        (b"4\n", b"18\n", "ctrl+t"),
        (b"5\n", b"0\n", "ctrl+t"),
        (b"4\n", b"17\n", "ctrl+]"),
        (b"4\n", b"?", "ctrl+]"),
        (b"", b"", "ctrl+]"),
    ],
)
def test_it_is_the_usual_one_where_xl_knows_no_other(major: bytes, minor: bytes, key: str) -> None:
    files = {f"{VERSION}major": major, f"{VERSION}minor": minor}
    assert Hypervisor(ScriptedTransport({}, files), SimulatedClock()).leaving_key("ctrl+t") == key
    assert Hypervisor(ScriptedTransport({}), SimulatedClock()).leaving_key("ctrl+t") == "ctrl+]"
    assert Hypervisor(ScriptedTransport({}), SimulatedClock()).leaving_key("") == "ctrl+]"


def test_it_is_given_to_xl_as_its_manual_says() -> None:
    assert commands.console(7, "pv", "^T") == ("xl", "console", "-t", "pv", "-e", "^T", "7")
