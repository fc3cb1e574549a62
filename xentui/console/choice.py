"""What the operator has chosen, and which commands can be done with it."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from xentui.console.commands.command import Command, Scope
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import BALLOON, OPERATIONS, Action
from xentui_driver.jobs.actions.refusal import NO_DEFINITION, Refusal
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, Verdict

ALL_DONE = "what was marked has been dealt with; no guest is marked now"
FOLLOWING, FOLLOWS = "Follow memory", "follow the change that is under way"
NOT_READ_YET = Refusal("the definitions of its host have not been read yet", "Try again in a moment.")
READ_ONLY = Refusal("its host is read-only", "`read_only` is set in the configuration.")


def busy(job: Job) -> Refusal:
    """Nothing else is begun with a guest while a job works on it."""
    return Refusal(f"it is {job.record.doing} already", "Wait for that; its progress is in the jobs (do: jobs).")


def just_ended(job: Job) -> Refusal:
    """What is known of a guest is from before the end of a job: nothing is advised from it."""
    return Refusal(
        f"it was {job.record.doing} until a moment ago, and has not been read since",
        "Try again once its row shows how it stands now.",
    )


def why_not_now(
    fleet: Fleet, target: Instance, why_not: Callable[[Instance], Refusal | None], *, is_job: bool, changes: bool = True
) -> Refusal | None:
    """Why something can't be done with an instance; None when it can.

    A job that works on it, or that has ended since it was read, explains its state: then the job is the reason, not
    the state with its advice. What would begin a job itself (`is_job`) has to wait for the other one anyway, and once
    that has succeeded for the next reading: the state that is shown allows what is done already.
    """
    if changes and fleet.of(target).settings.read_only:
        return READ_ONLY
    job = fleet.job_on(target)
    if is_job and job is not None:
        return busy(job)
    refusal = why_not(target)
    if refusal == NO_DEFINITION and fleet.states[target.host].lacks_definitions:
        return NOT_READ_YET
    if refusal is not None and not refusal.of_state:
        return refusal
    if refusal is not None and job is not None:
        return busy(job)
    ended = fleet.ended_on(target)
    if ended is None:
        return refusal
    return just_ended(ended) if refusal is not None or (is_job and _is_unseen(ended, target)) else None


def _is_unseen(ended: Job, target: Instance) -> bool:
    """Whether what the job has done can't be seen yet in what is known of the guest."""
    action = OPERATIONS.get(ended.record.operation)
    is_seen = action is not None and action.is_done(ended.record, target) is True
    return ended.verdict is Verdict.SUCCEEDED and not is_seen


def followed(fleet: Fleet, action: Action | None, targets: Sequence[Instance]) -> tuple[Job, ...]:
    """The changes of memory under way on all of them: asking for another one shows how these go on. Else nothing."""
    if action is not BALLOON:
        return ()
    jobs = [job for target in targets if (job := fleet.job_on(target)) is not None]
    is_so = len(jobs) == len(targets) and all(job.record.operation == BALLOON.id for job in jobs)
    return tuple(jobs) if is_so else ()


class Chosen(Protocol):
    """Where the operator chooses guests: in the table, or by opening the screen of one."""

    @property
    def current(self) -> Instance | None: ...

    @property
    def marked(self) -> Sequence[Instance]: ...

    @property
    def hidden_marks(self) -> int:
        """How many of the marked are not shown."""
        ...

    @property
    def doubt(self) -> str:
        """Why the operator may mean others; empty when not."""
        ...

    @property
    def cursor_doubt(self) -> str:
        """Why the operator may mean another one than `current`; empty when not."""
        ...


@runtime_checkable
class ChoosesItself(Protocol):
    """A screen whose commands work on its own guest, whatever is chosen in the table."""

    @property
    def own_choice(self) -> "Choice": ...

    @property
    def own_commands(self) -> Sequence[Command]:
        """Those that it has."""
        ...


class Choice:
    """The marks and the cursor: what a command works on."""

    def __init__(self, chosen: Chosen, fleet: Fleet) -> None:
        self._chosen = chosen
        self._fleet = fleet

    @property
    def current(self) -> Instance | None:
        """The instance under the cursor."""
        return self._chosen.current

    @property
    def current_host(self) -> Host:
        """The host of the row under the cursor; the first one while there is none."""
        return self._fleet.hosts[0] if self.current is None else self._fleet.of(self.current)

    @property
    def targets(self) -> tuple[Instance, ...]:
        """The marked instances; without marks the one under the cursor."""
        if self._chosen.marked:
            return tuple(self._chosen.marked)
        return (self.current,) if self.current is not None else ()

    @property
    def doubt(self) -> str:
        """Why an action might hit something other than the operator means; empty when it can't."""
        count = self._chosen.hidden_marks
        hidden = f"{count} of the marked guests {'is' if count == 1 else 'are'} hidden by the filter"
        return self._chosen.doubt or (hidden if count else "")

    @property
    def cursor_doubt(self) -> str:
        """Why the guest under the cursor may not be the one that the operator means; empty when it must be."""
        return self._chosen.cursor_doubt

    def targets_of(self, command: Command) -> tuple[Instance, ...]:
        """What a command would be done with."""
        if command.scope is Scope.CHOSEN:
            return self.targets
        return (self.current,) if command.scope is Scope.ROW and self.current is not None else ()

    def words_for(self, command: Command, *, is_out_of_sight: bool = False) -> str:
        """What a command would be done with, where that isn't plain; empty for what is shown.

        It isn't where there are several hosts, or the guest `is_out_of_sight`.
        """
        if command.scope is Scope.SCREEN or (self._fleet.is_one and not is_out_of_sight):
            return ""
        if command.scope is Scope.HOST:
            return "" if self._fleet.is_one else self.current_host.name
        targets = self.targets_of(command)
        if len(targets) == 1:
            return self._fleet.named(targets[0].host, targets[0].name)
        return f"{len(targets)} marked" if targets else ""

    def why_not(self, command: Command) -> Refusal | None:
        """Why it can't be done with what is chosen; None when it can, or when there is nothing to choose."""
        if command.scope is Scope.SCREEN or self.follows(command):
            return None
        if command.scope is Scope.HOST:
            return READ_ONLY if command.changes and self.current_host.settings.read_only else None
        refusals = [self._why_not(command, target) for target in self.targets_of(command)]
        return None if any(refusal is None for refusal in refusals) or not refusals else refusals[0]

    def _why_not(self, command: Command, target: Instance) -> Refusal | None:
        is_job = command.action is not None
        return why_not_now(self._fleet, target, command.why_not, is_job=is_job, changes=command.changes)

    def follows(self, command: Command) -> bool:
        """Whether it changes nothing now, and shows what is under way."""
        return bool(followed(self._fleet, command.action, self.targets_of(command)))

    def label_of(self, command: Command) -> str:
        """What it would do now."""
        return FOLLOWING if self.follows(command) else command.label

    def can_run(self, command: Command) -> bool:
        """There is something that it can be done with, or it needs nothing."""
        return not self.lacks_target(command) and self.why_not(command) is None

    def lacks_target(self, command: Command) -> bool:
        """It needs a guest, and none is chosen."""
        return command.scope in (Scope.CHOSEN, Scope.ROW) and not self.targets_of(command)
