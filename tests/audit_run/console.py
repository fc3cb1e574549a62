"""`python -m tests.audit_run.console FOLDER LEDGER ...`: a console without a screen, whose operator is a die.

Poller, jobs and watch are those of the application, opened as `xentui` opens them. It ends when all that it has begun
is over.
"""

import argparse
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.audit_run.choosing import MOST_AT_ONCE, Chooser, Chosen
from tests.audit_run.ledger import Answer, LedgerWriter, Submitted
from xentui.command_line.actions import refuse_impossible
from xentui.fleet.host_state import HostState
from xentui.fleet.open_jobs import open_jobs
from xentui.fleet.polling import Poller
from xentui.fleet.settings.values import Settings
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import START_ATTACHED, Action, Request
from xentui_driver.jobs.jobs import Job, Jobs
from xentui_driver.jobs.store import why_not_cancelled
from xentui_driver.model.errors import CancelRefused, NoSuchJob, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.transport.local import LocalTransport

THREADS = 4
_MOST_UNDER_WAY = 10
"""Jobs of one console at the same time."""
_POLL_EVERY_S = 1.0
_CANCELS = 0.1
_LONGEST_JOB_S = 90.0


@dataclass(frozen=True, slots=True)
class RunFolders:
    """The folders of one run, which its consoles share."""

    folder: Path

    @property
    def settings(self) -> Settings:
        """Every job is kept: the accounts look at each."""
        return Settings(
            jobs_folder=str(self.folder / "jobs"),
            audit_file=str(self.folder / "log" / "audit.jsonl"),
            definitions_folder=str(self.folder / "etc"),
            stash_folder=str(self.folder / "stash"),
            keep_jobs=1_000_000,
            audit_syslog=False,
        )

    def hypervisor(self) -> Hypervisor:
        settings = self.settings
        return Hypervisor(
            LocalTransport(), definitions_folder=settings.definitions_folder, stash_folder=settings.stash_folder
        )


class Console:
    """Several threads submit operations; one follower follows all jobs."""

    def __init__(self, folders: RunFolders, ledger: LedgerWriter, tag: str, seed: int, operations: int) -> None:
        self._folders = folders
        self._ledger = ledger
        self._tag = tag
        self._seed = seed
        self._left = operations
        self._hypervisor = folders.hypervisor()
        self._jobs: Jobs = open_jobs(self._hypervisor, folders.settings)
        first = HostState(self._hypervisor.host_name, self._hypervisor.clock.monotonic_s())
        self._poller = Poller(self._hypervisor, first, self._take, _POLL_EVERY_S)
        self._changed = threading.Condition()
        self._instances: tuple[Instance, ...] = ()
        self._under_way: set[str] = set()
        self._over: set[str] = set()
        self._troubles: list[str] = []

    def run(self) -> list[str]:
        """Run; returns what went wrong with the console itself."""
        self._jobs.subscribe(self._follow, self._trouble)
        self._poller.start()
        self._jobs.start()
        threads = [threading.Thread(target=self._operate, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self._changed:
            if not self._changed.wait_for(lambda: not self._under_way, _LONGEST_JOB_S):
                self._troubles.append(f"not over: {sorted(self._under_way)}")
        self._poller.leave()
        self._jobs.leave()
        self._hypervisor.close()
        return self._troubles

    def _operate(self, number: int) -> None:
        random = Random(f"{self._seed}-{number}")
        chooser = Chooser(
            random, f"{self._tag}{'abcdefgh'[number]}", self._hypervisor, str(self._folders.folder / "save")
        )
        while most := self._take_some(random.randint(1, MOST_AT_ONCE)):
            with self._changed:
                self._changed.wait_for(lambda: self._instances and len(self._under_way) < _MOST_UNDER_WAY)
                instances = self._instances
            chosen = chooser.choose(instances, most)
            self._give_back(most - len(chosen.requests))
            self._submit(chosen)
            if random.random() < _CANCELS:
                self._cancel_one(random)

    def _submit(self, chosen: Chosen) -> None:
        action, requests = chosen.action, chosen.requests
        number = self._ledger.submits([_submitted(action, request) for request in requests])
        found = ((request, _why_not(self._jobs, action, request)) for request in requests)
        refused = {id(request): error for request, error in found if error is not None}
        for request in requests:
            if id(request) in refused:
                self._jobs.refused(action, request, refused[id(request)])
        begun = self._hand_over(action, [request for request in requests if id(request) not in refused], refused)
        jobs = iter(begun)
        self._ledger.answered(
            number,
            [
                Answer(None, refused[id(request)].summary) if id(request) in refused else Answer(next(jobs).id)
                for request in requests
            ],
        )
        with self._changed:
            self._under_way |= {job.id for job in begun} - self._over

    def _hand_over(self, action: Action, requests: Sequence[Request], refused: dict[int, XenError]) -> tuple[Job, ...]:
        if not requests:
            return ()
        submitted = self._jobs.submit(self._jobs.prepare(action, requests))
        refused |= {id(request): error for request, error in submitted.refused}
        if action is START_ATTACHED:
            for job in submitted.jobs:
                self._jobs.release(job)
        return submitted.jobs

    def _cancel_one(self, random: Random) -> None:
        """Cancel a job, whichever console began it."""
        under_way = [job for job in self._jobs.under_way if job.id and not why_not_cancelled(job)]
        if under_way:
            with suppress(CancelRefused, NoSuchJob):
                self._jobs.cancel(random.choice(under_way))

    def _take_some(self, count: int) -> int:
        """Take so many of the remaining operations."""
        with self._changed:
            taken = min(count, self._left)
            self._left -= taken
            return taken

    def _give_back(self, count: int) -> None:
        with self._changed:
            self._left += count

    def _take(self, state: HostState) -> None:
        with self._changed:
            if state.snapshot is not None:
                self._instances = state.snapshot.instances
                self._changed.notify_all()

    def _follow(self, job: Job) -> None:
        if job.is_over:
            with self._changed:
                self._over.add(job.id)
                self._under_way.discard(job.id)
                self._changed.notify_all()

    def _trouble(self, error: XenError) -> None:
        with self._changed:
            self._troubles.append(str(error))


def _submitted(action: Action, request: Request) -> Submitted:
    return Submitted(action.id, f"{action.label} {action.subject(request).name or '(no name)'}")


def _why_not(jobs: Jobs, action: Action, request: Request) -> XenError | None:
    try:
        refuse_impossible(jobs, action, request)
    except XenError as error:
        return error
    return None


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--tag", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--operations", type=int, required=True)
    options = parser.parse_args()
    ledger = LedgerWriter(options.ledger)
    troubles = Console(RunFolders(options.folder), ledger, options.tag, options.seed, options.operations).run()
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
