"""The folder of a host's jobs: one folder a job, shared by all who look after the host."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from xentui_driver.clock import Clock
from xentui_driver.errors import CancelRefused, GuestBusy, JobsUnwritable, NoSuchJob, XenError
from xentui_driver.jobs import files
from xentui_driver.jobs.reading import is_performed, read_job
from xentui_driver.jobs.values import HostId, Job, JobRecord, Result, Who
from xentui_driver.jobs.writing import JobWriter
from xentui_driver.local import LocalTransport
from xentui_driver.lock_holder import holder_words, lock_holder
from xentui_driver.plain import to_plain

KEPT_JOBS = 500
KEPT_DAYS = 90
DAY_S = 86_400.0

_FOLDER_LOCK = ".lock"
_DIGITS = 6
_NEW, _OLD = ".new-", ".old-"
_LOCK_PATIENCE_S = 10.0
_NOT_BEGUN = "Nothing was done."


def default_jobs_folder(environ: Mapping[str, str], *, is_root: bool) -> str:
    """Where jobs are kept (XDG Base Directory: a relative XDG_STATE_HOME is no answer)."""
    if is_root:
        return "/var/lib/xentui/jobs"
    return os.path.join(state_home(environ), "xentui", "jobs")


def state_home(environ: Mapping[str, str]) -> str:
    folder = environ.get("XDG_STATE_HOME", "")
    return folder if os.path.isabs(folder) else os.path.expanduser("~/.local/state")


class JobStore:
    """All jobs of one folder, as seen from one host; may be used from any thread and any process."""

    def __init__(
        self, folder: str, host: HostId, clock: Clock, *, keep_jobs: int = KEPT_JOBS, keep_days: float = KEPT_DAYS
    ) -> None:
        self.folder = folder
        self.host = host
        self._clock = clock
        self._keep_jobs = keep_jobs
        self._keep_s = keep_days * DAY_S

    def create(self, record: JobRecord) -> JobWriter:
        """A new job that waits for its turn, performed by this process.

        Raises GuestBusy when one on the same subject isn't over, whoever has begun it; JobsUnwritable.
        """
        try:
            self._make_folder()
            with self._alone():
                self._refuse_second(record)
                return self._create(record)
        except OSError as error:
            raise JobsUnwritable(
                f"{record.title}: not begun, for it can't be kept track of in {self.folder}: {error.strerror}.",
                state_now=_NOT_BEGUN,
            ) from error

    def all(self, known: Mapping[str, Job] | None = None) -> tuple[Job, ...]:
        """Oldest first; what has a result in `known` is taken from there. Raises JobsUnwritable."""
        found = []
        for id in self._ids():
            before = known.get(id) if known else None
            if before is not None and before.result is not None:
                found.append(before)
            elif os.path.isdir(self.path(id)):
                found.append(self._read(id))
        return tuple(found)

    def job(self, id: str) -> Job:
        """Raises NoSuchJob."""
        if id not in self._ids():
            raise NoSuchJob(f"There is no job {id} in {self.folder}.")
        return self._read(id)

    def path(self, id: str) -> str:
        return os.path.join(self.folder, id.zfill(_DIGITS))

    def cancel(self, id: str, who: Who) -> None:
        """Ask whoever performs it to stop where that is safe. Raises NoSuchJob, CancelRefused."""
        job = self.job(id)
        if reason := why_not_cancelled(job):
            raise CancelRefused(f"Job {id} ({job.record.title}) can't be cancelled: {reason}.")
        try:
            files.write_whole(self.path(id), files.CANCEL_FILE, {"who": to_plain(who), "at": self._clock.epoch_s()})
        except OSError as error:
            raise CancelRefused(f"Job {id} can't be cancelled: {error.strerror}.") from error

    def release(self, id: str) -> None:
        """Tell a job that waits for its console that the console is there; it waits only so long."""
        with suppress(OSError):
            files.touch(os.path.join(self.path(id), files.RELEASE_FILE))

    def settle(self, id: str, result: Result) -> bool:
        """Write the outcome of a job that nobody performs any more; false when it has one or somebody does."""
        folder = self.path(id)
        with suppress(OSError), files.taken(os.path.join(folder, files.LOCK_FILE)) as is_ours:
            if is_ours and self._read(id).result is None:
                files.write_whole(folder, files.RESULT_FILE, {"format": files.FORMAT, **to_plain(result)})
                return True
        return False

    def unaudited(self) -> tuple[Job, ...]:
        """Jobs of this host that are over, whose line in the audit nobody has acknowledged."""
        return tuple(
            job
            for job in (self._read(id) for id in self._ids() if not self._has(id, files.AUDITED_FILE))
            if job.is_over and job.result is not None and not job.is_foreign and not job.is_newer
        )

    def audit(self, id: str, write: Callable[[], None]) -> None:
        """Let `write` write the line of a job that is over, once among all processes. Raises as `write`."""
        folder = self.path(id)
        with suppress(OSError), files.taken(os.path.join(folder, files.LOCK_FILE)) as is_ours:
            if is_ours and not os.path.lexists(os.path.join(folder, files.AUDITED_FILE)):
                write()
                files.touch(os.path.join(folder, files.AUDITED_FILE))

    def prune(self) -> None:
        """Take away what is old: by number and by age, never what isn't over, nor another host's or xentui's."""
        with suppress(OSError, XenError):  # what can't be taken away now can later
            with self._alone():
                self._sweep()
            over = [job for job in self.all() if _is_prunable(job)]
            too_many = over[: max(0, len(over) - self._keep_jobs)]
            oldest_s = self._clock.epoch_s() - self._keep_s
            # The newest one stays, whatever its age, for its number is the one that the next job counts on from.
            too_old = [job for job in over[:-1] if _ended_s(job) < oldest_s]
            for job in {job.id: job for job in (*too_many, *too_old)}.values():
                self._remove(job.id)

    def _make_folder(self) -> None:
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        if os.stat(self.folder).st_mode & 0o077:
            os.chmod(self.folder, 0o700)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process makes a job meanwhile. Raises OSError, JobsUnwritable."""
        deadline_s = time.monotonic() + _LOCK_PATIENCE_S
        path = os.path.join(self.folder, _FOLDER_LOCK)
        while (fd := files.take(path)) is None:
            if time.monotonic() >= deadline_s:
                raise self._locked(path)
            time.sleep(0.01)
        try:
            yield
        finally:
            os.close(fd)

    def _locked(self, path: str) -> JobsUnwritable:
        """By whom, if that can be told."""
        real = os.path.realpath(path)
        holder = lock_holder(LocalTransport(), lambda opened: opened == real)
        who = holder_words(holder, self._clock.epoch_s()) if holder else "another xentui"
        return JobsUnwritable(
            f"{self.folder} has been locked for {_LOCK_PATIENCE_S:.0f} s by {who}.",
            state_now=_NOT_BEGUN,
            next_step=f"It may stand still: `kill {holder.pid}` ends it."
            if holder
            else f"`fuser -v {path}` names it; it may stand still.",
        )

    def _refuse_second(self, record: JobRecord) -> None:
        keys = record.subject.keys
        for id in self._ids():
            if self._has(id, files.RESULT_FILE):
                continue
            job = self._read(id)
            if not job.is_over and not job.is_foreign and job.record.subject.keys & keys:
                raise _busy(record, job)

    def _create(self, record: JobRecord) -> JobWriter:
        ids = self._ids()
        number = max((int(id) for id in ids), default=0) + 1
        new = os.path.join(self.folder, f"{_NEW}{os.getpid()}-{number}")
        os.mkdir(new, 0o700)
        lock_fd = files.take(os.path.join(new, files.LOCK_FILE))
        assert lock_fd is not None, "nobody else knows it"
        try:
            _fill(os.path.join(new, files.RESERVE_FILE))
            files.write_whole(new, files.JOB_FILE, {"format": files.FORMAT, **to_plain(record)})
            while os.path.lexists(self.path(str(number))):  # garbage of that name
                number += 1
            os.rename(new, self.path(str(number)))
            files.sync_folder(self.folder)
        except OSError:
            os.close(lock_fd)
            shutil.rmtree(new, ignore_errors=True)
            raise
        return JobWriter(str(number), record, self.path(str(number)), lock_fd, self._clock)

    def _ids(self) -> list[str]:
        """Numbers in ascending order. Raises JobsUnwritable."""
        try:
            names = os.listdir(self.folder)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise JobsUnwritable(f"{self.folder} can't be read: {error.strerror}.") from error
        numbers = sorted(int(name) for name in names if _is_number(name))
        return [str(number) for number in numbers]

    def _read(self, id: str) -> Job:
        return read_job(self.path(id), id, self.host)

    def _has(self, id: str, name: str) -> bool:
        return os.path.lexists(os.path.join(self.path(id), name))

    def _sweep(self) -> None:
        """What a crash has left in the middle of making or taking away a job. Raises OSError."""
        for name in os.listdir(self.folder):
            folder = os.path.join(self.folder, name)
            if name.startswith(_OLD) or (name.startswith(_NEW) and not _is_being_made(folder)):
                shutil.rmtree(folder, ignore_errors=True)

    def _remove(self, id: str) -> None:
        if not is_performed(self.path(id)):
            gone = os.path.join(self.folder, f"{_OLD}{id}")
            os.rename(self.path(id), gone)
            shutil.rmtree(gone, ignore_errors=True)


def why_not_cancelled(job: Job) -> str:
    """Why it can't be cancelled now; empty when it can."""
    if job.is_over:
        return "it is over"
    if job.is_foreign:
        return f"it is of another host, {job.record.host.name}"
    if job.is_newer:
        return "it was begun by a newer xentui"
    if job.is_cancelling:
        return "it is being cancelled already"
    if job.has_begun and not job.record.cancelling:
        return f"{job.record.doing} can't be broken off without harm; it ends by itself"
    return ""


def _busy(record: JobRecord, job: Job) -> GuestBusy:
    since = time.strftime("%H:%M:%S", time.localtime(job.record.submitted_s))
    return GuestBusy(
        f"{record.title}: not begun, for another operation on it is under way: {job.record.title}, "
        f"by {job.record.who.words} since {since} (job {job.id}).",
        state_now=f"Nothing was done; job {job.id} goes on: {job.words}.",
    )


def _is_prunable(job: Job) -> bool:
    return job.is_over and not job.is_foreign and not job.is_newer and job.result is not None


def _ended_s(job: Job) -> float:
    return job.result.ended_s if job.result is not None else job.record.submitted_s


def _is_number(name: str) -> bool:
    return len(name) >= _DIGITS and name.isascii() and name.isdecimal()


def _is_being_made(folder: str) -> bool:
    with suppress(OSError):
        return is_performed(folder)
    return False


def _fill(path: str) -> None:
    """Real room on the disk, not a hole. Raises OSError."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        files.write_all(fd, b"\0" * files.RESERVE_BYTES)
        os.fsync(fd)
    finally:
        os.close(fd)
