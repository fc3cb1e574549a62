"""The grammar of the command line; the commands that act come from the registry of actions.

What a command needs is imported when the command is typed: each function here that imports is called for that one
alone.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from xentui import __version__
from xentui.command_line.grammar import (
    Asking,
    Command,
    Grammar,
    NotUnderstood,
    OnlyBesideVersion,
    Subcommand,
    UntypedCommand,
)
from xentui.command_line.options import (
    add_dry_run,
    add_json,
    add_name_or_domid,
    count,
    host_options,
    screen_options,
    sentence,
    settings_options,
    share,
)
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui_driver.definitions.usual_folders import DEFINITIONS_FOLDER

if TYPE_CHECKING:
    from xentui.command_line.open_host import OpenHost


def parsed(arguments: Sequence[str], settings: Settings) -> argparse.Namespace:
    """Parse what was typed; ends the program when that is wrong, or only asks for a help.

    A command that only looks is parsed without the registry of actions, and so is no command, which means the console;
    everything else by the whole grammar.
    """
    looking = list(_looking(settings))
    found = {_DEMO.name, *(command.name for command in looking)}
    if not arguments or not found.isdisjoint(arguments):
        with suppress(NotUnderstood):
            return _root(settings, looking, Asking, add_help=False).parse_args(arguments)
    return parser(settings).parse_args(arguments)


def parser(settings: Settings = DEFAULTS) -> argparse.ArgumentParser:
    """The grammar under these settings: read-only, without the commands that change something."""
    return _root(settings, commands(settings), Grammar, add_help=True)


def _root(
    settings: Settings, commands: Iterable[Command], kind: type[Grammar], *, add_help: bool
) -> argparse.ArgumentParser:
    root = kind(
        prog="xentui",
        add_help=add_help,
        allow_abbrev=False,
        parents=[settings_options(), host_options(), screen_options()],
        description="A console for Xen hosts: guests, memory, and the keys to manage them.",
        epilog="Without a command, the console opens on this dom0; on a machine without Xen, on a simulated host.",
    )
    root.add_argument("--version", action="version", version=f"xentui {__version__}")
    root.add_argument(
        "--verbose",
        action=OnlyBesideVersion,
        nargs=0,
        help="with --version: Python's version too, and each library's with its licence",
    )
    root.set_defaults(
        command=_show_host,
        settings=settings,
        definitions=settings.definitions_folder or DEFINITIONS_FOLDER,
        ignore_toolstack=False,
        simulate=False,
        record=None,
        replay=None,
        json=False,
        interval=None,
        view=None,
        config=None,
        ascii=False,
        plain_output=False,
        lines=False,
    )
    untyped = root.add_subparsers(prog="xentui", metavar="COMMAND", parser_class=cast(Any, UntypedCommand))
    add_parser: Any = untyped.add_parser
    for command in commands:
        add_parser(command.name, help=command.summary, make=partial(_grammar_of, command, settings))
    add_parser(_DEMO.name, help=_DEMO.summary, make=partial(_grammar_of_demo, settings))
    return root


def _grammar_of(command: Command, settings: Settings, prog: str) -> argparse.ArgumentParser:
    parents = [settings_options(), host_options()]
    grammar = Grammar(prog=prog, parents=parents, description=sentence(command.summary), allow_abbrev=False)
    command.add(grammar, settings)
    return grammar


def _grammar_of_demo(settings: Settings, prog: str) -> argparse.ArgumentParser:
    grammar = Grammar(prog=prog, parents=[settings_options(), screen_options()], allow_abbrev=False)
    _DEMO.add(grammar, settings)
    return grammar


def commands(settings: Settings) -> Iterator[Command]:
    """The commands that the settings allow, in the order of the help."""
    yield from _looking(settings)
    if not settings.read_only:
        yield from changing_commands()


def _looking(settings: Settings) -> Iterator[Command]:
    """The commands that are always available."""
    yield Command("list", "all guests, running and stopped", _add_list)
    yield Command("info", "this host: Xen, CPUs, memory", _add_info)
    yield Command("top", "what every domain uses now: CPU, memory, network, disks", _add_top)
    yield Command("describe", "a guest as it runs, beside its definition", _add_describe)
    yield Command("why", "why a guest has ended, or doesn't start", _add_why)
    yield Command("doctor", "what is wrong with this host, and what to do about it", _add_doctor)
    yield Command("sources", "what is read from this host, how often, and what it costs", _add_sources)
    yield Command("logs", "the logs of a guest or of this host: its console, xl, the device model, Xen", _add_logs)
    yield Command("jobs", "what was done to guests here, and what is running", _add_jobs)
    yield Command("history", "the last day of a guest or of this host, as consoles have kept it", _add_history)
    yield Command("audit", "who changed what, and how it ended", _add_audit)
    what = "look at definitions" if settings.read_only else "look at definitions and change them"
    yield Command("config", what, _add_config)


def changing_commands() -> Iterator[Command]:
    """The commands that change something."""
    from xentui.command_line.action_grammar import action_commands

    yield from action_commands()
    yield Command("console", "attach to a guest's console; press ctrl+] to return", _add_console)
    yield Command("new", "write the definition of a new guest", _add_new)
    yield Command("keep-consoles", "keep what guests print in log files from now on", _add_keep_consoles)
    yield Command("powercycle", "reboot this host at once; its guests die", _add_powercycle)


def _show_host(options: argparse.Namespace, open_host: "OpenHost") -> int:
    from xentui.command_line.open_console import show_host

    return show_host(options, open_host)


def _add_list(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.look import list_instances

    _add_reading(parser, list_instances)


def _add_info(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.look import info

    _add_reading(parser, info)


def _add_top(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.top import add_top

    add_top(parser)


def _add_describe(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.look import describe

    add_name_or_domid(parser)
    _add_reading(parser, describe)


def _add_why(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.why import add_why

    add_why(parser)


def _add_doctor(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.look import doctor

    _add_reading(parser, doctor)


def _add_sources(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.sources import sources

    _add_reading(parser, sources)


def _add_logs(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.logs import add_logs

    add_logs(parser)


def _add_jobs(parser: argparse.ArgumentParser, settings: Settings) -> None:
    from xentui.command_line.jobs import add_jobs

    add_jobs(parser, read_only=settings.read_only)


def _add_audit(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.audit import add_audit

    add_audit(parser)


def _add_history(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.history import add_history

    add_history(parser)


def _add_config(parser: argparse.ArgumentParser, settings: Settings) -> None:
    from xentui.command_line.config import add_config

    add_config(parser, read_only=settings.read_only)


def _add_new(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.new import add_new

    add_new(parser)


def _add_reading(reader: argparse.ArgumentParser, command: Subcommand) -> None:
    reader.add_argument("--replay", metavar="FILE", help="answer from a recording instead of this machine")
    add_json(reader)
    reader.set_defaults(command=command)


def _add_console(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.console import console
    from xentui_driver.host.console_terminals import ConsoleType

    add_name_or_domid(parser)
    parser.add_argument(
        "--type", choices=[each.value for each in ConsoleType], help="which console; default: xl's choice"
    )
    parser.add_argument(
        "--follow-reboots", action="store_true", help="when the guest reboots, attach again as soon as it is back"
    )
    parser.add_argument(
        "--stay", action="store_true", help="wait for Enter at the end, in a window that closes with the command"
    )
    add_dry_run(parser)
    parser.set_defaults(command=console)


def _add_keep_consoles(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.keep_consoles import keep_consoles

    parser.add_argument("--yes", action="store_true", help="don't ask; required without a terminal")
    add_dry_run(parser)
    add_json(parser)
    parser.set_defaults(command=keep_consoles)


def _add_powercycle(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.powercycle import powercycle

    parser.add_argument("host", metavar="HOSTNAME", help="this host's name, to make sure that it is the right host")
    parser.add_argument("--yes", action="store_true", help="don't ask; required without a terminal")
    add_dry_run(parser)
    parser.set_defaults(command=powercycle)


def _add_demo(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.open_console import demo
    from xentui_driver.simulator.faults import Fault
    from xentui_driver.simulator.xen_versions import XEN_VERSIONS

    parser.add_argument("--domains", metavar="N", type=count, default=12, help="how many guests (12)")
    parser.add_argument(
        "--churn", metavar="F", type=share, default=0.3, help="share of guests that change at each poll (0.3)"
    )
    parser.add_argument("--seed", metavar="S", type=int, default=1, help="the same seed gives the same host (1)")
    parser.add_argument("--fault", choices=[fault.flag for fault in Fault], help="what is wrong with the host")
    parser.add_argument("--xen", choices=XEN_VERSIONS, default="4.17", help="the version of Xen (4.17)")
    parser.set_defaults(command=demo)


_DEMO = Command("demo", "the console on a simulated host", _add_demo)
