"""`xentui audit`: who changed what, when, and how it ended; needs neither a host nor Xen."""

import argparse
import os
import shlex
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from xentui.command_line.answers import FAILED, SUCCEEDED, print_json
from xentui.command_line.open_host import OpenHost
from xentui.command_line.options import add_json
from xentui.fleet.simulated_state import SimulatedState
from xentui_driver.jobs.audit.entry import AuditEntry, entry_values
from xentui_driver.jobs.audit.log import default_audit_file
from xentui_driver.jobs.audit.reading import AuditRead, audit_files, read_audit
from xentui_driver.model.job import CommandRun
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless

_AGO = lazy_pattern(r"([0-9]{1,9})([smhdw])")
_VALUE = lazy_pattern(r"-[0-9]")
_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


def add_audit(parser: argparse.ArgumentParser) -> None:
    add_since(parser)
    parser.add_argument("--guest", metavar="NAME", help="only the guest with that name or UUID")
    add_json(parser)
    parser.set_defaults(command=audit)


def add_since(parser: argparse.ArgumentParser) -> None:
    """In seconds since the epoch; None where it isn't given."""
    parser._negative_number_matcher = _VALUE  # argparse would take `-5h` for an option
    when = "2h (ago), 3d, 2026-11-27 or 2026-11-27T14:03; default: everything"
    parser.add_argument("--since", metavar="WHEN", type=_since, help=when)


def audit(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Print the audit; status 1 when a part of it could not be read.

    An audit that doesn't exist yet is an empty answer.
    """
    path = _audit_file(options)
    if not audit_files(path):
        print(f"xentui: there is no audit log {harmless(path)} yet", file=sys.stderr)
    reads = read_audit(path, since_s=options.since, guest=options.guest)
    problems = _print_values(reads) if options.json else _print_lines(reads)
    for problem in problems:
        print(f"xentui: incomplete: {problem}", file=sys.stderr)
    return FAILED if problems else SUCCEEDED


def _audit_file(options: argparse.Namespace) -> str:
    if options.simulate:
        return SimulatedState(os.environ).audit_file  # no operation has been begun on that host yet
    path: str = options.settings.audit_file or default_audit_file(os.environ, is_root=os.geteuid() == 0)
    return path


def parse_when(text: str, now_s: float) -> float:
    """Seconds since the epoch for `2h` (ago), a day or a moment, by the machine's time zone. Raises ValueError."""
    ago = _AGO.fullmatch(text)
    if ago is not None:
        return now_s - int(ago[1]) * _UNITS_S[ago[2]]
    return datetime.fromisoformat(text).timestamp()


def _since(text: str) -> float:
    now_s = time.time()
    if _AGO.fullmatch(text.removeprefix("-")) and text.startswith("-"):
        raise argparse.ArgumentTypeError(f"{text[1:]} already means that long ago: leave out the minus")
    try:
        since_s = parse_when(text, now_s)
    except (ValueError, OverflowError, OSError) as error:  # the latter two for years that the machine can't represent
        raise argparse.ArgumentTypeError("must look like 2h, 3d, 2026-11-27 or 2026-11-27T14:03") from error
    if since_s > now_s:  # an empty answer would mean that nothing was done
        raise argparse.ArgumentTypeError(f"{harmless(text)} is in the future: it is now {_iso(now_s)} on this machine")
    return since_s


def _print_lines(reads: Iterator[AuditRead]) -> list[str]:
    """Prints the entries as they come; returns what could not be read."""
    problems = []
    for read in reads:
        if read.entry is None:
            problems.append(read.problem)
        else:
            print(line_of(read.entry), flush=True)
    return problems


def _print_values(reads: Iterator[AuditRead]) -> list[str]:
    entries, problems = [], []
    for read in reads:
        if read.entry is None:
            problems.append(read.problem)
        else:
            entries.append(_harmless_values(entry_values(read.entry)))
    print_json(entries=entries, problems=problems)
    return problems


def line_of(entry: AuditEntry) -> str:
    """An entry in one line, by the machine's time zone."""
    done = (*map(_command_words, entry.commands), *entry.changes, entry.summary)
    words = (_iso(entry.time_s), entry.who.words, _title(entry), entry.verdict.value, "; ".join(filter(None, done)))
    return "  ".join(harmless(word) for word in words).rstrip()


def _iso(moment_s: float) -> str:
    return datetime.fromtimestamp(moment_s).astimezone().isoformat(timespec="seconds")


def _title(entry: AuditEntry) -> str:
    name = entry.subject.name
    return entry.title if name in entry.title else f"{entry.title} {name}"


def _command_words(run: CommandRun) -> str:
    words = shlex.join(run.argv)
    if run.exit_status is None:
        return f"{words} (end not seen)"
    return words if run.exit_status == 0 else f"{words} (status {run.exit_status})"


def _harmless_values(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, dict):
        return {key: _harmless_values(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_harmless_values(each) for each in value]
    return value
