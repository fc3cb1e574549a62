"""Parsers for the command line: their messages are harmless, and each command makes its grammar when it is typed."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from xentui.fleet.settings.values import Settings
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.text import harmless

if TYPE_CHECKING:
    from xentui.command_line.open_host import OpenHost

# Its words stay English, as ours are: to look for others in the folders of gettext takes longer than all grammars.
argparse._ = str  # type: ignore[attr-defined]

_USUAL_COLUMNS = 80
Subcommand = Callable[[argparse.Namespace, "OpenHost"], int]
"""Runs a command; returns the exit status. Raises XenError."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its line in the program's help, and what makes its own grammar."""

    name: str
    summary: str
    add: Callable[[argparse.ArgumentParser, Settings], None]
    """Imports what the command needs."""


class Grammar(argparse.ArgumentParser):
    """A parser whose messages make what was typed harmless before it goes back to the terminal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"formatter_class": _Formatter, **kwargs})

    def error(self, message: str) -> NoReturn:
        super().error(harmless(message))


class NotUnderstood(Exception):
    """A part of the grammar doesn't understand this command line."""


class Asking(Grammar):
    """A part of the grammar: what it doesn't understand, another part may, or has the better message for."""

    def error(self, message: str) -> NoReturn:
        raise NotUnderstood(message)


class UntypedCommand:
    """Stands for a command in argparse; once the command was typed it makes the grammar and parses with it.

    It is the `parser_class` of `add_subparsers`, which needs nothing else of a parser.
    """

    def __init__(self, prog: str, make: Callable[[str], argparse.ArgumentParser]) -> None:
        """`make` is given the name that the grammar has in its help."""
        self._prog = prog
        self._make = make

    def parse_known_args(self, args: Sequence[str], namespace: None) -> tuple[argparse.Namespace, list[str]]:
        return self.grammar().parse_known_args(args, namespace)

    def grammar(self) -> argparse.ArgumentParser:
        return self._make(self._prog)


class _Formatter(argparse.HelpFormatter):
    """Shows an option that replaces a positional argument in that argument's place, not beside it."""

    def __init__(self, prog: str) -> None:
        """argparse makes a formatter for each argument, and would load `shutil` for the terminal's width."""
        super().__init__(prog, width=_columns() - 2)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable["argparse._MutuallyExclusiveGroup"],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, [each for each in actions if not isinstance(each, InPlaceOf)], groups, prefix)


def _columns() -> int:
    """The terminal's width, computed like `shutil.get_terminal_size` does."""
    with suppress(KeyError, ValueError):
        if (stated := int(os.environ["COLUMNS"])) > 0:
            return stated
    with suppress(AttributeError, ValueError, OSError):
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or _USUAL_COLUMNS  # type: ignore[union-attr]
    return _USUAL_COLUMNS


class OnlyBesideVersion(argparse.Action):
    """`--verbose`: read before there is a grammar, where it means something."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        parser.error("argument --verbose: only as `xentui --version --verbose`")


class InPlaceOf(argparse.Action):
    """An option that replaces a positional argument.

    That argument isn't optional from the beginning: argparse would then take it for left out at the first option before
    it.
    """

    def __init__(self, *args: Any, other: argparse.Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._other = other

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        if getattr(namespace, self._other.dest, None) is not None:
            parser.error(f"argument {option}: not allowed with {self._other.dest.upper()}")
        self._other.nargs, self._other.required = "?", False
        setattr(namespace, self.dest, values)
