"""The whole grammar of the command line at once, for the tools that make manuals and completions of it."""

import argparse
from collections.abc import Iterator

import shtab

from xentui.command_line.grammar import UntypedCommand
from xentui.command_line.parser import parser

_PATHS = {"FILE": shtab.FILE, "DIR": shtab.DIRECTORY, "NAME|PATH": shtab.FILE, "NAME|FILE|-": shtab.FILE}
"""What completes an argument that is shown so."""


def whole_parser() -> argparse.ArgumentParser:
    """As the operator who may do everything has it, with the grammar of each command in its place."""
    root = parser()
    for commands in _commands_of(root):
        untyped = {name: each for name, each in commands.choices.items() if isinstance(each, UntypedCommand)}
        commands.choices.update({name: each.grammar() for name, each in untyped.items()})
    root._positionals.title = "commands"
    for grammar in grammars(root).values():
        _complete_paths(grammar)
    return root


def grammars(root: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Each by the words that lead to it: `xentui`, `xentui config`, `xentui config set`."""
    found = {root.prog: root}
    for commands in _commands_of(root):
        for grammar in commands.choices.values():
            found |= grammars(grammar)
    return found


def _commands_of(parser: argparse.ArgumentParser) -> Iterator["argparse._SubParsersAction[argparse.ArgumentParser]"]:
    return (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))


def _complete_paths(parser: argparse.ArgumentParser) -> None:
    for action in parser._actions:
        if isinstance(action.metavar, str) and action.metavar in _PATHS:
            action.complete = _PATHS[action.metavar]  # type: ignore[attr-defined]
