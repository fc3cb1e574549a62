"""The grammar of the command line; the commands that act come from the registry of actions."""

import argparse

from xentui import __version__
from xentui.command_line import audit, config, jobs, look, new, open_console
from xentui.command_line.actions import Commands, add_operations
from xentui.command_line.console import console as attach_console
from xentui.command_line.open_host import Subcommand
from xentui.command_line.options import (
    Grammar,
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
from xentui.command_line.powercycle import powercycle as power_cycle
from xentui.fleet.polling import DEFAULT_INTERVAL_S
from xentui.fleet.settings import DEFAULTS, Settings
from xentui_driver.host.console import ConsoleType
from xentui_driver.host.hypervisor import DEFINITIONS_FOLDER
from xentui_driver.simulator.faults import Fault


def parser(settings: Settings = DEFAULTS) -> argparse.ArgumentParser:
    """The grammar as the settings have it: read-only, the commands that change something aren't there."""
    root = Grammar(
        prog="xentui",
        allow_abbrev=False,
        parents=[settings_options(), host_options(), screen_options()],
        description="A console for Xen hosts: every domain, the node's memory, and the keys to act.",
        epilog="Without a command: the console, on this dom0; on a machine without Xen, on a simulated host.",
    )
    root.add_argument("--version", action="version", version=f"xentui {__version__}")
    root.set_defaults(
        command=open_console.show_host,
        settings=settings,
        definitions=settings.definitions_folder or DEFINITIONS_FOLDER,
        ignore_toolstack=False,
        simulate=False,
        record=None,
        replay=None,
        json=False,
        interval=DEFAULT_INTERVAL_S,
        ascii=False,
    )
    commands = root.add_subparsers(metavar="COMMAND")

    def new_command(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            parents=[settings_options(), host_options()],
            help=summary,
            description=sentence(summary),
            allow_abbrev=False,
        )

    _add_looking(new_command, settings)
    if not settings.read_only:
        add_changing(new_command)
    demo = "the console on a simulated host"
    _add_demo(
        commands.add_parser("demo", parents=[settings_options(), screen_options()], help=demo, allow_abbrev=False)
    )
    return root


def _add_looking(new_command: Commands, settings: Settings) -> None:
    """The commands that are there in any case."""
    _add_reading(new_command("list", "every instance, running and stopped"), look.list_instances)
    _add_reading(new_command("info", "the node: Xen, CPUs, memory"), look.info)
    describe = new_command("describe", "an instance as it runs beside its definition")
    add_name_or_domid(describe)
    _add_reading(describe, look.describe)
    _add_reading(new_command("doctor", "what is wrong with this host, and what to do"), look.doctor)
    jobs.add_jobs(
        new_command("jobs", "what was done to guests here, and what is under way"), read_only=settings.read_only
    )
    audit.add_audit(new_command("audit", "who changed what, and what came of it"))
    what = "look at definitions" if settings.read_only else "look at definitions and change them"
    config.add_config(new_command("config", what), read_only=settings.read_only)


def add_changing(new_command: Commands) -> None:
    """The commands that change something."""
    add_operations(new_command)
    _add_console(new_command("console", "attach to an instance's console; ctrl+] comes back"))
    new.add_new(new_command("new", "write the definition of a new instance"))
    _add_powercycle(new_command("powercycle", "reboot the node at once; its guests die"))


def _add_reading(reader: argparse.ArgumentParser, command: Subcommand) -> None:
    reader.add_argument("--replay", metavar="FILE", help="answer from a recording instead of this machine")
    add_json(reader)
    reader.set_defaults(command=command)


def _add_console(console: argparse.ArgumentParser) -> None:
    add_name_or_domid(console)
    console.add_argument(
        "--type", choices=[each.value for each in ConsoleType], help="which console; else the one that xl takes"
    )
    add_dry_run(console)
    console.set_defaults(command=attach_console)


def _add_powercycle(powercycle: argparse.ArgumentParser) -> None:
    powercycle.add_argument("host", metavar="HOSTNAME", help="this host's name, so that it is the one that is meant")
    powercycle.add_argument("--yes", action="store_true", help="don't ask; needed without a terminal")
    add_dry_run(powercycle)
    powercycle.set_defaults(command=power_cycle)


def _add_demo(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--domains", metavar="N", type=count, default=12, help="how many instances (12)")
    demo.add_argument("--churn", metavar="F", type=share, default=0.3, help="share of rows that change a poll (0.3)")
    demo.add_argument("--seed", metavar="S", type=int, default=1, help="the same seed makes the same host (1)")
    demo.add_argument("--fault", choices=[fault.flag for fault in Fault], help="what is wrong with the host")
    demo.set_defaults(command=open_console.demo)
