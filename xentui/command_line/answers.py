"""What commands print: answers on standard output, everything else on standard error."""

import sys
from collections.abc import Iterable
from typing import Any, TextIO

from xentui.command_line.report import SCHEMA, as_json
from xentui_driver.model.errors import XenError
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.text import harmless

SUCCEEDED = 0
FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
"""The exit status that a shell reports for a program that SIGINT has ended."""


def is_terminal(stream: TextIO | None) -> bool:
    """False also where the shell has closed the stream: then Python has none."""
    return stream is not None and stream.isatty()


def complain(error: XenError) -> None:
    """One clear line, then the tool's own words."""
    from xentui.command_line.wording import in_commands  # loads the registry of actions

    print(f"xentui: {error.told(in_commands(error.next_step))}", file=sys.stderr)
    for line in error.more_lines:
        print(f"  {line}", file=sys.stderr)


def warn(warnings: Iterable[str]) -> None:
    for warning in warnings:
        from xentui.command_line.wording import in_commands

        print(f"xentui: warning: {harmless(in_commands(warning))}", file=sys.stderr)


def print_json(**values: Any) -> None:
    """Print one document of docs/json.md."""
    print(as_json({"schema": SCHEMA} | values), end="", flush=True)


def print_steps(steps: Iterable[str], *, in_json: bool) -> None:
    """Print what would be done, a line each."""
    if in_json:
        print_json(steps=list(steps))
        return
    for step in steps:
        print(harmless(step, len(step)), flush=True)


def print_outcome(outcome: Outcome, *, in_json: bool) -> None:
    warn(outcome.warnings)
    if in_json:
        print_json(outcome=outcome_values(outcome))
    else:
        print(harmless(outcome.summary), flush=True)


def outcome_values(outcome: Outcome) -> dict[str, Any]:
    ref = outcome.ref
    return {
        "summary": outcome.summary,
        "steps": list(outcome.steps),
        "warnings": list(outcome.warnings),
        "uuid": ref.uuid if ref else None,
        "domid": ref.domid if ref else None,
    }


def error_values(error: XenError) -> dict[str, Any]:
    from xentui.command_line.wording import in_commands

    return {
        "kind": type(error).__name__,
        "summary": error.summary,
        "state_now": error.state_now,
        "next_step": in_commands(error.next_step),
        "detail": error.detail.splitlines(),
    }
