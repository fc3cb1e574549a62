"""Power-cycles the node, guarded by its name: typed once as an argument and once more on the terminal."""

import argparse
import contextlib
import sys
from contextlib import closing

from xentui.command_line.answers import NOTHING_DONE, SUCCEEDED, is_typed, print_steps, require_terminal
from xentui.command_line.open_host import OpenHost
from xentui.fleet.host import Host
from xentui_driver.jobs import noted_powercycle
from xentui_driver.model.errors import InvalidInput
from xentui_driver.operations import powercycle as node


def powercycle(options: argparse.Namespace, open_host: OpenHost) -> int:
    # A host in such a bad state may fail every check but that of its name.
    with closing(open_host(options, checked=False)) as host:
        if options.host != host.name:
            raise InvalidInput(
                f"This host is called {host.name}, not {options.host}.",
                state_now=NOTHING_DONE,
                next_step="Log in to the host you mean and give its name.",
            )
        if options.dry_run:
            print_steps(node.steps(), in_json=False)
            return SUCCEEDED
        _be_sure(host, options)
        noted_powercycle.powercycle(host.hypervisor, host.jobs, options.host, _say)
    return SUCCEEDED


def _say(line: str) -> None:
    """Print each step on a line of its own: the last one may be the last that the operator sees of the host."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def _be_sure(host: Host, options: argparse.Namespace) -> None:
    """Raises InvalidInput."""
    if options.yes:
        return
    not_done = f"{host.name} was not power-cycled"
    require_terminal(not_done)
    print("This reboots the host at once; every guest on it dies:", *node.steps(), sep="\n  ", file=sys.stderr)
    if not is_typed(host.name):
        raise InvalidInput(f"{not_done}: the name was not typed.", state_now=NOTHING_DONE)
