"""The commands that open the console: on this dom0, and on a simulated host."""

import argparse
import os
import sys

from xentui.command_line.answers import FAILED, is_terminal
from xentui.command_line.open_host import OpenHost, allowed
from xentui.fleet.machine import looks_like_xen
from xentui_driver.host.hypervisor import Hypervisor

_CHECK_LIMIT_S = 1.0


def show_host(options: argparse.Namespace, open_host: OpenHost) -> int:
    if options.simulate or not looks_like_xen():
        return _show(_simulated(options), options, simulated=True)
    return _show(open_host(options, check_limit_s=_CHECK_LIMIT_S), options)


def demo(options: argparse.Namespace, _open_host: OpenHost) -> int:
    from xentui.fleet.demo import simulated_host  # scripts need no simulator

    host = simulated_host(options.domains, options.churn, options.seed, options.fault)
    return _show(_allowed(host, options), options, simulated=True)


def _simulated(options: argparse.Namespace) -> Hypervisor:
    from xentui.fleet.demo import simulated_host

    return _allowed(simulated_host(), options)


def _allowed(host: Hypervisor, options: argparse.Namespace) -> Hypervisor:
    return Hypervisor(allowed(host.transport, options.settings), host.clock)


def _show(hypervisor: Hypervisor, options: argparse.Namespace, *, simulated: bool = False) -> int:
    streams = {"input": sys.stdin, "output": sys.stdout}
    elsewhere = [f"standard {name}" for name, stream in streams.items() if not is_terminal(stream)]
    if elsewhere:
        lead = "leads" if len(elsewhere) == 1 else "lead"
        print(
            f"xentui: the console needs a terminal, and {' and '.join(elsewhere)} {lead} elsewhere; "
            "for scripts there is `xentui list --json`.",
            file=sys.stderr,
        )
        return FAILED
    _forget_textual_variables()
    from xentui.console.app import show  # loading Textual takes a fifth of a second, which scripts need not pay
    from xentui.fleet.fleet import Fleet
    from xentui.fleet.host import Host
    from xentui.fleet.open_jobs import jobs_of

    host = Host(hypervisor, jobs_of(hypervisor, options.settings), options.settings, simulated)
    return show(Fleet([host]), settings=options.settings, interval_s=options.interval, ascii_only=options.ascii)


def _forget_textual_variables() -> None:
    """Remove the variables for developers of Textual: they make it write files, load modules, press keys.

    Textual reads them when it is imported.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
