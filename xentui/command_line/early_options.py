"""What must be known before a command line is parsed: the config files, and whether anything may be changed."""

import argparse
import os
from collections.abc import Sequence

from xentui.command_line.grammar import Grammar, Subcommand
from xentui.command_line.options import host_options, screen_options, settings_options
from xentui.command_line.parser import changing_commands
from xentui.fleet.settings.loading import is_read_only_for_all, load_settings, saved_views_beside, usual_paths
from xentui.fleet.settings.values import Settings
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import InvalidInput, ReadOnly
from xentui_driver.transport.this_machine import host_name


def settings_for(arguments: Sequence[str]) -> Settings:
    """The settings for this machine and this command line. Raises SettingsError.

    Where nothing may be changed, the notice command from a file that the caller has chosen isn't run.
    """
    given = _settings_options_in(arguments)
    only = given.config is not None
    paths = (given.config,) if only else usual_paths(os.environ)
    here = host_name()
    settings = load_settings(paths, here, must_exist=only, views_file=saved_views_beside(paths[-1]))
    settings = replace(settings, read_only=True) if given.read_only else settings
    if only and settings.notice_command and (settings.read_only or is_read_only_for_all(here)):
        return replace(settings, notice_command=())
    return settings


def _settings_options_in(arguments: Sequence[str]) -> argparse.Namespace:
    given = argparse.Namespace(config=None, read_only=False)
    if any(word.startswith(("--config", "--read-only")) for word in arguments):
        parents = [settings_options()]
        scan = Grammar(prog="xentui", usage=argparse.SUPPRESS, add_help=False, allow_abbrev=False, parents=parents)
        scan.parse_known_args(arguments, given)
    return given


def refuse_withheld(arguments: Sequence[str], settings: Settings) -> None:
    """Raises InvalidInput for a command that is missing only because nothing may be changed."""
    if not settings.read_only:
        return
    words = _words(arguments)
    for name in (" ".join(words[:1]), " ".join(words[:2])):
        if name in _changing():
            raise InvalidInput(f"{name} is not available: xentui is read-only here.", next_step=ReadOnly.next_step)


def _words(arguments: Sequence[str]) -> list[str]:
    """The words that aren't options, the command first; values of the command's own options may be among the others."""
    scan = Grammar(
        prog="xentui",
        usage=argparse.SUPPRESS,
        add_help=False,
        allow_abbrev=False,
        parents=[settings_options(), host_options(), screen_options()],
    )
    scan.add_argument("words", nargs="*")
    given, others = scan.parse_known_args(arguments)
    return [*given.words, *(word for word in others if not word.startswith("-"))]


def _changing() -> frozenset[str]:
    from xentui.command_line.config import add_changing

    names = {command.name for command in changing_commands()}

    def new_config_command(name: str, _summary: str, _command: Subcommand) -> argparse.ArgumentParser:
        names.add(f"config {name}")
        return argparse.ArgumentParser()

    add_changing(new_config_command)
    return frozenset(names)
