"""Hard reset: nothing is destroyed that could not be started again."""

from dataclasses import replace

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.definitions import dry_run
from xentui_driver.definitions.dry_run import DryRun
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import (
    BadDefinition,
    CommandFailed,
    DeviceMissing,
    DomainChanged,
    RebootFailed,
    StillRunning,
)
from xentui_driver.simulator import DEAF, Fault
from xentui_driver.toolstack.xl import Xl


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    return SimulatedHostWithDriver()


def definition(host: SimulatedHostWithDriver, name: str) -> Definition:
    found = [i.definition for i in host.driver.snapshot().instances if i.definition and i.definition.name == name]
    assert found[0] is not None
    return found[0]


def test_a_reset_guest_is_back_as_a_new_domain(host: SimulatedHostWithDriver) -> None:
    before = host.started("deaf", guest=DEAF)
    outcome = host.driver.reset(before.ref, definition(host, "deaf"), report=host.progress.append)
    after = host.domain("deaf")
    assert after.domid != before.domid
    assert outcome.ref == after.ref
    assert outcome.summary == "deaf (id 1) was reset and is back as deaf (id 2)."
    assert outcome.steps == ("xl destroy 1", "xl create /etc/xen/deaf.cfg")
    assert "forced off; starting it again" in host.progress


@pytest.mark.parametrize("state", ["paused", "crashed", "shut down"])
def test_a_guest_in_any_state_can_be_reset(host: SimulatedHostWithDriver, state: str) -> None:
    ref = host.started("web", 'on_poweroff = "preserve"').ref
    if state == "paused":
        host.driver.pause(ref)
    elif state == "crashed":
        host.touch("web", lambda domain: setattr(domain, "shutdown_reason", 3))
    else:
        host.driver.stop(ref)
    assert host.driver.reset(ref, definition(host, "web")).ref == host.domain("web").ref
    assert host.domain("web").state is DomainState.RUNNING


def test_without_a_definition_nothing_is_destroyed(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    with pytest.raises(BadDefinition, match="no definition") as refused:
        host.driver.reset(ref, None)
    assert refused.value.state_now == "Nothing was done: it is running."
    assert host.domain("web").ref == ref


def test_with_a_broken_definition_nothing_is_destroyed(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    host.xen.write_file("dom0a", "/etc/xen/web.cfg", 'name = "web"\nmemory = \n')
    broken = replace(definition(host, "web.cfg"), name="web")
    with pytest.raises(BadDefinition, match="broken"):
        host.driver.reset(ref, broken)
    assert host.domain("web").ref == ref


def test_with_a_definition_that_xl_refuses_nothing_is_destroyed(
    host: SimulatedHostWithDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = host.started("web").ref

    def refused(_xl: Xl, _text: str, _path: str) -> DryRun:
        return DryRun(("xl create -n x",), BadDefinition("xl doesn't accept it."))

    monkeypatch.setattr(dry_run, "dry_run", refused)
    with pytest.raises(BadDefinition, match="xl would not start it again: xl doesn't accept it"):
        host.driver.reset(ref, definition(host, "web"))
    assert host.domain("web").ref == ref


@pytest.mark.parametrize("line", ['kernel = "/boot/old"', 'disk = [ "/srv/none.img,raw,xvda,rw" ]'])
def test_a_kernel_or_disk_that_is_gone_meanwhile_destroys_nothing(host: SimulatedHostWithDriver, line: str) -> None:
    ref = host.started("web").ref
    host.define("web", line)
    with pytest.raises(DeviceMissing, match="could not start again without /") as refused:
        host.driver.reset(ref, definition(host, "web"))
    assert refused.value.state_now == "Nothing was done: it is running."
    assert host.domain("web").ref == ref


def test_a_definition_that_is_gone_meanwhile_destroys_nothing(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    gone = definition(host, "web")
    host.xen.remove_file("dom0a", gone.path)
    with pytest.raises(BadDefinition, match="No such file"):
        host.driver.reset(ref, gone)
    assert host.domain("web").ref == ref


def test_the_definition_of_another_guest_is_not_taken(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    other = host.define("other")
    for wrong in (other, replace(definition(host, "web"), uuid="00000009-1111-4222-8333-444455556666")):
        with pytest.raises(BadDefinition, match="is not its definition"):
            host.driver.reset(ref, wrong)
    assert host.domain("web").ref == ref


def test_a_start_that_fails_after_the_destroy_is_told_plainly(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web", 'vif = [ "bridge=xenbr0" ]').ref
    host.let(Fault.CREATE_FAILS)
    with pytest.raises(RebootFailed, match=r"web \(id 1\) was forced off, but not started again: .*bridge") as failed:
        host.driver.reset(ref, definition(host, "web"))
    assert failed.value.state_now == "It has no domain."
    assert "start it from /etc/xen/web.cfg" in failed.value.next_step
    assert not host.is_there("web")


def test_a_destroy_that_fails_starts_nothing(host: SimulatedHostWithDriver) -> None:
    ref = host.started("zombie", guest=replace(DEAF, leaves_zombie=True)).ref
    with pytest.raises(StillRunning):
        host.driver.reset(ref, definition(host, "zombie"))
    assert not any(step.startswith("xl create") for step in host.progress)


def test_a_guest_that_was_restarted_meanwhile_is_left_alone(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    host.driver.reboot(ref)
    with pytest.raises(DomainChanged):
        host.driver.reset(ref, definition(host, "web"))
    assert host.domain("web").domid != ref.domid


def test_dom0_is_not_reset(host: SimulatedHostWithDriver) -> None:
    with pytest.raises(CommandFailed, match="not possible for Domain-0"):
        host.driver.reset(host.domain("Domain-0").ref, None)
