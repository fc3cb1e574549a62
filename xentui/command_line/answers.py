"""What commands print: answers on standard output, everything else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from xentui.command_line.report import SCHEMA, as_json
from xentui_driver.model.errors import InvalidInput, XenError
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.text import harmless

if TYPE_CHECKING:
    from xentui_driver.model.memory_fit import MemoryFit

SUCCEEDED = 0
FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
"""The exit status that a shell reports for a program that SIGINT has ended."""
NOTHING_DONE = "Nothing was done."


def is_terminal(stream: TextIO | None) -> bool:
    """False also where the shell has closed the stream: then Python has none."""
    return stream is not None and stream.isatty()


def require_terminal(not_done: str) -> None:
    """Raises InvalidInput, which begins with what was `not_done`, where nobody can confirm it."""
    if not is_terminal(sys.stdin):
        raise InvalidInput(
            f"{not_done}: nobody can confirm that without a terminal.",
            state_now=NOTHING_DONE,
            next_step="Give --yes too.",
        )


def is_typed(word: str) -> bool:
    """Ask on the terminal for a word; whether that was the answer."""
    print(f"Type {word} to continue: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip() == word


def complain(error: XenError) -> None:
    """One clear line, then the tool's own words."""
    from xentui.command_line.wording import in_commands  # loads the registry of actions
    from xentui.tty import first_line

    first_line.take_away()
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


def print_steps(steps: Iterable[str], *, in_json: bool, fit: MemoryFit | None = None, what: str = "") -> None:
    """Print what would be done, a line each; what `what` needs of the host's memory goes to standard error."""
    if in_json:
        print_json(steps=list(steps), **memory_values(fit))
        return
    say_fit(fit, what)
    for step in steps:
        print(harmless(step, len(step)), flush=True)


def say_fit(fit: MemoryFit | None, what: str) -> None:
    """Say on standard error what that needs, so that standard output stays what can be run or saved."""
    for sentence in fit.sentences(what) if fit is not None else ():
        print(f"xentui: {harmless(sentence)}", file=sys.stderr)


def memory_values(fit: MemoryFit | None) -> dict[str, Any]:
    """The member `memory` of a document; nothing where nothing is known."""
    if fit is None:
        return {}
    holders = [{"name": each.name, "memory_kib": each.held_kib, "used_kib": each.used_kib} for each in fit.holders]
    return {
        "memory": {
            "need_kib": fit.need_kib,
            "host_free_kib": fit.free_kib,
            "missing_kib": None if fit.free_kib is None else fit.missing_kib,
            "holders": holders,
        }
    }


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
