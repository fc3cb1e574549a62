"""Options that several commands have, and the types of their values."""

import argparse
import os
from collections.abc import Callable
from typing import TypeVar

from xentui.command_line.grammar import Grammar, InPlaceOf
from xentui.fleet.intervals import INTERVALS_S

N = TypeVar("N", int, float)

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
    options.add_argument("--read-only", action="store_true", help="view only: changing commands and keys are removed")
    options.add_argument("--config", metavar="FILE", help="use only this config file (docs/config.md)")
    return options


def host_options() -> Grammar:
    """Options for the host; they too may stand before or after the command."""
    options = Grammar(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument("--definitions", metavar="DIR", type=_folder, help="where the definitions are (/etc/xen)")
    options.add_argument(
        "--record",
        metavar="FILE",
        help="record every answer of the host in a new file, for a bug report; passwords are hidden",
    )
    options.add_argument(
        "--ignore-toolstack", action="store_true", help="look even if XAPI, libvirt or Ganeti manages the host"
    )
    options.add_argument(
        "--simulate",
        action="store_true",
        help="use a simulated host; it ends with the command, as do its jobs and audit log",
    )
    return options


def screen_options() -> Grammar:
    options = Grammar(add_help=False, argument_default=argparse.SUPPRESS)
    add_interval(options, "seconds between two polls (2)")
    options.add_argument("--view", metavar="NAME", help="open this view, saved or from the config file")
    options.add_argument("--ascii", action="store_true", help="use only ASCII on the screen")
    options.add_argument(
        "--plain-output",
        action="store_true",
        help="send whole pieces of lines, not only the cells that change: for a terminal that shows leftovers",
    )
    options.add_argument(
        "--lines", action="store_true", help="no screen: print a line for each change, for screen readers and logs"
    )
    return options


def add_interval(parser: argparse.ArgumentParser, words: str) -> None:
    """It may also stand before the command, so it has no default of its own."""
    parser.add_argument("--interval", metavar="S", type=_interval, default=argparse.SUPPRESS, help=words)


def add_json(parser: "argparse._ActionsContainer") -> None:
    parser.add_argument("--json", action="store_true", help="print JSON (docs/json.md)")


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="print the exact commands without running them")


def add_name(parser: argparse.ArgumentParser, metavar: str = "NAME") -> None:
    parser.add_argument("name", metavar=metavar, help="the guest's name or UUID")


def add_name_or_domid(parser: argparse.ArgumentParser, metavar: str = "NAME") -> None:
    """Add them to a command that also works on a domain with neither name nor UUID."""
    either = f"({metavar} | --domid ID)"
    name = parser.add_argument("name", metavar=either, help="the guest's name or UUID, or its id")
    help_text = f"in place of {metavar}, before all other arguments: the domain that has this id now; asks first"
    parser.add_argument("--domid", metavar="ID", type=domid, action=InPlaceOf, other=name, help=help_text)


def domid(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_DOMID):
        raise argparse.ArgumentTypeError("must be a number, as xl list shows it")
    return int(text)


def count(text: str) -> int:
    return _number(int, text, lambda value: 0 <= value <= 100_000, "a whole number from 0 to 100000")


def lines_count(text: str) -> int:
    return _number(int, text, lambda value: 1 <= value <= 1_000_000, "a whole number from 1 to 1000000")


def share(text: str) -> float:
    return _number(float, text, lambda value: 0 <= value <= 1, "a number from 0 to 1")


def vcpus(text: str) -> int:
    return _number(int, text, lambda value: 1 <= value <= MOST_VCPUS, f"a whole number from 1 to {MOST_VCPUS}")


def memory_kib(text: str) -> int:
    from xentui_driver.model.memory_size import parse_memory_kib

    return _explained(parse_memory_kib, text)


def sysrq_key(text: str) -> str:
    from xentui_driver.model.sysrq import SYSRQ_KEYS

    if text not in SYSRQ_KEYS:
        raise argparse.ArgumentTypeError(f"must be one of {', '.join(SYSRQ_KEYS)}")
    return text


def wait_s(text: str) -> float:
    return _number(float, text, lambda value: 0 < value <= LONGEST_WAIT_S, "a number of seconds, at most a week")


def file_path(text: str) -> str:
    """The absolute path, because xl may be started in another folder."""
    if not text:
        raise argparse.ArgumentTypeError("must not be empty")
    return os.path.abspath(text)


def _interval(text: str) -> float:
    least_s, most_s = INTERVALS_S[0], INTERVALS_S[-1]
    words = f"a number of seconds from {least_s:g} to {most_s:g}"
    return _number(float, text, lambda value: least_s <= value <= most_s, words)


def _folder(text: str) -> str:
    return os.path.abspath(text)


def _number(kind: type[N], text: str, fits: Callable[[N], bool], words: str) -> N:
    """A number that fits. Raises ArgumentTypeError, for a text too: argparse would show the name of the function."""
    try:
        value = kind(text)
    except ValueError:
        pass
    else:
        if fits(value):
            return value
    raise argparse.ArgumentTypeError(f"must be {words}")


def _explained(parse: Callable[[str], int], text: str) -> int:
    """Wraps a type function: argparse shows only the words of its own error class."""
    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
