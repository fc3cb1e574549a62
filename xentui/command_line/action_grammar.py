"""The grammar of the commands that act on an instance: one for each action of the registry, and restore."""

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from xentui.command_line.grammar import Command, Subcommand
from xentui.command_line.options import (
    add_dry_run,
    add_json,
    add_name,
    add_name_or_domid,
    file_path,
    memory_kib,
    sysrq_key,
    vcpus,
    wait_s,
)
from xentui.command_line.variants import NOT_ALONE, SWITCHES, VARIANTS
from xentui.fleet.settings.values import Settings
from xentui_driver.jobs.actions import (
    ACTIONS,
    START,
    Action,
    Asks,
)

_VALUES: dict[Asks, tuple[str, Callable[[str], Any], str]] = {
    Asks.MEMORY: ("SIZE", memory_kib, "512m, 1.5g; a bare number is MiB"),
    Asks.VCPUS: ("N", vcpus, "how many vCPUs"),
    Asks.HOST: ("HOST", str, "the other host; ssh must reach it without a password"),
    Asks.NAME: ("NEW", str, "the guest's new name"),
    Asks.FILE: ("FILE", file_path, "a new file on the host"),
    Asks.SYSRQ: ("KEY", sysrq_key, "sync, tasks, blocked, memory, cpus, read-only, oom-kill, reboot, power-off, crash"),
}


def action_commands() -> Iterator[Command]:
    """A command for each action, with the action's name, and those that aren't in the registry."""
    for action in ACTIONS:
        if action not in NOT_ALONE:
            yield Command(action.id, action.help, partial(_add_action, action))
    yield Command("autostart", "turn a guest's autostart on or off", _add_autostart)
    yield Command("restore", "restore a guest from a file written by save", _add_restore)


def _add_action(action: Action, parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.actions import operate

    add_name_or_domid(parser, "OLD" if action.asks is Asks.NAME else "NAME")
    if action.asks is not Asks.NOTHING:
        metavar, kind, words = _VALUES[action.asks]
        parser.add_argument("value", metavar=metavar, type=kind, help=words)
    if action.can_keep:
        parser.add_argument("--definition", action="store_true", help="also change the definition, for the next start")
    if action.waits:
        parser.add_argument("--wait", metavar="SECONDS", type=wait_s, help="how long to wait for the guest")
    if action in VARIANTS:
        _add_variants(parser.add_mutually_exclusive_group(), action)
    if action.builds:
        _add_here(parser, "even if the guest has moved to another host or was saved to a file")
    _finish(parser, operate)
    parser.set_defaults(action=action)


def _add_variants(ways: "argparse._MutuallyExclusiveGroup", action: Action) -> None:
    for variant in VARIANTS[action]:
        ways.add_argument(variant.option, dest="action", action="store_const", const=variant.action, help=variant.help)
    if action is START:
        ways.add_argument("--console", action="store_true", help="attach the console at once, to watch the whole boot")


def _add_here(parser: argparse.ArgumentParser, when: str) -> None:
    parser.add_argument("--here", action="store_true", help=when)


def _add_autostart(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.actions import autostart

    add_name(parser)
    parser.add_argument("switch", metavar="on|off", choices=tuple(SWITCHES))
    _finish(parser, autostart)


def _add_restore(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    from xentui.command_line.actions import restore

    parser.add_argument("file", metavar="FILE", type=file_path, help="a file on the host")
    parser.add_argument("--paused", action="store_true", help="leave the guest paused")
    _add_here(parser, "even if the guest has moved to another host or has run since it was saved")
    _finish(parser, restore)


def _finish(parser: argparse.ArgumentParser, command: Subcommand) -> None:
    add_dry_run(parser)
    parser.add_argument("--yes", action="store_true", help="don't ask, not even for the name of a protected guest")
    add_json(parser)
    parser.set_defaults(command=command, value=None, definition=False, wait=None, console=False, here=False)
