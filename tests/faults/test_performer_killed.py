"""When the process that performs an operation is killed, no outcome is invented: it is unknown, and reported once."""

import os
import signal
from functools import partial
from pathlib import Path

import pytest

from tests.dom0.holds import Moment
from tests.faults.figures import Figures
from tests.faults.kills import undisturbed
from tests.faults.kinds import GUEST, KINDS, Kind
from tests.faults.world import World
from tests.faults.world_state import state_of
from tests.pseudo_terminal import Program
from tests.waiting import until
from xentui_driver.model.job import Job, Verdict

CHANGING = tuple(kind for kind in KINDS if kind.name in ("start", "stop", "destroy", "reboot", "save", "migrate"))
NOTHING_BEGUN = "None of its commands was started"


def kill_performer(world: World) -> None:
    (pid,) = world.performers()
    os.kill(pid, signal.SIGKILL)
    until(lambda: not world.performers())


def kill_console(program: Program) -> None:
    program.signal(signal.SIGKILL)
    program.ended()


def told_as_unknown(world: World) -> Job:
    """The job as the next console has it, settled and in the audit once, however many there are."""
    with world.console() as one, world.console() as another:
        for program in (one, another):
            program.sees("Domain-0")
            program.press(b"5")
            until(partial(_tells_of_it, program))
        until(lambda: (one.screen(), another.screen(), world.audit)[2])
        assert until(lambda: (one.screen(), another.screen(), not world.store.unaudited())[2])
        kill_console(one)
        kill_console(another)
    (job,) = world.jobs
    (entry,) = world.audit
    assert (entry.job, entry.verdict) == (job.id, Verdict.UNKNOWN)
    assert [run.argv for run in entry.commands] == [run.argv for run in job.commands]
    (told,) = world.jobs_in_json()
    assert told["verdict"] == "unknown"
    return job


def _tells_of_it(program: Program) -> bool:
    """On its screen of jobs, or in a dialog that was there before: the terminal may be that of who began it."""
    screen = program.screen()
    return "1 unknown" in screen or "left no outcome" in screen


@pytest.mark.parametrize("kind", CHANGING, ids=lambda kind: kind.name)
def test_before_its_first_command_nothing_has_begun(kind: Kind, tmp_path: Path, figures: Figures) -> None:
    with World(tmp_path) as world:
        kind.prepare(world.dom0)
        before = state_of(world)
        with world.console() as program:
            kind.lead(program, world)
            world.dom0.hold(1)
            program.press(kind.key)
            world.dom0.wait_held()
            kill_performer(world)
            figures.add(kills=1)
            kill_console(program)
        world.dom0.go()
        job = told_as_unknown(world)
        assert job.result is not None
        assert job.result.error is not None
        assert job.commands == ()
        assert NOTHING_BEGUN in job.result.error.next_step
        assert state_of(world) == before
        figures.add(right=1)


@pytest.mark.parametrize("moment", [Moment.BEFORE, Moment.AFTER], ids=["before it acts", "after it has acted"])
@pytest.mark.parametrize("kind", CHANGING, ids=lambda kind: kind.name)
def test_a_command_that_is_at_work_keeps_the_guest_busy_and_then_nobody_knows(
    kind: Kind, moment: Moment, tmp_path: Path, figures: Figures
) -> None:
    with World(tmp_path / "undisturbed") as world:
        other = undisturbed(kind, world)
    with World(tmp_path / "killed") as world:
        kind.prepare(world.dom0)
        with world.console() as program:
            kind.lead(program, world)
            world.dom0.hold(1, changing=True, moment=moment)
            program.press(kind.key)
            command = world.dom0.wait_held()
            kill_performer(world)
            figures.add(kills=1)
            (job,) = until(lambda: tuple(job for job in world.jobs if job.problems))
            assert "the command itself is still running" in " ".join(job.problems)
            assert job.verdict is Verdict.RUNNING
            refused = world.run("rename", GUEST, "other")
            assert refused.returncode == 1
            assert f"another operation on {GUEST} is running" in refused.stderr
            assert command.is_changing
            world.dom0.go()
            # The console that has begun it says what to check, and writes its line after that.
            program.sees("left no outcome")
            until(lambda: (program.screen(), world.audit[1:])[1])
            kill_console(program)
        until(lambda: state_of(world) == other.ending.world_state or None)
        (refusal, entry) = world.audit
        assert refusal.verdict is Verdict.REFUSED
        (job,) = world.jobs
        assert job.verdict is entry.verdict is Verdict.UNKNOWN
        assert job.result is not None
        assert job.result.error is not None
        assert [run.argv for run in job.commands] == [command.argv]
        expected = "both hosts" if kind.operation == "migrate" else " ".join(command.argv)
        assert expected in job.result.error.next_step
        figures.add(finished=1, right=1)
