"""The entry point of the command line: the exit status, and one clear line for each error."""

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Sequence

from xentui.command_line.answers import FAILED, INTERRUPTED, WRONG_USAGE, complain, error_values, print_json
from xentui.command_line.early_options import refuse_withheld, settings_for
from xentui.command_line.open_host import OpenHost, open_host
from xentui.command_line.parser import parsed
from xentui.fleet.settings.errors import SettingsError
from xentui_driver.model.errors import InvalidInput, XenError


def run(arguments: Sequence[str], open_host: OpenHost = open_host) -> int:
    """Exit status of the whole program: 0 complete success, 1 failure, 130 after ctrl+c; wrong usage exits with 2."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name must not end the program where the locale can't show it.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        settings = settings_for(arguments)
        refuse_withheld(arguments, settings)
    except (SettingsError, InvalidInput) as error:
        complain(error)
        return WRONG_USAGE
    options = parsed(arguments, settings)
    try:
        return _status(options, open_host)
    except BrokenPipeError:
        _let_output_go()
        return FAILED
    except OSError as error:  # errors on the host are XenErrors already
        _let_output_go()
        with contextlib.suppress(OSError):
            print(f"xentui: the answer can't be written: {error.strerror}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):
            print("xentui: interrupted", file=sys.stderr)
        return INTERRUPTED


def _status(options: argparse.Namespace, open_host: OpenHost) -> int:
    try:
        status: int = options.command(options, open_host)
    except XenError as error:
        complain(error)
        if options.json:
            print_json(error=error_values(error))
        return FAILED
    return status


def _let_output_go() -> None:
    """The reader of our output is gone; Python would complain once more when it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
