"""Keeps a line for every changing operation, refused ones too: who did what to which guest, and what came of it."""

from xentui_driver.jobs.audit.entry import SCHEMA, AuditEntry, entry_values
from xentui_driver.jobs.audit.log import AuditLog, default_audit_file
from xentui_driver.jobs.audit.reading import AuditRead, audit_files, read_audit
from xentui_driver.jobs.audit.system_log import syslog_line, to_syslog

__all__ = [
    "SCHEMA",
    "AuditEntry",
    "AuditLog",
    "AuditRead",
    "audit_files",
    "default_audit_file",
    "entry_values",
    "read_audit",
    "syslog_line",
    "to_syslog",
]
