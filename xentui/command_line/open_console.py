"""The commands that open the console: on this dom0, and on a simulated host."""

import argparse
import os
import sys

from xentui.command_line.answers import FAILED, is_terminal
from xentui.command_line.open_host import OpenHost
from xentui.fleet.host import Host
from xentui.fleet.machine import looks_like_xen

_CHECK_LIMIT_S = 1.0


def show_host(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Open the console on this machine, or on a simulated host where there is no Xen."""
    options.simulate = options.simulate or not looks_like_xen()
    return _show(open_host(options, check_limit_s=_CHECK_LIMIT_S), options)


def demo(options: argparse.Namespace, _open_host: OpenHost) -> int:
    from xentui.fleet.hosts.simulated import demonstration

    host = demonstration(
        options.settings,
        domains=options.domains,
        churn=options.churn,
        seed=options.seed,
        fault=options.fault,
        xen_version=options.xen,
    )
    return _show(host, options)


def _show(host: Host, options: argparse.Namespace) -> int:
    if options.lines:
        from xentui.command_line.lines import show_lines
        from xentui.fleet.fleet import Fleet

        return show_lines(Fleet([host]), options.interval)
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

    return show(Fleet([host]), settings=options.settings, interval_s=options.interval, ascii_only=options.ascii)


def _forget_textual_variables() -> None:
    """Remove the variables for developers of Textual: they make it write files, load modules, press keys.

    Textual reads them when it is imported.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
