"""Prints one job while it runs: its commands with their output, its lines of progress, and its outcome."""

import shlex
import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

from xentui.command_line.answers import FAILED, INTERRUPTED, SUCCEEDED, complain, is_terminal, warn
from xentui_driver.jobs.follower import follow_job
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.errors import XenError
from xentui_driver.model.job import CommandRun, Job, Verdict
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless, harmless_lines
from xentui_widgets.job_words import said, shape_of, verdict_word, what_to_check

LOOK_EVERY_S = 0.2
_KEPT_CHARACTERS = 1 << 16
_TRIED = 16
"""How many characters are compared before whole outputs are."""
_HALF_A_CHARACTER = lazy_pattern("^[\udc80-\udcff]{1,3}")
"""The remains of a UTF-8 character where an output was cut."""
_MOST_LINES = 1 << 20


def follow(
    store: JobStore, id: str, *, quiet: bool = False, pause: Callable[[float], object] = time.sleep
) -> tuple[Job | None, int]:
    """Print the job until it is over; returns it and the exit status: 0 only when it has succeeded.

    No job is returned when the operator leaves before. Raises NoSuchJob. `quiet` prints only what goes to standard
    error.
    """
    told = _Told(sys.stdout)
    print_news = (lambda _job: None) if quiet else told.print_news
    try:
        job = follow_job(store, id, print_news, pause, every_s=LOOK_EVERY_S)
    except KeyboardInterrupt:
        told.end_line()
        print(f"xentui: job {id} goes on; `xentui jobs --follow {id}` follows it again", file=sys.stderr)
        return None, INTERRUPTED
    told.end_line()
    return job, _tell_outcome(job, quiet=quiet)


def _tell_outcome(job: Job, *, quiet: bool) -> int:
    outcome = job.result.outcome if job.result is not None else None
    error = job.result.error if job.result is not None else None
    warn(harmless(problem) for problem in job.problems)
    if outcome is not None:
        warn(harmless(warning) for warning in outcome.warnings)
    if job.verdict is Verdict.SUCCEEDED:
        if not quiet:
            print(harmless(said(job) if outcome is None else outcome.summary), flush=True)
        return SUCCEEDED
    complain(error or _without_error(job))
    return FAILED


def _without_error(job: Job) -> XenError:
    title = f"Job {job.id} ({job.record.title})"
    if job.verdict is Verdict.UNKNOWN:
        return XenError(f"{title}: unknown. {said(job)}", next_step=what_to_check(job))
    return XenError(f"{title}: {verdict_word(job)}. {said(job)}", next_step="Start it again if you still want it.")


class _Told:
    """Prints what is new of a job; on a terminal a line of progress that only counts replaces the one before."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = is_terminal(stream)
        self._has_begun = False
        self._said = 0
        self._commands: list[_Output] = []
        self._open_line = ""

    def print_news(self, job: Job) -> None:
        if not self._has_begun:
            self._has_begun = True
            self._introduce(job)
        for number, run in enumerate(job.commands):
            if number == len(self._commands):
                self._print(f"$ {shlex.join(run.argv)}")
                self._commands.append(_Output())
            self._tell_command(self._commands[number], run, is_whole=job.is_over or run.exit_status is not None)
        for line in job.lines[self._said :]:
            self._say(harmless(line))
        self._said = len(job.lines)

    def end_line(self) -> None:
        """End a line that was left open, so that the next output begins on its own line."""
        if self._open_line:
            self._open_line = ""
            print(file=self._stream, flush=True)

    def _introduce(self, job: Job) -> None:
        if job.is_over:
            return
        self._print(f"Job {job.id}: {job.record.title}, by {job.record.who.words}: {verdict_word(job)}")
        if job.is_foreign:
            host = harmless(job.record.host.name)
            warn([f"only its host, {host}, knows whether it is still running; waiting for its outcome"])

    def _tell_command(self, output: "_Output", run: CommandRun, *, is_whole: bool) -> None:
        for line in output.lines(run.output, is_whole=is_whole):
            self._print(f"  {line}")
        if run.exit_status and not output.is_over:
            self._print(f"  exit status {run.exit_status}")
        output.is_over = run.exit_status is not None

    def _print(self, line: str) -> None:
        self.end_line()
        print(harmless(line), file=self._stream, flush=True)

    def _say(self, line: str) -> None:
        """Print a line of progress; on a terminal it is left open, so that the next one may replace it."""
        if not self._is_terminal:
            self._print(line)
            return
        before = self._open_line
        if before and not (shape_of(before) == shape_of(line) and _fits(before) and _fits(line)):
            self.end_line()
            before = ""
        self._open_line = line
        print(f"\r{line.ljust(len(before))}" if before else line, end="", file=self._stream, flush=True)


class _Output:
    """The part of a command's output that was printed; of a long output only the end is kept, here and by the job."""

    def __init__(self) -> None:
        self.is_over = False
        self._printed = ""

    def lines(self, output: str, *, is_whole: bool) -> tuple[str, ...]:
        """The new lines; the last one only once nothing can be added to it."""
        new = self._after(_HALF_A_CHARACTER.sub("", output))
        if not is_whole:
            new = new[: new.rfind("\n") + 1]
        self._printed = (self._printed + new)[-_KEPT_CHARACTERS:]
        return harmless_lines(new, _MOST_LINES)

    def _after(self, output: str) -> str:
        """What follows the longest piece that was already printed."""
        for start in range(len(self._printed)):
            if output.startswith(self._printed[start : start + _TRIED]):
                known = self._printed[start:]
                if output.startswith(known):
                    return output[len(known) :]
        return output


def _fits(line: str) -> bool:
    """Whether it fits into one line of the terminal, a cell for each character: otherwise it can't be overwritten."""
    return line.isascii() and len(line) < shutil.get_terminal_size().columns
