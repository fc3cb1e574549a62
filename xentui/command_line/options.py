"""Options that several commands have, and the types of their values."""

import argparse
import os
from collections.abc import Callable

from xentui.command_line.grammar import Grammar, InPlaceOf
from xentui.fleet.intervals import INTERVALS_S

LONGEST_WAIT_S = 7 * 86_400.0
MOST_VCPUS = 4096
LONGEST_DOMID = 5


def sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."


def settings_options() -> Grammar:
    """Options that may stand before or after the command, so they have no defaults of their own.

    Each parser needs new ones, or the defaults of one would overwrite those of the other. `early_options.py` reads them
    before the grammar exists; here they are in the help, and accepted.
    """
    options = Grammar(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument(
        "--read-only", action="store_true", help="only look; whatever changes something is not available"
    )
    options.add_argument("--config", metavar="FILE", help="use this config file and no other (docs/config.md)")
    return options


def host_options() -> Grammar:
    """Options for the host; they too may stand before or after the command."""
    options = Grammar(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument("--definitions", metavar="DIR", type=_folder, help="where the definitions are (/etc/xen)")
    options.add_argument(
        "--record",
        metavar="FILE",
        help="write every answer of the host to a new file, for a bug report; passwords are hidden",
    )
    options.add_argument(
        "--ignore-toolstack", action="store_true", help="look even when XAPI, libvirt or Ganeti is in charge"
    )
    options.add_argument(
        "--simulate",
        action="store_true",
        help="use a simulated host; it ends with the command, and so do its jobs and its audit",
    )
    return options


def screen_options() -> Grammar:
    options = Grammar(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument("--interval", metavar="S", type=_interval, help="seconds between two polls (2)")
    options.add_argument("--view", metavar="NAME", help="begin with this view of the config file, or a saved one")
    options.add_argument("--ascii", action="store_true", help="only ASCII on the screen")
    options.add_argument(
        "--lines", action="store_true", help="no screen: a line for each change, for screen readers and logs"
    )
    return options


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON (docs/json.md)")


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="print the exact commands and do nothing")


def add_name(parser: argparse.ArgumentParser, metavar: str = "NAME") -> None:
    parser.add_argument("name", metavar=metavar, help="the instance's name or UUID")


def add_name_or_domid(parser: argparse.ArgumentParser, metavar: str = "NAME") -> None:
    """Add them to a command that also works on a domain with neither name nor UUID."""
    either = f"({metavar} | --domid ID)"
    name = parser.add_argument("name", metavar=either, help="the instance's name or UUID, or its id")
    help_text = f"instead of {metavar}, before all other arguments: the domain that has this id now; asks first"
    parser.add_argument("--domid", metavar="ID", type=domid, action=InPlaceOf, other=name, help=help_text)


def domid(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_DOMID):
        raise argparse.ArgumentTypeError("an id is a number, as xl list shows it")
    return int(text)


def count(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 100_000:
        raise argparse.ArgumentTypeError("from 0 to 100000")
    return value


def share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("from 0 to 1")
    return value


def vcpus(text: str) -> int:
    value = int(text)
    if not 1 <= value <= MOST_VCPUS:
        raise argparse.ArgumentTypeError(f"from 1 to {MOST_VCPUS}")
    return value


def memory_kib(text: str) -> int:
    from xentui_driver.model.memory_size import parse_memory_kib

    return _explained(parse_memory_kib, text)


def wait_s(text: str) -> float:
    value = float(text)
    if not 0 < value <= LONGEST_WAIT_S:
        raise argparse.ArgumentTypeError("seconds, more than 0 and a week at most")
    return value


def file_path(text: str) -> str:
    """The absolute path, because xl may be started in another folder."""
    if not text:
        raise argparse.ArgumentTypeError("a file has a name")
    return os.path.abspath(text)


def _interval(text: str) -> float:
    value = float(text)
    if not INTERVALS_S[0] <= value <= INTERVALS_S[-1]:
        raise argparse.ArgumentTypeError(f"from {INTERVALS_S[0]:g} to {INTERVALS_S[-1]:g} seconds")
    return value


def _folder(text: str) -> str:
    return os.path.abspath(text)


def _explained(parse: Callable[[str], int], text: str) -> int:
    """Wraps a type function: argparse shows only the words of its own error class."""
    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
