"""The audit in the system's log: one short line for each operation."""

import json
import threading

from xentui_driver.jobs.audit.entry import AuditEntry
from xentui_driver.model.redaction import without_passwords_in
from xentui_driver.model.text import harmless

IDENT = "xentui"
LIMIT_CHARACTERS = 1000
"""RFC 3164 lets a log cut lines longer than 1024 bytes, its own prefix included."""
_WORD_LIMIT = 120
_LOG_TIMEOUT_S = 2.0


def syslog_line(entry: AuditEntry) -> str:
    """ASCII in one line; each value is quoted as in JSON, so that no name can imitate another field."""
    subject = entry.subject
    fields = {
        "verdict": entry.verdict.value,
        "operation": entry.operation,
        "job": entry.job,
        "host": entry.host,
        "uuid": subject.uuid,
        "domid": subject.domid,
        "guest": subject.name,
        "who": entry.who.words,
        "before": entry.before,
        "after": entry.after,
        "commands": "; ".join(" ".join(run.argv) for run in entry.commands),
        "changes": "; ".join(entry.changes),
    }
    line = " ".join(f"{name}={_word(str(value))}" for name, value in fields.items() if value not in (None, ""))
    return line if len(line) <= LIMIT_CHARACTERS else f"{line[: LIMIT_CHARACTERS - 3]}..."


def to_syslog(line: str) -> None:
    """Hand a line to syslog(3), which is the journal where /dev/log belongs to journald.

    syslog(3) reports no errors, and blocks while the log doesn't read: that must not hold up an operation.
    """
    thread = threading.Thread(target=_log, args=(line,), name="syslog", daemon=True)
    thread.start()
    thread.join(_LOG_TIMEOUT_S)


def _log(line: str) -> None:
    import syslog

    syslog.openlog(IDENT, syslog.LOG_PID, syslog.LOG_AUTH)
    syslog.syslog(syslog.LOG_AUTH | syslog.LOG_NOTICE, line)


def _word(text: str) -> str:
    shown = harmless(without_passwords_in(text), _WORD_LIMIT)
    if shown.isascii() and shown.replace("-", "").replace("_", "").isalnum():
        return shown
    return json.dumps(shown)
