"""A definition is put aside only while nothing runs from it."""

import pytest

from tests.scripted import ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import CommandFailed
from xentui_driver.simulator.clock import SimulatedClock

FILES = {"/etc/xen/web.cfg": b'name = "web"\n', "/etc/xen/off.cfg": b'name = "off"\n'}


def host() -> tuple[Hypervisor, ScriptedTransport]:
    answers = {"xl list -v": listing(row("web", 7)), "xenstore-list /local/domain": domids(7)}
    transport = ScriptedTransport(answers, FILES)
    return Hypervisor(transport, SimulatedClock()), transport


def test_it_says_where_the_file_is_now() -> None:
    hypervisor, transport = host()
    outcome = hypervisor.remove(Definition("/etc/xen/off.cfg", "off"))
    (done,) = transport.changed
    assert done.startswith("move /etc/xen/off.cfg /var/lib/xentui/stash/off-")
    assert done.split()[-1] in outcome.summary
    assert outcome.steps == (f"move /etc/xen/off.cfg to {done.split()[-1]}",)


@pytest.mark.parametrize(
    "definition", [Definition("/etc/xen/web.cfg", "web"), Definition("/etc/xen/off.cfg", "off", uuid=uuid_of(7))]
)
def test_what_runs_meanwhile_keeps_its_definition(definition: Definition) -> None:
    hypervisor, transport = host()
    with pytest.raises(CommandFailed, match=r"web \(id 7\) is "):
        hypervisor.remove(definition)
    assert transport.changed == []
