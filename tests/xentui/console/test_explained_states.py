"""A job explains the state of its guest: no refusal says more of that state, and nothing is advised from it."""

from dataclasses import replace

import pytest

from tests.instances import running
from tests.xentui.console.driving import Console, drive
from tests.xentui.console.every_guest import every_guest
from xentui.command_line.actions import refuse_impossible
from xentui.console.choice import busy, just_ended, why_not_now
from xentui.console.commands.command import Command, Scope
from xentui.console.commands.registry import COMMANDS
from xentui.fleet.fleet import Fleet
from xentui_driver.jobs.actions import OPERATIONS, START, STOP, Action, Request
from xentui_driver.jobs.actions.refusal import Refusal
from xentui_driver.jobs.orders import record_of
from xentui_driver.jobs.this_host import simulated_host
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import CommandFailed, GuestBusy
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, Result, Verdict, Who
from xentui_widgets.dialogs import Dialog

JOB = Job("7", record_of(STOP, Request(running("web")), simulated_host("dom0a"), Who("root"), 0.0), Verdict.RUNNING)


class SameJob(Fleet):
    """A fleet in which every guest has the same job."""

    def __init__(self, under_way: Job | None = None, ended: Job | None = None) -> None:
        super().__init__(Console().app.fleet.hosts)
        self._under_way, self._ended = under_way, ended

    def job_on(self, instance: Instance) -> Job | None:
        return self._under_way

    def ended_on(self, instance: Instance) -> Job | None:
        return self._ended


def refusal_of(command: Command, guest: Instance, fleet: Fleet) -> Refusal | None:
    is_job = command.action is not None
    on_host = replace(guest, host=fleet.hosts[0].name)
    return why_not_now(fleet, on_host, command.why_not, is_job=is_job, changes=command.changes)


ON_GUESTS = [each for each in COMMANDS if each.scope in (Scope.CHOSEN, Scope.ROW)]


@pytest.mark.parametrize("command", ON_GUESTS, ids=lambda command: command.id)
def test_a_job_under_way_is_the_reason_and_not_the_state_that_it_explains(command: Command) -> None:
    fleet = SameJob(under_way=JOB)
    for guest in every_guest():
        alone, found = command.why_not(guest), refusal_of(command, guest, fleet)
        if command.action is not None or (alone is not None and alone.of_state):
            assert found == busy(JOB)
        else:
            assert found == alone


@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.CANCELLED, Verdict.UNKNOWN])
@pytest.mark.parametrize("command", ON_GUESTS, ids=lambda command: command.id)
def test_a_job_that_came_to_nothing_forbids_nothing_and_explains_what_the_old_state_forbids(
    command: Command, verdict: Verdict
) -> None:
    ended = replace(JOB, verdict=verdict)
    fleet = SameJob(ended=ended)
    for guest in every_guest():
        alone, found = command.why_not(guest), refusal_of(command, guest, fleet)
        assert found == (just_ended(ended) if alone is not None and alone.of_state else alone)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.id)
@pytest.mark.parametrize("command", ON_GUESTS, ids=lambda command: command.id)
def test_what_has_just_succeeded_is_begun_again_by_nothing_that_is_judged_by_the_state_before(
    command: Command, operation: Action
) -> None:
    record = replace(JOB.record, operation=operation.id, value="another")
    ended = replace(JOB, record=record, verdict=Verdict.SUCCEEDED)
    fleet = SameJob(ended=ended)
    for guest in every_guest():
        on_host = replace(guest, host=fleet.hosts[0].name)
        alone, found = command.why_not(guest), refusal_of(command, guest, fleet)
        if alone is not None:
            assert found == (just_ended(ended) if alone.of_state else alone)
        elif command.action is None or operation.is_done(record, on_host) is True:
            assert found is None
        else:
            assert found == just_ended(ended)


@pytest.mark.parametrize("state", DomainState)
def test_whatever_the_state_forbids_is_known_to_be_from_the_state(state: DomainState) -> None:
    guest = running("web", state=state)
    refusals = [refusal for each in ON_GUESTS if (refusal := each.why_not(guest)) is not None]
    advised = [refusal for refusal in refusals if "do: destroy" in refusal.next_step]
    assert all(refusal.of_state for refusal in advised)


def test_the_command_line_and_the_jobs_name_the_job_too_and_not_the_state() -> None:
    made = Console()
    made.define("web", start=True)
    request = Request(next(each for each in made.hypervisor.snapshot().instances if each.name == "web"))
    writer = made.jobs.store.create(record_of(STOP, request, made.jobs.workplace.host, made.jobs.who, 0.0))
    writer.begin()
    with pytest.raises(GuestBusy):
        refuse_impossible(made.jobs, START, request)
    ((_, refused),) = made.jobs.submit(made.jobs.prepare(START, (request,))).refused
    assert isinstance(refused, GuestBusy)
    writer.finish(Result(Verdict.CANCELLED, 1.0))
    writer.close()
    with pytest.raises(CommandFailed, match="already running"):
        refuse_impossible(made.jobs, START, request)


@pytest.mark.parametrize(("key", "is_running"), [("s", False), ("p", True), ("r", True), ("x", True), ("X", True)])
def test_a_key_pressed_once_more_before_the_next_reading_begins_nothing(
    key: str, is_running: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(c: Console) -> None:
        async def press() -> None:
            await c.press(key)
            if isinstance(c.app.screen, Dialog):
                await c.press("tab", "enter")

        c.move_to("web")
        c.app.pollers.freeze(True)
        monkeypatch.setattr(c.app.pollers, "refresh", lambda host=None: None)
        c.clock.wait(1.0)
        await press()
        await c.until(lambda: c.jobs.all and not c.jobs.under_way, "the first job is over")
        await press()
        await c.sees("until a moment ago")
        assert len(c.jobs.all) == 1
        monkeypatch.undo()
        c.app.pollers.freeze(False)
        await c.state("web", "running" if key in "sr" else "paused" if key == "p" else "stopped")

    made = Console()
    made.define("web", start=is_running)
    drive(made, script)
