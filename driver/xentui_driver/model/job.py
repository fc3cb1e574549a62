"""What is known of an operation that changes something: who began it, with what, and how it ended."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import XenError
from xentui_driver.model.identity import identifies
from xentui_driver.model.outcome import Outcome, StepKind
from xentui_driver.model.text import harmless


class Verdict(Enum):
    """How an operation stands or has ended; the values are those of `xentui jobs --json` and of the audit."""

    WAITING = "waiting"
    """It has not begun: other jobs of its set come first."""
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    """Somebody stopped it where that was safe."""
    REFUSED = "refused"
    """Nothing was begun, and nothing done."""
    UNKNOWN = "unknown"
    """Its process is gone and left no outcome."""

    @property
    def is_over(self) -> bool:
        return self not in (Verdict.WAITING, Verdict.RUNNING)


@dataclass(frozen=True, slots=True)
class Who:
    """The person behind an operation, as far as a process can find out."""

    user: str
    sudo_user: str = ""
    """The user who became `user` by sudo."""
    ssh_client: str = ""
    """The address that the person logged in from."""
    terminal: str = ""

    @property
    def words(self) -> str:
        person = f"{self.sudo_user} as {self.user}" if self.sudo_user else self.user
        place = self.ssh_client or self.terminal
        return f"{person} ({place})" if place else person


@dataclass(frozen=True, slots=True)
class Subject:
    """What an operation is about: a guest as it was when it was chosen, a file, or the host itself."""

    name: str
    uuid: str | None = None
    domid: int | None = None
    definition: str | None = None
    """The path of its definition."""
    other: str = ""
    """Something that isn't a guest and has no definition: `host`, or a save file's path."""

    @property
    def is_guest(self) -> bool:
        """Whether it can be looked for among the guests: a file or the host can't, nor what has no name."""
        return bool(self.uuid or (self.name and not self.other))

    @property
    def keys(self) -> frozenset[str]:
        """Its identifiers: two subjects that share one of them are the same thing."""
        keys = set()
        if identifies(self.uuid):
            keys.add(f"uuid {self.uuid}")
        elif self.domid is not None:
            keys.add(f"domid {self.domid}")
        if self.definition:
            keys.add(f"definition {self.definition}")
        if self.other:
            keys.add(f"other {self.other}")
        return frozenset(harmless(key) for key in keys)


@dataclass(frozen=True, slots=True)
class HostId:
    """A machine, and one start of it: several may share one folder of jobs."""

    name: str
    machine_id: str
    boot_id: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class JobKey:
    """What identifies a job among those of all hosts: two hosts number their jobs alike."""

    host: HostId
    id: str
    """Its number on that host; empty while the order is handed over: then no key identifies it."""


@dataclass(frozen=True, slots=True)
class CommandRun:
    """A command of an operation, one that changes something."""

    argv: tuple[str, ...]
    exit_status: int | None = None
    """None while it runs, and when nobody saw it end."""
    output: str = ""
    """Standard output and standard error as they came: untrusted text."""


Written: TypeAlias = str | tuple["Written", ...]
"""The value of a setting in a definition."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What an operation found right before it wrote something else there, so that it can be set back."""

    value: str = ""
    """The earlier value, as the operation takes one; empty where it has none or it wasn't known."""
    settings: Mapping[str, Written | None] = field(default_factory=dict)
    """The settings of the definition that it changed, as they were; None for one that wasn't there."""
    written: Mapping[str, Written | None] = field(default_factory=dict)
    """The same settings as it wrote them."""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """What is written down before an operation begins."""

    operation: str
    """The id of its action."""
    title: str
    doing: str
    """The guest's state in the table while the operation runs."""
    host: HostId
    subject: Subject
    who: Who
    submitted_s: float
    """When the operator said yes, in seconds since the epoch, by the clock of the host."""
    steps: tuple[str, ...] = ()
    """The exact commands and changes of files, as they were shown."""
    step_kinds: tuple[StepKind, ...] = ()
    """The kind of each step; fewer in a record of an earlier xentui, which didn't keep them."""
    before: str = ""
    """The subject's state when it was chosen."""
    value: str = ""
    """The value that the operation was given: a host, a size; never the content of a file."""
    sets_back: str = ""
    """The number of the job that it sets back, on the same host; empty for any other."""
    set_id: str = ""
    """The same for all jobs that were begun together, and for no others."""
    cancelling: str = ""
    """What it means to cancel it once it has begun; empty when it can't be cancelled then."""

    @property
    def planned(self) -> tuple[tuple[str, StepKind], ...]:
        """Each step with its kind."""
        kinds = (*self.step_kinds, *(StepKind.CHANGE for _ in self.steps))
        return tuple(zip(self.steps, kinds, strict=False))


@dataclass(frozen=True, slots=True)
class Result:
    """How an operation has ended."""

    verdict: Verdict
    ended_s: float
    after: str = ""
    """The subject's state then."""
    outcome: Outcome | None = None
    error: XenError | None = None
    commands: tuple[CommandRun, ...] = ()
    """All commands that were begun, without their output: the events may lack some, if the disk was full."""
    changes: tuple[str, ...] = ()
    """The changes of files; the events may lack some of these too."""


class Unread(Enum):
    """A part of a job's folder that exists and can't be read, or only in part."""

    RECORD = "record"
    EVENTS = "events"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Job:
    """One operation as its folder has it at one moment."""

    id: str
    """A number; each job of a folder has a higher one than all before it."""
    record: JobRecord
    verdict: Verdict
    started_s: float | None = None
    lines: tuple[str, ...] = ()
    """Its lines of progress so far."""
    commands: tuple[CommandRun, ...] = ()
    result: Result | None = None
    problems: tuple[str, ...] = ()
    """What in its folder could not be read, in words."""
    unread: frozenset[Unread] = frozenset()
    changes: tuple[str, ...] = ()
    """What it has done to files, in words."""
    is_foreign: bool = False
    """It is a job of another host that shares the folder: only that host can tell how it stands."""
    is_newer: bool = False
    """A newer xentui made it: only that version can tell how it stands."""
    is_cancelling: bool = False
    built: DomainRef | None = None
    """The domain that it has built; known before the job is over."""
    replaced: Replaced | None = None
    """What it found in the place of what it wrote; None where it has noted nothing."""

    @property
    def key(self) -> JobKey:
        return JobKey(self.record.host, self.id)

    @property
    def is_over(self) -> bool:
        return self.verdict.is_over

    @property
    def is_readable(self) -> bool:
        return bool(self.record.operation)

    @property
    def without_outcome(self) -> str:
        """Why its outcome isn't known, as the end of a sentence."""
        if Unread.OUTCOME in self.unread:
            return "its process is gone, and the outcome it left can't be read"
        return "its process is gone and left no outcome"

    @property
    def has_begun(self) -> bool:
        """Whether it has begun; true too while its events can't be read, because then nobody knows that it has not."""
        return self.started_s is not None or Unread.EVENTS in self.unread

    @property
    def words(self) -> str:
        """How it stands or ended, in one line."""
        if self.result is not None and self.result.outcome is not None:
            return " ".join((self.result.outcome.summary, *self.result.outcome.warnings))
        if self.result is not None and self.result.error is not None:
            error = self.result.error
            return " ".join(part for part in (error.summary, error.state_now) if part)
        return self.lines[-1] if self.lines else self.record.doing
