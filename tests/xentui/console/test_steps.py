"""Which step is a command is what it is, not what it looks like."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.widgets.job_samples import HERE, record
from xentui.console.names import Names
from xentui_driver.jobs.actions import ACTIONS, Action, Request
from xentui_driver.jobs.orders import record_of
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainRole, DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, JobRecord, Verdict, Who
from xentui_driver.model.outcome import Command, StepKind
from xentui_driver.model.serialization import from_plain, to_plain
from xentui_driver.toolstack.commands import shown
from xentui_widgets.job_lines import commands_of
from xentui_widgets.symbols import UNICODE

WEB = Instance(
    "/etc/xen/web.cfg",
    Domain(
        5, "10111213-1415-1617-1819-1a1b1c1d1e1f", "web", DomainRole.GUEST, DomainState.RUNNING, "", "r-----", 1, 1, 1.0
    ),
    Definition("/etc/xen/web.cfg", "web"),
)
VALUES: Mapping[str, int | str] = {
    **{"memory": 1 << 20, "vCPUs": 2, "host": "b", "name": "xl new", "file": "/xl f"},
    "sysrq key": "sync",
}


def test_a_command_has_a_prompt_whatever_its_program_and_a_change_of_a_file_never_has() -> None:
    names = Names(False, UNICODE)
    assert names.step("dom0a", shown(("sync",))[0]) == "$ sync"
    assert names.step("dom0a", "xl list is written to /root/x") == "xl list is written to /root/x"


def test_where_there_are_several_hosts_each_step_names_its_own() -> None:
    names = Names(True, UNICODE)
    assert names.step("dom0a", shown(("sync",))[0]) == "dom0a $ sync"
    assert names.step("dom0b", "xl list is written to /root/x") == "dom0b: xl list is written to /root/x"


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_command_of_an_action_is_kept_as_one(action: Action) -> None:
    request = Request(WEB, VALUES.get(action.asks.value), in_definition=action.can_keep)
    kept = record_of(action, request, HERE, Who("root"), 1.0)
    again = from_plain(JobRecord, to_plain(kept))
    assert again.planned == kept.planned
    commands = [step for step, kind in again.planned if kind is StepKind.COMMAND]
    assert commands == [step for step in action.steps(request) if isinstance(step, Command)]
    assert all(step.startswith("xl ") for step in commands)
    assert not any(step.startswith("xl ") for step, kind in again.planned if kind is StepKind.CHANGE)


def test_a_record_of_an_earlier_version_has_steps_without_kinds() -> None:
    earlier = replace(record(), step_kinds=())
    assert earlier.planned == (("xl shutdown 12", StepKind.CHANGE),)
    assert commands_of(Job("1", earlier, Verdict.WAITING)) == ()
