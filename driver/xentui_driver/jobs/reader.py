"""Reads one job's folder: whatever it contains, the result is a Job, and never an outcome that nobody wrote."""

import os
from contextlib import suppress
from typing import Any

from xentui_driver.jobs import files
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.job import CommandRun, HostId, Job, JobRecord, Replaced, Result, Subject, Unread, Verdict, Who
from xentui_driver.model.serialization import from_plain
from xentui_driver.model.text import harmless

_OUTPUT_LIMIT_BYTES = 1 << 16
_NOBODY = Who("")
_END_OF_TIME_S = 253_370_764_800.0
"""The year 9999."""


@dataclass(slots=True)
class _Problems:
    """The problems found while reading, in words, and the parts that are affected."""

    words: list[str] = field(default_factory=list)
    unread: set[Unread] = field(default_factory=set)

    def tell(self, part: Unread, words: str) -> None:
        self.unread.add(part)
        self.words.append(words)


def read_job(folder: str, id: str, host: HostId) -> Job:
    """The job in that folder, seen from this host."""
    problems = _Problems()
    record, is_newer = _record(folder, host, problems)
    events, broken = _events(folder, problems)
    if broken:
        problems.tell(Unread.EVENTS, f"{files.EVENTS_FILE}: {broken} lines can't be read")
    result = _result(folder, problems)
    is_foreign = record.host != host
    return Job(
        id=id,
        record=record,
        verdict=_verdict(folder, events, result, is_foreign=is_foreign or is_newer, problems=problems),
        started_s=next((_moment(event.get("at")) for event in events if event.get("begun")), None),
        lines=_texts(events, "says"),
        commands=_completed(_commands(folder, events), result.commands if result is not None else ()),
        changes=_longer(_texts(events, "changed"), result.changes if result is not None else ()),
        result=result,
        problems=tuple(problems.words),
        unread=frozenset(problems.unread),
        is_foreign=is_foreign,
        is_newer=is_newer,
        is_cancelling=os.path.lexists(os.path.join(folder, files.CANCEL_FILE)),
        built=_built(events),
        replaced=_replaced(events),
    )


def is_performed(folder: str) -> bool:
    """Whether a process performs the job now. Raises OSError."""
    return files.is_held(os.path.join(folder, files.LOCK_FILE))


def _record(folder: str, host: HostId, problems: _Problems) -> tuple[JobRecord, bool]:
    """The record, and whether a newer xentui has made it."""
    try:
        values = files.read_object(os.path.join(folder, files.JOB_FILE))
        version = values.get("format")
        is_newer = isinstance(version, int) and version > files.FORMAT
        if is_newer:
            problems.words.append(
                f"written by a newer xentui (format {version}); read as far as this version understands it"
            )
        record = from_plain(JobRecord, _cleaned(values))
        _require_moment(record.submitted_s)
        return record, is_newer
    except (OSError, ValueError) as error:
        problems.tell(Unread.RECORD, f"{files.JOB_FILE} can't be read: {_reason(error)}")
        nothing = JobRecord("", "Unreadable job", "working", host, Subject(""), _NOBODY, _modified_s(folder))
        return nothing, False


def _events(folder: str, problems: _Problems) -> tuple[list[dict[str, Any]], int]:
    try:
        return files.read_lines(os.path.join(folder, files.EVENTS_FILE))
    except OSError as error:
        problems.tell(Unread.EVENTS, f"{files.EVENTS_FILE} can't be read: {_reason(error)}")
        return [], 0


def _result(folder: str, problems: _Problems) -> Result | None:
    try:
        result = from_plain(Result, _cleaned(files.read_object(os.path.join(folder, files.RESULT_FILE))))
        if not result.verdict.is_over:
            raise ValueError(f"{result.verdict.value} isn't an outcome")
        _require_moment(result.ended_s)
        return result
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        problems.tell(Unread.OUTCOME, f"{files.RESULT_FILE} can't be read: {_reason(error)}")
        return None


def _verdict(
    folder: str,
    events: list[dict[str, Any]],
    result: Result | None,
    *,
    is_foreign: bool,
    problems: _Problems,
) -> Verdict:
    if result is not None:
        return result.verdict
    has_begun = Unread.EVENTS in problems.unread or any(event.get("begun") for event in events)
    now = Verdict.RUNNING if has_begun else Verdict.WAITING
    if is_foreign:
        return now  # its lock says nothing on this host
    try:
        if is_performed(folder):
            return now
        # The result may have come, and the lock have been released, since the result was looked for.
        if (late := _result(folder, _Problems())) is not None:
            return late.verdict
        if _has_orphan(folder):
            problems.words.append("the process that watched its command is gone; the command itself is still running")
            return Verdict.RUNNING
    except OSError as error:
        problems.words.append(f"its lock can't be read: {_reason(error)}")
    return Verdict.UNKNOWN


def _has_orphan(folder: str) -> bool:
    """Whether a command of it still runs although the process that started it is gone. Raises OSError."""
    outputs = (name for name in os.listdir(folder) if name.endswith(".log"))
    return any(files.has_writer(os.path.join(folder, name)) for name in outputs)


def _commands(folder: str, events: list[dict[str, Any]]) -> tuple[CommandRun, ...]:
    argvs: dict[int, tuple[str, ...]] = {}
    statuses: dict[int, int | None] = {}
    outputs: dict[int, str] = {}
    for event in events:
        number = event.get("number", event.get("ended"))
        if not isinstance(number, int):
            continue
        if isinstance(event.get("command"), list):
            argvs[number] = tuple(harmless(str(word)) for word in event["command"])
        if isinstance(event.get("output"), str):
            outputs[number] = os.path.join(folder, os.path.basename(event["output"]))
        if "ended" in event:
            status = event.get("exit_status")
            statuses[number] = status if isinstance(status, int) else None
    return tuple(
        CommandRun(argv, statuses.get(number), _output(outputs.get(number, "")))
        for number, argv in sorted(argvs.items())
    )


def _completed(told: tuple[CommandRun, ...], known: tuple[CommandRun, ...]) -> tuple[CommandRun, ...]:
    """All commands that the outcome lists, with the output that the events point to."""
    outputs = [command.output for command in told]
    if len(known) < len(told):
        return told
    return tuple(
        CommandRun(command.argv, command.exit_status, outputs[number] if number < len(outputs) else "")
        for number, command in enumerate(known)
    )


def _longer(told: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    return known if len(known) > len(told) else told


def _texts(events: list[dict[str, Any]], key: str) -> tuple[str, ...]:
    return tuple(harmless(str(event[key])) for event in events if key in event)


def _output(path: str) -> str:
    if path:
        with suppress(OSError, ValueError):
            return files.read_bytes(path, _OUTPUT_LIMIT_BYTES).decode("utf-8", "surrogateescape")
    return ""


def _built(events: list[dict[str, Any]]) -> DomainRef | None:
    for event in events:
        if "built" in event:
            with suppress(ValueError):
                return from_plain(DomainRef, event["built"])
    return None


def _replaced(events: list[dict[str, Any]]) -> Replaced | None:
    """What it has noted; nothing where that can't be written back as it was."""
    for event in events:
        if "replaced" in event and _cleaned(event["replaced"]) == event["replaced"]:
            with suppress(ValueError):
                return from_plain(Replaced, event["replaced"])
    return None


def _cleaned(plain: Any) -> Any:
    """The job with harmless text: most of it came from guests and from xl. Errors clean their own words."""
    if isinstance(plain, str):
        return harmless(plain)
    if isinstance(plain, list):
        return [_cleaned(item) for item in plain]
    if isinstance(plain, dict):
        return {key: value if key == "error" else _cleaned(value) for key, value in plain.items()}
    return plain


def _modified_s(folder: str) -> float:
    try:
        return os.stat(folder).st_mtime
    except OSError:
        return 0.0


def _moment(value: object) -> float | None:
    with suppress(ValueError, OverflowError):
        if isinstance(value, int | float):
            _require_moment(value)
            return float(value)
    return None


def _require_moment(moment_s: float) -> None:
    """Raises ValueError for a figure that can't be a date."""
    if not 0 <= moment_s < _END_OF_TIME_S:
        raise ValueError(f"{moment_s:.6g} isn't a time")


def _reason(error: OSError | ValueError) -> str:
    return harmless((error.strerror or str(error)) if isinstance(error, OSError) else str(error), 200)
