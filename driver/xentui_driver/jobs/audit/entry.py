"""What the audit says of one operation, and its line of JSON."""

import json
from datetime import UTC, datetime
from typing import Any

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.job import CommandRun, Subject, Verdict, Who
from xentui_driver.model.redaction import without_passwords_in
from xentui_driver.model.serialization import from_plain, to_plain
from xentui_driver.model.strict_json import parsed

SCHEMA = "xentui-audit/1"
"""Within it fields are only added."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An operation that is over, or that was refused."""

    time_s: float
    """Seconds since the epoch."""
    operation: str
    """The id of its action."""
    title: str
    host: str
    who: Who
    subject: Subject
    commands: tuple[CommandRun, ...]
    """The commands, without their output."""
    changes: tuple[str, ...]
    """The changes of files, in words."""
    before: str
    """The subject's state when it was chosen."""
    after: str
    verdict: Verdict
    summary: str
    job: str | None
    """The number of its job; None when it was refused before there was one."""


def entry_values(entry: AuditEntry) -> dict[str, Any]:
    """The entry as values for JSON: `xentui audit --json` has the same."""
    return {
        "time": datetime.fromtimestamp(entry.time_s, UTC).isoformat(timespec="milliseconds"),
        "host": entry.host,
        "who": to_plain(entry.who),
        "operation": entry.operation,
        "title": entry.title,
        "guest": to_plain(entry.subject),
        "commands": [{"argv": list(run.argv), "exit_status": run.exit_status} for run in entry.commands],
        "changes": list(entry.changes),
        "before": entry.before,
        "after": entry.after,
        "verdict": entry.verdict.value,
        "summary": entry.summary,
        "job": entry.job,
    }


def line_of(entry: AuditEntry) -> bytes:
    """ASCII, with its newline; json escapes line breaks and lone surrogates, so the text survives as it was."""
    values = {"schema": SCHEMA} | entry_values(entry)
    return (json.dumps(without_passwords_in(values)) + "\n").encode("ascii")


def entry_of(line: bytes) -> AuditEntry:
    """The entry of one line. Raises ValueError for half a line, for garbage, and for another schema."""
    values = parsed(line)
    if not isinstance(values, dict) or values.get("schema") != SCHEMA:
        raise ValueError(f"it isn't an object of {SCHEMA}")
    return from_plain(AuditEntry, values | {"time_s": _epoch_s(values.get("time")), "subject": values.get("guest")})


def _epoch_s(text: object) -> float:
    if not isinstance(text, str):
        raise ValueError("it has no time")
    time = datetime.fromisoformat(text)
    if time.tzinfo is None or not 1970 <= time.year < 9999:
        raise ValueError("its time is invalid or has no offset from UTC")
    return time.timestamp()
