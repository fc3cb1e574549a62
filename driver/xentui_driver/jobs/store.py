"""The folder of a host's jobs: one folder for each job, shared by everybody who looks after the host."""

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress

from xentui_driver.jobs import files
from xentui_driver.jobs.reader import is_performed, read_job
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.clock import Clock
from xentui_driver.model.errors import CancelRefused, GuestBusy, JobsUnwritable, NoSuchJob, XenError
from xentui_driver.model.job import HostId, Job, JobRecord, Result, Who
from xentui_driver.model.serialization import to_plain
from xentui_driver.transport.safe_files import (
    FOLDER_MODE,
    Untrusted,
    folder,
    new_file,
    remedy_of,
    require_ours,
    words_of,
)

KEPT_JOBS = 500
KEPT_DAYS = 90
DAY_S = 86_400.0

_FOLDER_LOCK = ".lock"
_DIGITS = 6
_MOST_DIGITS = 18
"""The longest number that the command line accepts."""
_NEW, _OLD = ".new-", ".old-"
_LOCK_PATIENCE_S = 10.0
_NOT_BEGUN = "Nothing was done."

_Mark = tuple[tuple[int, int, int], ...]
"""Inode, size and time in ns of what there is of a job."""
_SETTLED_NS = 2_000_000_000
"""What was written to so lately may be written to again at the same time, as coarse as file systems keep it."""


def default_jobs_folder(environ: Mapping[str, str], *, is_root: bool) -> str:
    """The default folder of jobs (XDG Base Directory Specification: a relative XDG_STATE_HOME is ignored)."""
    if is_root:
        return "/var/lib/xentui/jobs"
    return os.path.join(state_home(environ), "xentui", "jobs")


def state_home(environ: Mapping[str, str]) -> str:
    folder = environ.get("XDG_STATE_HOME", "")
    return folder if os.path.isabs(folder) else os.path.expanduser("~/.local/state")


class JobStore:
    """All jobs of one folder, as one host sees them; safe to use from any thread and any process."""

    def __init__(
        self, folder: str, host: HostId, clock: Clock, *, keep_jobs: int = KEPT_JOBS, keep_days: float = KEPT_DAYS
    ) -> None:
        self.folder = folder
        self.host = host
        self._clock = clock
        self._foreign: dict[str, tuple[_Mark, Job]] = {}
        """The jobs of other hosts, and their marks when they were read."""
        self._keep_jobs = keep_jobs
        self._keep_s = keep_days * DAY_S

    def create(self, record: JobRecord) -> JobWriter:
        """Make a new job, which this process will perform.

        Raises GuestBusy while another job on the same subject is under way, whoever began it; JobsUnwritable.
        """
        try:
            with self._opened(make=True) as own:
                _make_private(own, self.folder)
                with self._alone(own):
                    self._refuse_second(record)
                    return self._create(own, record)
        except (OSError, ValueError) as error:
            raise JobsUnwritable(
                f"{record.title} was not started: its record can't be written to {self.folder}: {words_of(error)}.",
                state_now=_NOT_BEGUN,
                next_step=remedy_of(error),
            ) from error

    def require_free(self, record: JobRecord) -> None:
        """Raises GuestBusy while another job on the same subject is under way; JobsUnwritable if none can be read."""
        self._refuse_second(record)

    def all(self, known: Mapping[str, Job] | None = None) -> tuple[Job, ...]:
        """All jobs, oldest first; one whose result is in `known` is taken from there. Raises JobsUnwritable."""
        found = []
        for id in self._ids():
            before = known.get(id) if known else None
            if before is not None and before.result is not None:
                found.append(before)
            elif _is_folder(self.path(id)):
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
        """Ask the process that performs it to stop, where that is safe. Raises NoSuchJob, CancelRefused."""
        job = self.job(id)
        if reason := why_not_cancelled(job):
            raise CancelRefused(f"Job {id} ({job.record.title}) can't be cancelled: {reason}.", next_step=_instead(job))
        try:
            with self._opened(id) as own:
                files.write_whole(own, files.CANCEL_FILE, {"who": to_plain(who), "at": self._clock.epoch_s()})
        except OSError as error:
            words = f"Job {id} can't be cancelled: {words_of(error)}."
            raise CancelRefused(words, next_step=remedy_of(error)) from error

    def release(self, id: str) -> None:
        """Tell a job that waits for its console not to wait any longer; it waits only for a limited time anyway."""
        with suppress(OSError), self._opened(id) as own:
            files.touch(own, files.RELEASE_FILE)

    def settle(self, id: str, find_out: Callable[[Job], Result]) -> bool:
        """Write the outcome of a job that no process performs; false when it has one, or a process performs it.

        Only one process calls `find_out`, because that may also note elsewhere what it has found. Raises as `find_out`.
        """
        with suppress(OSError), self._opened(id) as own, files.taken(own, files.LOCK_FILE) as is_ours:
            if is_ours and (job := self._read(id)).result is None:
                result = find_out(job)
                files.write_whole(own, files.RESULT_FILE, {"format": files.FORMAT, **to_plain(result)})
                return True
        return False

    def unaudited(self) -> tuple[Job, ...]:
        """Jobs of this host that are over and not marked as audited."""
        return tuple(
            job
            for job in (self._read(id) for id in self._ids() if not self._is_audited(id))
            if job.is_over and job.result is not None and not job.is_foreign and not job.is_newer
        )

    def audit(self, id: str, write: Callable[[], None]) -> None:
        """Call `write`, in one process only, for the audit's line of a job that is over. Raises as `write`."""
        with suppress(OSError), self._opened(id) as own, files.taken(own, files.LOCK_FILE) as is_ours:
            if is_ours and not self._is_audited(id):
                write()
                files.touch(own, files.AUDITED_FILE)

    def prune(self) -> None:
        """Remove old jobs, by number and by age; never one under way, of another host or of a newer xentui."""
        with suppress(OSError, XenError), self._opened() as own:  # what can't be removed now can be removed later
            with self._alone(own):
                self._sweep()
            over = [job for job in self.all() if _is_prunable(job)]
            too_many = over[: max(0, len(over) - self._keep_jobs)]
            oldest_s = self._clock.epoch_s() - self._keep_s
            # The newest one stays, whatever its age: the next job counts on from its number.
            too_old = [job for job in over[:-1] if _ended_s(job) < oldest_s]
            for job in {job.id: job for job in (*too_many, *too_old)}.values():
                self._remove(job.id)

    def _opened(self, id: str = "", *, make: bool = False) -> AbstractContextManager[int]:
        """Open the folder of one job, or of all, for writing: every level of its path is checked. Raises OSError."""
        return folder(self.path(id) if id else self.folder, make=make, strict=True)

    @contextmanager
    def _alone(self, own: int) -> Iterator[None]:
        """Hold the lock under which jobs are made. Raises OSError, JobsUnwritable."""
        deadline_s = time.monotonic() + _LOCK_PATIENCE_S
        path = os.path.join(self.folder, _FOLDER_LOCK)
        while (fd := files.take(own, _FOLDER_LOCK)) is None:
            if time.monotonic() >= deadline_s:
                raise self._locked(path)
            time.sleep(0.01)
        try:
            yield
        finally:
            os.close(fd)

    def _locked(self, path: str) -> JobsUnwritable:
        """The error that names who holds the lock, where that can be found out."""
        from xentui_driver.toolstack.lock_holder import holder_words, lock_holder
        from xentui_driver.transport.local import LocalTransport

        real = os.path.realpath(path)
        holder = lock_holder(LocalTransport(), lambda opened: opened == real)
        who = holder_words(holder, self._clock.epoch_s()) if holder else "another xentui"
        return JobsUnwritable(
            f"{self.folder} has been locked for {_LOCK_PATIENCE_S:.0f} s by {who}.",
            state_now=_NOT_BEGUN,
            next_step=f"If it hangs, `kill {holder.pid}` ends it."
            if holder
            else f"`fuser -v {path}` shows its holder, which may hang.",
        )

    def _refuse_second(self, record: JobRecord) -> None:
        keys = record.subject.keys
        for id in self._ids():
            if self._has(id, files.RESULT_FILE):
                continue
            job = self._read(id)
            if not job.is_over and not job.is_foreign and job.record.subject.keys & keys:
                raise _busy(record, job)

    def _create(self, own: int, record: JobRecord) -> JobWriter:
        number = self._next_number()
        name = f"{_NEW}{os.getpid()}-{number}"
        os.mkdir(name, FOLDER_MODE, dir_fd=own)
        new = os.path.join(self.folder, name)
        try:
            with folder(new, strict=True) as new_fd:
                lock_fd = files.take(new_fd, files.LOCK_FILE)
                assert lock_fd is not None, "nobody else knows it"
                with _closed_on_error(lock_fd):
                    _fill(new_fd)
                    files.write_whole(new_fd, files.JOB_FILE, {"format": files.FORMAT, **to_plain(record)})
                    os.rename(name, str(number).zfill(_DIGITS), src_dir_fd=own, dst_dir_fd=own)
                    os.fsync(own)
                    return JobWriter(str(number), record, self.path(str(number)), lock_fd, self._clock)
        except OSError:
            _remove_tree(new)
            raise

    def _next_number(self) -> int:
        """Raises JobsUnwritable, OSError."""
        number = max((int(id) for id in self._ids()), default=0) + 1
        while os.path.lexists(self.path(str(number))):  # a folder of that name that isn't a job
            number += 1
        if len(str(number)) > _MOST_DIGITS:
            raise JobsUnwritable(
                f"No job number is left in {self.folder}.",
                state_now=_NOT_BEGUN,
                next_step="Move the last job away.",
            )
        return number

    def _ids(self) -> list[str]:
        """Numbers in ascending order. Raises JobsUnwritable."""
        try:
            require_ours(self.folder, strict=True)
            names = os.listdir(self.folder)
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise JobsUnwritable(
                f"{self.folder} can't be read: {words_of(error)}.", next_step=remedy_of(error)
            ) from error
        numbers = sorted(int(name) for name in names if _is_number(name))
        return [str(number) for number in numbers]

    def _read(self, id: str) -> Job:
        """One of another host only when something was written to it: of one of this host its process says more."""
        mark = self._mark(id)
        if id in self._foreign and self._foreign[id][0] == mark:
            return self._foreign[id][1]
        job = read_job(self.path(id), id, self.host)
        self._foreign.pop(id, None)
        if job.is_foreign and _is_settled(mark):
            self._foreign[id] = mark, job
        return job

    def _mark(self, id: str) -> _Mark:
        """Another one as soon as anything is written to the job."""
        found = []
        for name in ("", files.JOB_FILE, files.EVENTS_FILE):
            with suppress(OSError):
                seen = os.lstat(os.path.join(self.path(id), name))
                found.append((seen.st_ino, seen.st_size, seen.st_mtime_ns))
        return tuple(found)

    def _is_audited(self, id: str) -> bool:
        return self._has(id, files.AUDITED_FILE)

    def _has(self, id: str, name: str) -> bool:
        return os.path.lexists(os.path.join(self.path(id), name))

    def _sweep(self) -> None:
        """Remove the leftovers of a crash while a job was made or removed. Raises OSError."""
        for name in os.listdir(self.folder):
            folder = os.path.join(self.folder, name)
            if name.startswith(_OLD) or (name.startswith(_NEW) and not _is_being_made(folder)):
                _remove_tree(folder)

    def _remove(self, id: str) -> None:
        if not is_performed(self.path(id)):
            gone = os.path.join(self.folder, f"{_OLD}{id}")
            os.rename(self.path(id), gone)
            _remove_tree(gone)


def _remove_tree(path: str) -> None:
    """Remove as much as possible."""
    import shutil

    shutil.rmtree(path, ignore_errors=True)


def why_not_cancelled(job: Job) -> str:
    """Why a job can't be cancelled now; empty when it can."""
    if job.is_over:
        return "it is over"
    if job.is_foreign:
        return f"it belongs to another host, {job.record.host.name}"
    if job.is_newer:
        return "it was started by a newer xentui"
    if job.is_cancelling:
        return "it is already being cancelled"
    if job.started_s is not None and not job.record.cancelling:
        return "stopping it now could do harm; it ends by itself"
    return ""


def _instead(job: Job) -> str:
    """Advice about a job that can't be cancelled; empty where the error's usual advice applies."""
    if job.is_over:
        return "It is over, so there is nothing to stop; its job (do: jobs) shows how it ended."
    if job.is_foreign:
        return f"Cancel it on {job.record.host.name}."
    return "Cancel it with that version." if job.is_newer else ""


def _busy(record: JobRecord, job: Job) -> GuestBusy:
    since = time.strftime("%H:%M:%S", time.localtime(job.record.submitted_s))
    return GuestBusy(
        f"{record.title} was not started: another operation on {record.subject.name} is running: "
        f"{job.record.title}, by {job.record.who.words} since {since} (job {job.id}).",
        state_now=f"Nothing was done; job {job.id} goes on: {job.words}.",
    )


def _is_prunable(job: Job) -> bool:
    return job.is_over and not job.is_foreign and not job.is_newer and job.result is not None


def _ended_s(job: Job) -> float:
    return job.result.ended_s if job.result is not None else job.record.submitted_s


def _is_number(name: str) -> bool:
    """Whether it is a number as this module writes it: `7` beside `000007` would be two names of one job."""
    is_digits = name.isascii() and name.isdecimal() and len(name) <= _MOST_DIGITS
    return is_digits and name == str(int(name)).zfill(_DIGITS)


def _is_settled(mark: _Mark) -> bool:
    return all(time.time_ns() - written_ns > _SETTLED_NS for _, _, written_ns in mark)


def _is_folder(path: str) -> bool:
    with suppress(OSError):
        return stat.S_ISDIR(os.lstat(path).st_mode)
    return False


def _make_private(own: int, path: str) -> None:
    """Raises OSError."""
    mode = os.fstat(own).st_mode
    if mode & stat.S_ISVTX:
        raise Untrusted(f"{path} is shared by all users", "Give a folder of its own.")
    if mode & 0o077:
        os.fchmod(own, FOLDER_MODE)


@contextmanager
def _closed_on_error(fd: int) -> Iterator[None]:
    try:
        yield
    except BaseException:
        os.close(fd)
        raise


def _is_being_made(folder: str) -> bool:
    with suppress(OSError):
        return is_performed(folder)
    return False


def _fill(folder_fd: int) -> None:
    """Take real space on the disk, not a hole. Raises OSError."""
    fd = new_file(files.RESERVE_FILE, folder_fd)
    try:
        files.write_all(fd, b"\0" * files.RESERVE_BYTES)
        os.fsync(fd)
    finally:
        os.close(fd)
