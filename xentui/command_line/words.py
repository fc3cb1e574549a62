"""Descriptions and findings in words and as values for JSON."""

import textwrap
from collections.abc import Sequence
from typing import Any

from xentui.command_line.wording import in_commands
from xentui_driver.host.describe import Description, Fact
from xentui_driver.host.doctor.finding import Finding, Health
from xentui_driver.model.instance import Instance

_MARKS = {Health.GOOD: "ok", Health.WARNING: "warning", Health.BAD: "BAD", Health.UNKNOWN: "unknown"}
_WIDTH = 100


def findings_text(findings: Sequence[Finding]) -> str:
    """A line for each check, and below it what to do."""
    width = max((len(finding.check) for finding in findings), default=0)
    lines: list[str] = []
    for finding in findings:
        lines.append(f"{_MARKS[finding.health]:<8} {finding.check:<{width}}  {finding.words}")
        if finding.next_step:
            lines += textwrap.wrap(
                in_commands(finding.next_step),
                _WIDTH,
                initial_indent=" " * (width + 11),
                subsequent_indent=" " * (width + 11),
            )
    return "".join(f"{line}\n" for line in lines)


def finding_values(finding: Finding) -> dict[str, str]:
    return {
        "check": finding.check,
        "health": finding.health.value,
        "words": finding.words,
        "next_step": in_commands(finding.next_step),
    }


def description_text(description: Description) -> str:
    """A line for each fact: as it runs, and as in the definition; what the next start changes is marked."""
    instance = description.instance
    rows = [
        ("", "NOW", "DEFINITION", ""),
        *((fact.label, fact.running or "-", fact.file or "-", _mark(fact)) for fact in description.facts),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    table = ("  ".join((*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[3])) for row in rows)
    head = [
        f"{instance.name or '(no name)'}: {instance.state_words}",
        f"definition: {_definition_words(instance)}",
        f"autostart: {description.autostart or 'no'}",
    ]
    return "".join(f"{line.rstrip()}\n" for line in (*head, *table))


def _definition_words(instance: Instance) -> str:
    if instance.definition is not None:
        return instance.definition.path
    return f"one of {', '.join(each.path for each in instance.rivals)}" if instance.is_undecided else "none"


def lost_text(description: Description) -> str:
    """A line for each difference."""
    return "".join(
        f"{fact.label}: now {fact.running}, in the definition {fact.file}\n"
        for fact in description.facts
        if fact.will_be_lost
    )


def description_values(description: Description) -> dict[str, Any]:
    instance, write_back = description.instance, description.write_back
    return {
        "name": instance.name or None,
        "uuid": instance.uuid,
        "domid": instance.domid,
        "state": instance.state.value,
        "definition": instance.definition.path if instance.definition else None,
        "autostart": description.autostart,
        "facts": [
            {"label": fact.label, "running": fact.running, "file": fact.file, "will_be_lost": fact.will_be_lost}
            for fact in description.facts
        ],
        "write_back": dict(write_back) if write_back is not None else None,
        "problems": list(description.problems),
        "warnings": list(description.warnings),
    }


def _mark(fact: Fact) -> str:
    return "new at the next start" if fact.will_be_lost else ""
