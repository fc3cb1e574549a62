"""`xentui why`: why a guest has ended, or doesn't start."""

import argparse
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from xentui.command_line.answers import SUCCEEDED, print_json
from xentui.command_line.find_instance import meant_instance
from xentui.command_line.history import kept_figures
from xentui.command_line.open_host import OpenHost
from xentui.command_line.options import add_json, add_name_or_domid
from xentui.command_line.wording import in_commands
from xentui.fleet.death_words import DeathRow, RowKind, death_rows, headline
from xentui.fleet.find_death import FoundDeath, find_death
from xentui.fleet.host import Host
from xentui.fleet.kept.deaths import DeathRecord
from xentui_driver.definitions.naming import uuid_of
from xentui_driver.host.death.death import Cause, Death
from xentui_driver.host.death.evidence import Touch
from xentui_driver.jobs.actions import Request
from xentui_driver.jobs.actions.action import subject_of
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.job import Subject
from xentui_widgets.figure_words import figure_words

_WIDTH = 100
_LABEL_CELLS = 9


def add_why(parser: argparse.ArgumentParser) -> None:
    add_name_or_domid(parser)
    parser.add_argument("--replay", metavar="FILE", help="answer from a recording instead of this machine")
    add_json(parser)
    parser.set_defaults(command=why)


def why(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Print what is known. Raises XenError, also for a name that nothing is known of."""
    with closing(open_host(options)) as host:
        subject, unknown = _subject(host, options)
        found = find_death(host, subject, kept_figures(host.jobs.workplace, subject.uuid, time.time()))
    if unknown is not None and not found.is_of_anyone:
        raise unknown
    if options.json:
        earlier = [_earlier_values(each.death) for each in found.earlier]
        print_json(death=death_values(found.last), earlier=earlier)
    else:
        print("".join(f"{line}\n" for line in _lines(found)), end="", flush=True)
    return SUCCEEDED


def _subject(host: Host, options: argparse.Namespace) -> tuple[Subject, InvalidInput | None]:
    """The guest that is meant; one that is gone by what was typed, with the error. Raises XenError."""
    try:
        return subject_of(Request(meant_instance(host, options.name, options.domid))), None
    except InvalidInput as error:
        if options.name is None or options.domid is not None:
            raise
        return Subject(options.name, uuid_of(options.name)), error


def _lines(found: FoundDeath) -> Iterator[str]:
    for row in death_rows(found, in_commands, figure_words):
        yield from _wrapped(row)


def _wrapped(row: DeathRow) -> list[str]:
    if row.kind is RowKind.HEADLINE:
        return textwrap.wrap(row.words, _WIDTH)
    if row.kind is RowKind.HEADING:
        return ["", row.words]
    if row.kind is RowKind.QUOTE:
        return [f"  {row.words}"]
    indent = " " * _LABEL_CELLS
    return textwrap.wrap(row.words, _WIDTH, initial_indent=f"{row.label:<{_LABEL_CELLS}}", subsequent_indent=indent)


def death_values(record: DeathRecord) -> dict[str, Any]:
    """As values for JSON (docs/json.md)."""
    evidence = record.death.evidence
    return {
        "host": record.host,
        "name": evidence.name or None,
        "uuid": evidence.uuid,
        "domid": evidence.domid,
        "words": headline(record.death),
        "is_running": evidence.is_running,
        "ending": evidence.ending.value if evidence.ending is not None else None,
        "ended": _iso(evidence.ended_s),
        "restarts": evidence.restarts,
        "causes": [_cause_values(cause) for cause in record.death.causes],
        "figures": dict(record.figures) or None,
        "figures_at": _iso(record.figures_s),
        "operations": [_touch_values(touch) for touch in evidence.touches],
        "evidence": [
            {"place": each.place.value, "origin": each.origin, "lines": list(each.lines)} for each in evidence.excerpts
        ],
        "notes": [in_commands(each) for each in evidence.unkept],
    }


def _cause_values(cause: Cause) -> dict[str, Any]:
    return {
        "id": cause.id,
        "words": cause.words,
        "next_step": in_commands(cause.next_step),
        "place": cause.place.value if cause.place is not None else None,
        "line": cause.line or None,
    }


def _touch_values(touch: Touch) -> dict[str, Any]:
    return {
        "operation": touch.operation,
        "title": touch.title,
        "who": touch.who,
        "at": _iso(touch.at_s),
        "verdict": touch.verdict.value,
        "words": touch.words,
    }


def _earlier_values(death: Death) -> dict[str, Any]:
    evidence = death.evidence
    return {"domid": evidence.domid, "ended": _iso(evidence.ended_s), "cause": death.cause.id, "words": headline(death)}


def _iso(moment_s: float | None) -> str | None:
    """ISO 8601 in UTC; None also for a figure that isn't a time."""
    if moment_s is None:
        return None
    try:
        return datetime.fromtimestamp(moment_s, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return None
