"""The commands that open the console: on this dom0, and on a simulated host."""

import argparse
import gc
import os
import sys
import threading

from xentui.command_line.answers import FAILED, WRONG_USAGE, complain, is_terminal
from xentui.command_line.open_host import OpenHost
from xentui.fleet.host import Host
from xentui.fleet.machine import looks_like_xen
from xentui.fleet.settings.loading import saved_views_beside, usual_paths
from xentui.fleet.settings.values import Settings, View
from xentui.lean_start import hold_less
from xentui.tty import first_line
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import InvalidInput

_CHECK_LIMIT_S = 1.0


def show_host(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Open the console on this machine, or on a simulated host where there is no Xen."""
    if not options.lines:
        first_line.show()  # now, for an xl that takes its time is asked before there is a screen
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


def _view(options: argparse.Namespace) -> View:
    """The view that is meant, with what the command line says otherwise. Raises InvalidInput."""
    settings: Settings = options.settings
    view = settings.view if options.view is None else settings.views.get(options.view)
    if view is None:
        known = f"Views: {', '.join(sorted(settings.views))}." if settings.views else "No view has been saved yet."
        raise InvalidInput(f"There is no view {options.view!r}.", next_step=f"{known} See docs/config.md.")
    return view if options.interval is None else replace(view, interval_s=options.interval)


def _show(host: Host, options: argparse.Namespace) -> int:
    try:
        view = _view(options)
    except InvalidInput as error:
        complain(error)
        return WRONG_USAGE
    if options.lines:
        from xentui.command_line.lines import show_lines
        from xentui.fleet.fleet import Fleet
        from xentui_widgets.symbols import ASCII, UNICODE

        threading.Thread(target=_keep_own_modules, name="load", daemon=True).start()
        return show_lines(Fleet([host]), view.interval_s, ASCII if options.ascii else UNICODE)
    streams = {"input": sys.stdin, "output": sys.stdout}
    elsewhere = [f"standard {name}" for name, stream in streams.items() if not is_terminal(stream)]
    if elsewhere:
        lead = "leads" if len(elsewhere) == 1 else "lead"
        print(
            f"xentui: the console needs a terminal, but {' and '.join(elsewhere)} {lead} elsewhere. For scripts "
            "there is `xentui list --json`; `xentui --lines` needs no terminal.",
            file=sys.stderr,
        )
        return FAILED
    first_line.show()
    _prepare_textual(view)
    gc.disable()  # until all is loaded: what a start makes is no garbage
    hold_less()
    from xentui.console.app import show  # loading Textual takes a fifth of a second, which scripts need not pay
    from xentui.fleet.fleet import Fleet

    config_file = options.config or usual_paths(os.environ)[-1]
    return show(
        Fleet([host]),
        settings=replace(options.settings, view=view),
        views_file=saved_views_beside(config_file),
        own_config=options.config or "",
        options=_meaning_this_host(options),
        ascii_only=options.ascii,
        plain_output=options.plain_output,
    )


def _meaning_this_host(options: argparse.Namespace) -> tuple[str, ...]:
    """Those options by which another command means the same host with the same configuration."""
    given = {"--config": options.config, "--definitions": options.definitions}
    with_values = (word for name, value in given.items() if value for word in (name, os.path.abspath(value)))
    return (*with_values, *(["--ignore-toolstack"] if options.ignore_toolstack else []))


def _keep_own_modules() -> None:
    """For a stream that goes on for weeks, over upgrades; the console does it behind its first picture."""
    from xentui_driver.transport import own_copy

    try:
        own_copy.keep()
    except own_copy.Replaced as error:
        print(f"xentui: {error}", file=sys.stderr)
    except OSError:  # no memory for it: an upgrade is a risk
        return


def _prepare_textual(view: View) -> None:
    """Set the environment that Textual reads when it is imported.

    The variables for developers of Textual make it write files, load modules, press keys: they are removed. The delay
    of the Escape key is that of the operator's environment, if it is set there (ncurses(3)).
    """
    if view.escape_delay_ms is not None:
        os.environ.setdefault("ESCDELAY", str(view.escape_delay_ms))
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
