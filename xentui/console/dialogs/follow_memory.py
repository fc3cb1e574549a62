"""Follows jobs that change memory, until the operator leaves."""

from collections.abc import Callable, Sequence

from xentui.console.dialogs.stage import Stage
from xentui.console.questions.memory_arrival import Arrival, arrival_words, first_seen
from xentui.console.questions.memory_picture import Drawn, followed_guest
from xentui.console.screens.memory_follower import Followed, MemoryFollower
from xentui.fleet.host_state import HostState
from xentui_driver.host.sources import SourceName
from xentui_driver.jobs.jobs import Verdict
from xentui_driver.jobs.set_back import jobs_set_back, why_not_set_back
from xentui_driver.model.domain import Domain, DomainMemory
from xentui_driver.model.job import Job, JobKey

_WRONG = "ansi_yellow"
_STYLES = {Verdict.SUCCEEDED: "ansi_green", Verdict.WAITING: "dim", Verdict.RUNNING: ""}


class FollowMemory:
    """One follower and what it has seen so far; nothing here blocks."""

    def __init__(self, stage: Stage, set_back: Callable[[Job], None]) -> None:
        self._stage = stage
        self._set_back = set_back
        self._keys: list[JobKey] = []
        self._seen: dict[JobKey, Arrival] = {}

    def add(self, job: Job) -> None:
        """Follow that one too."""
        if job.key not in self._keys:
            self._keys.append(job.key)

    def open(self, title: str, *, unasked: bool) -> None:
        screen = MemoryFollower(title, self._look, self._stage.symbols, self._stage.keys, set_back=self._set_back)
        push = self._stage.app.push_unasked if unasked else self._stage.app.push_screen
        push(screen)

    def _look(self, room: int) -> Sequence[Followed]:
        by_key = {job.key: job for job in self._stage.fleet.jobs}
        return [self._followed(by_key[key], room) for key in self._keys if key in by_key]

    def _followed(self, job: Job, room: int) -> Followed:
        instance = self._stage.fleet.instance_of(job)
        domain = instance.domain if instance is not None else None
        if instance is None or domain is None or domain.domid != job.record.subject.domid:
            return self._gone(job, room)
        goal_kib, state = _goal_kib(job), self._stage.fleet.states[instance.host]
        arrival = self._arrival(job, domain, _listed_s(state))
        memory = DomainMemory(domain.memory_kib, goal_kib, instance.running_maximum_kib)
        picture = self._picture(Drawn(instance.name, domain.memory_kib, memory, goal_kib), room)
        words, style = _standing(job, arrival, goal_kib, _free_kib(state))
        return Followed(job, picture, words, style, can_be_set_back=job.is_over and not self._why_not(job))

    def _why_not(self, job: Job) -> str:
        return why_not_set_back(job, jobs_set_back(self._stage.fleet.jobs).get(job.key))

    def _gone(self, job: Job, room: int) -> Followed:
        """Its domain is not there any more, so nothing moves."""
        words = job.words if job.is_over else "the guest has ended, or has been started again"
        return Followed(job, self._picture(Drawn(job.record.subject.name, None), room), words, _WRONG)

    def _arrival(self, job: Job, domain: Domain, listed_s: float) -> Arrival:
        """With what has been seen since the guest was told; until then it can't move."""
        before = self._seen.get(job.key) if _is_told(job) else None
        kib = domain.memory_kib
        arrival = first_seen(kib, listed_s) if before is None else before.seen(kib, listed_s)
        self._seen[job.key] = arrival
        return arrival

    def _picture(self, drawn: Drawn, room: int) -> str:
        return followed_guest(drawn, room, self._stage.symbols)


def _standing(job: Job, arrival: Arrival, goal_kib: int, free_kib: int | None) -> tuple[str, str]:
    """How a guest stands that is there, and in which style that is said."""
    verdict = job.verdict
    if job.is_over and verdict is not Verdict.SUCCEEDED:
        return job.words, _WRONG
    if verdict is Verdict.RUNNING and not _is_told(job):
        return "its job begins: the guest isn't told yet", "dim"
    is_stuck = arrival.is_stuck and not job.is_over
    return arrival_words(arrival, goal_kib, free_kib, verdict), _WRONG if is_stuck else _STYLES.get(verdict, "")


def _goal_kib(job: Job) -> int:
    value = job.record.value
    return int(value) if value.isascii() and value.isdigit() else 0


def _is_told(job: Job) -> bool:
    return any(run.exit_status == 0 for run in job.commands)


def _listed_s(state: HostState) -> float:
    reading = state.readings.get(SourceName.LISTING)
    return reading.taken_s if reading is not None else state.started_s


def _free_kib(state: HostState) -> int | None:
    memory = state.snapshot.memory if state.snapshot is not None else None
    return memory.free_kib if memory is not None else None
