"""`xentui config`: shows, checks and changes definitions."""

import argparse
import sys
from collections.abc import Callable
from contextlib import closing

from xentui.command_line import config_check, config_set
from xentui.command_line.answers import SUCCEEDED, is_terminal, print_json, warn
from xentui.command_line.find_instance import definition_found, found_defined
from xentui.command_line.grammar import Subcommand
from xentui.command_line.open_host import OpenHost
from xentui.command_line.options import add_dry_run, add_json, add_name, host_options, sentence, settings_options
from xentui.command_line.words import lost_text
from xentui_driver.model.definition import Definition
from xentui_driver.model.text import harmless

NewCommand = Callable[[str, str, Subcommand], argparse.ArgumentParser]
"""Makes the parser of one of its subcommands, from its name, its help and its function."""


def add_config(config: argparse.ArgumentParser, *, read_only: bool = False) -> None:
    """Add its subcommands; read-only, without those that change something."""
    commands = config.add_subparsers(metavar="WHAT", required=True)

    def new(name: str, summary: str, command: Subcommand) -> argparse.ArgumentParser:
        parser = commands.add_parser(
            name,
            parents=[settings_options(), host_options()],
            help=summary,
            description=sentence(summary),
            allow_abbrev=False,
        )
        parser.set_defaults(command=command)
        return parser

    add_json(new("list", "every definition, and its problems", list_definitions))
    _add_looking(new)
    check = new("check", "what xl would make of a definition", config_check.check)
    check.add_argument("source", metavar="NAME|FILE|-", nargs="?", help="all definitions if not given")
    add_json(check)
    if not read_only:
        add_changing(new)


def _add_looking(new: NewCommand) -> None:
    add_name(new("path", "where a guest's definition is", path))
    add_name(new("show", "a definition as written", show), "NAME|PATH")
    diff = new("diff", "what the running guest would lose at its next start", diff_running)
    add_name(diff)
    add_json(diff)


def add_changing(new: NewCommand) -> None:
    """Add the subcommands that change a definition."""
    setting = new("set", "change settings; comments and order are kept", config_set.set_values)
    add_name(setting)
    setting.add_argument(
        "changes",
        metavar="KEY=VALUE",
        nargs="+",
        type=config_set.assignment,
        help="a value as in xl.cfg; anything else is taken as a string",
    )
    unset = new("unset", "remove settings", config_set.unset_values)
    add_name(unset)
    unset.add_argument("changes", metavar="KEY", nargs="+", type=config_set.removal, help="the settings' names")
    write_back = new("write-back", "change the definition to match the running guest", config_set.write_back)
    add_name(write_back)
    for parser in (setting, unset, write_back):
        add_dry_run(parser)
        add_json(parser)


def list_definitions(options: argparse.Namespace, open_host: OpenHost) -> int:
    with closing(open_host(options)) as host:
        snapshot = host.hypervisor.snapshot()
    found = sorted((i.definition for i in snapshot.instances if i.definition is not None), key=lambda d: d.path)
    if options.json:
        print_json(definitions=[_values(definition) for definition in found])
        return SUCCEEDED
    width = max((len(definition.path) for definition in found), default=0)
    for definition in found:
        print(f"{definition.path:<{width}}  {definition.name}", flush=True)
        warn(f"{definition.path}: {problem}" for problem in _problems(definition))
    return SUCCEEDED


def path(options: argparse.Namespace, open_host: OpenHost) -> int:
    with closing(open_host(options)) as host:
        print(definition_found(found_defined(host, options.name)).path, flush=True)
    return SUCCEEDED


def show(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Print the file byte for byte; on a terminal harmless, so that the file's text can't control it."""
    with closing(open_host(options)) as host:
        name = options.name
        read = host.hypervisor.store.read(name if "/" in name else definition_found(found_defined(host, name)).path)
    if is_terminal(sys.stdout):
        for line in read.text.splitlines():
            print(harmless(line.expandtabs(), len(line) * 8))
    else:
        sys.stdout.buffer.write(read.content)
    sys.stdout.flush()
    return SUCCEEDED


def diff_running(options: argparse.Namespace, open_host: OpenHost) -> int:
    with closing(open_host(options)) as host:
        description = host.hypervisor.describe(found_defined(host, options.name))
    warn(description.problems)
    if options.json:
        lost = [fact for fact in description.facts if fact.will_be_lost]
        print_json(lost=[{"label": fact.label, "running": fact.running, "file": fact.file} for fact in lost])
    else:
        print(lost_text(description), end="", flush=True)
    return SUCCEEDED


def _problems(definition: Definition) -> tuple[str, ...]:
    return ((definition.error,) if definition.error else ()) + definition.problems


def _values(definition: Definition) -> dict[str, object]:
    return {
        "path": definition.path,
        "name": definition.name,
        "uuid": definition.uuid,
        "type": definition.type,
        "autostart": definition.autostart,
        "started_by": [starter.path for starter in definition.starters],
        "is_broken": bool(definition.error),
        "problems": list(_problems(definition)),
    }
