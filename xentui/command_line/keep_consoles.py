"""Has this host keep what guests print: shows the change of the file and the restart, asks, and does it as a job."""

import argparse
import sys
from contextlib import closing

from xentui.command_line.answers import (
    NOTHING_DONE,
    SUCCEEDED,
    is_typed,
    print_json,
    print_outcome,
    print_steps,
    require_terminal,
)
from xentui.command_line.await_job import performed
from xentui.command_line.open_host import OpenHost
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import KEEP_CONSOLES, Request
from xentui_driver.model.console_keeping import ConsoleKeeping
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.text import harmless
from xentui_driver.operations.keep_consoles import MEANING, steps


def keep_consoles(options: argparse.Namespace, open_host: OpenHost) -> int:
    with closing(open_host(options)) as host:
        keeping = host.hypervisor.keeping_consoles()
        if options.dry_run:
            _print_plan(keeping, in_json=options.json)
            return SUCCEEDED
        _be_sure(host, keeping, options)
        outcome = performed(host, KEEP_CONSOLES, Request(keeping=keeping))
    print_outcome(outcome, in_json=options.json)
    return SUCCEEDED


def _print_plan(keeping: ConsoleKeeping, *, in_json: bool) -> None:
    if in_json:
        print_json(diff=list(keeping.diff), steps=list(steps(keeping)))
        return
    for line in keeping.diff:
        print(harmless(line, len(line)), flush=True)
    print_steps(steps(keeping), in_json=False)


def _be_sure(host: Host, keeping: ConsoleKeeping, options: argparse.Namespace) -> None:
    """Raises InvalidInput."""
    if options.yes:
        return
    not_done = f"xenconsoled of {host.name} was not restarted"
    require_terminal(not_done)
    shown = ("This restarts xenconsoled:", *keeping.diff, *steps(keeping))
    print(*(harmless(line, len(line)) for line in shown), sep="\n  ", file=sys.stderr)
    print(*MEANING, sep="\n", file=sys.stderr)
    if not is_typed("yes"):
        raise InvalidInput(f"{not_done}: not confirmed.", state_now=NOTHING_DONE)
