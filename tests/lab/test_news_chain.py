"""How much of what passes between an event of a host and a state that shows it is ours, on real Xen.

Everything is emulated, so no time is held against a clock: what the processor has to do is held against `xl list`
in the same dom0, which takes some 15 ms on iron.
"""

import json
from pathlib import Path

import pytest

from tests.figures import SAID
from tests.lab import guests
from tests.lab.host import LabHost
from xentui.fleet.news_pace import SETTLE_S

pytestmark = pytest.mark.lab_long

SCRIPT = "/tmp/news_chain.py"
DELIVERED = "state delivered"


def test_what_passes_from_an_event_to_a_state_that_shows_it(
    empty_host: LabHost, installed_xentui: str, request: pytest.FixtureRequest
) -> None:
    request.node.user_properties.append((SAID, measured(empty_host, installed_xentui)))


def test_the_same_on_4_20(empty_host_c: LabHost, installed_on_c: str, request: pytest.FixtureRequest) -> None:
    request.node.user_properties.append((SAID, measured(empty_host_c, installed_on_c)))


def measured(host: LabHost, folder: str) -> str:
    """The figures in words."""
    domid = host.start_guest("/etc/xen/web.cfg", guests.tiny("web"))
    host.put(SCRIPT, Path(__file__).with_name("news_chain.py").read_bytes())
    said = host.run(("env", f"PYTHONPATH={folder}", "python3", SCRIPT, str(domid)), 900.0)
    assert said.exit_status == 0, said.stderr
    figures = json.loads(said.stdout)
    beside = figures.pop("beside")
    for key, steps in figures.items():
        worked_ms = steps[DELIVERED] - 1000 * SETTLE_S
        assert worked_ms < beside["xl list"], key
        steps["of xl list"] = round(worked_ms / beside["xl list"], 2)
    return f"From a write to xenstore on, ms: {json.dumps(figures)}; in the same dom0, ms: {json.dumps(beside)}"
