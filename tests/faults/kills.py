"""An operation whose console is killed at a chosen moment, beside the same operation left undisturbed."""

import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.dom0 import Command
from tests.dom0.holds import Moment
from tests.faults.kinds import Kind
from tests.faults.world import World
from tests.faults.world_state import WorldState, state_of
from tests.pseudo_terminal import Program
from tests.waiting import until
from xentui_driver.model.job import CommandRun, Job, Result, Verdict

LONGEST_DELAY_S = 0.4
"""After the last key: by then the operation is under way or over."""
LEAST_KILLS = 5
"""Of one kind in one way; where it has fewer steps, more of them come at random."""
LEAST_RANDOM = 1

Kill = Callable[[Program], None]


def by_kill(program: Program) -> None:
    program.signal(signal.SIGKILL)


def by_hangup(program: Program) -> None:
    """The line drops: SIGHUP to all that is on it."""
    program.hang_up()


WAYS: dict[str, Kill] = {"SIGKILL": by_kill, "SIGHUP": by_hangup}


@dataclass(frozen=True, slots=True)
class Step:
    """When the console is killed."""

    number: int = 0
    """While this command is held, counted from the last key on; 0 for no command."""
    is_after: bool = False
    """It has acted, and its end isn't told yet; of the changing ones only, and only those are counted."""
    delay_s: float = 0.0
    """So long after the last key, when it is no command."""

    def __str__(self) -> str:
        if not self.number:
            return f"{1000 * self.delay_s:.0f} ms after the last key"
        return f"after changing command {self.number}" if self.is_after else f"before command {self.number}"

    def hold(self, world: World) -> None:
        if self.is_after:
            world.dom0.hold(self.number, changing=True, moment=Moment.AFTER)
        elif self.number:
            world.dom0.hold(self.number)


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """The outcome of an operation, in a form that can be compared between worlds."""

    verdict: Verdict
    words: str
    warnings: tuple[str, ...]
    commands: tuple[tuple[str, int | None], ...]
    """As the job has them."""
    changes: tuple[str, ...]
    changing: tuple[tuple[str, int | None, bool], ...]
    """As the host has seen them, with whether they were broken off."""
    world_state: WorldState


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """The operation that was left undisturbed."""

    before: WorldState
    ending: JobOutcome
    commands: tuple[Command, ...]
    """All from the last key until it was over."""

    def steps(self, rng: random.Random) -> tuple[Step, ...]:
        """Before each command, after each that changes something, and at random moments."""
        before = [Step(number) for number in range(1, len(self.commands) + 1)]
        changing = sum(1 for command in self.commands if command.is_changing)
        after = [Step(number, is_after=True) for number in range(1, changing + 1)]
        count = max(LEAST_RANDOM, LEAST_KILLS - len(before) - len(after))
        return (*before, *after, *(Step(delay_s=rng.uniform(0, LONGEST_DELAY_S)) for _ in range(count)))


@dataclass(frozen=True, slots=True)
class Killed:
    """One whose console has been killed."""

    step: Step
    world: World
    logged: int
    """So many commands had been run before the last key."""
    was_begun: bool
    """It was known as a job when the console was killed."""


def undisturbed(kind: Kind, world: World) -> Undisturbed:
    kind.prepare(world.dom0)
    with world.console() as program:
        kind.lead(program, world)
        before, logged = state_of(world), len(world.dom0.log())
        program.press(kind.key)
        over = until(lambda: _over(world, program))
        assert over is not None
        job, result = over
        by_kill(program)
        program.ended()
    world.all_have_left()
    # The console looks again once it is over: that is not of the operation.
    until_s = result.ended_s - time.time() + time.monotonic()
    commands = tuple(command for command in world.commands_after(logged) if command.started_s < until_s)
    return Undisturbed(before, _ending(world, job, result, logged), commands)


def killed(kind: Kind, world: World, step: Step, kill: Kill) -> Killed:
    """Begin it, kill the console at that moment, and release the held command."""
    kind.prepare(world.dom0)
    with world.console() as program:
        kind.lead(program, world)
        logged = len(world.dom0.log())
        step.hold(world)
        due_s = time.monotonic() + step.delay_s
        program.press(kind.key)
        if step.number:
            # Where the job has less to look at this time, it is over before.
            until(lambda: world.dom0.held() or _over(world, program))
        else:
            until(lambda: time.monotonic() >= due_s)
        was_begun = bool(world.jobs)
        kill(program)
        program.ended(reading=False)
    world.dom0.go()
    return Killed(step, world, logged, was_begun)


def has_ended_as_ever(this: Killed, kind: Kind, other: Undisturbed) -> bool:
    """True when it ended like the other one, false when it was never begun. Raises AssertionError."""
    world = this.world
    world.all_have_left()
    assert not world.performers()
    told = world.jobs_in_json()
    if not world.jobs:
        assert not this.was_begun
        _never_begun(this, other)
        assert not told
        return False
    (job,) = world.jobs
    assert job.result is not None, f"{job.verdict.value}: {job.problems}"
    assert job.record.operation == kind.operation
    until(lambda: state_of(world) == other.ending.world_state or None)
    assert _ending(world, job, job.result, this.logged) == other.ending
    assert not job.problems
    _audited_once(world, job)
    assert [(each["id"], each["verdict"]) for each in told] == [(job.id, other.ending.verdict.value)]
    assert world.told(told[0]["words"]) == other.ending.words
    return True


def _never_begun(this: Killed, other: Undisturbed) -> None:
    assert not this.world.audit
    assert not [command for command in this.world.commands_after(this.logged) if command.is_changing]
    assert state_of(this.world) == other.before


def _audited_once(world: World, job: Job) -> None:
    (entry,) = world.audit
    assert (entry.job, entry.verdict) == (job.id, job.verdict)
    assert _runs(world, entry.commands) == _runs(world, job.commands)
    assert entry.changes == job.changes
    assert not world.store.unaudited()


def _over(world: World, program: Program) -> tuple[Job, Result] | None:
    """The job once it is over and in the audit; the console's screen is read on meanwhile."""
    program.screen()
    job = next(iter(world.jobs), None)
    return (job, job.result) if job is not None and job.result is not None and world.audit else None


def _ending(world: World, job: Job, result: Result, logged: int) -> JobOutcome:
    changing = [command for command in world.commands_after(logged) if command.is_changing]
    return JobOutcome(
        verdict=job.verdict,
        words=world.told(job.words),
        warnings=tuple(world.told(words) for words in (result.outcome.warnings if result.outcome else ())),
        commands=_runs(world, job.commands),
        changes=tuple(world.told(words) for words in job.changes),
        changing=tuple((world.told(run.line), run.exit_status, run.abandoned) for run in changing),
        world_state=state_of(world),
    )


def _runs(world: World, commands: Sequence[CommandRun]) -> tuple[tuple[str, int | None], ...]:
    return tuple((world.told(" ".join(run.argv)), run.exit_status) for run in commands)
