"""A command line's grammar: a parser that shows no harm, and commands whose own grammar is made when they are typed."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from xentui.fleet.settings import Settings
from xentui_driver.model.text import harmless

if TYPE_CHECKING:
    from xentui.command_line.open_host import OpenHost

_USUAL_COLUMNS = 80
Subcommand = Callable[[argparse.Namespace, "OpenHost"], int]
"""What a command does. Returns the exit status. Raises XenError for whatever the world does."""


class Command(NamedTuple):
    """One command: what the help of all tells of it, and what makes its own grammar."""

    name: str
    summary: str
    add: Callable[[argparse.ArgumentParser, Settings], None]
    """Imports what the command needs."""


class Grammar(argparse.ArgumentParser):
    """A parser that doesn't hand what was typed back to the terminal as it came."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"formatter_class": _Formatter, **kwargs})

    def error(self, message: str) -> NoReturn:
        super().error(harmless(message))


class NotUnderstood(Exception):
    """A command line that a grammar isn't enough for."""


class Asking(Grammar):
    """A grammar of a part: what it doesn't understand another one may, or has the words for."""

    def error(self, message: str) -> NoReturn:
        raise NotUnderstood(message)


class UntypedCommand:
    """What argparse has of a command until it is the one that was typed: then it makes its grammar and parses with it.

    The `parser_class` of `add_subparsers`, which asks nothing else of a parser.
    """

    def __init__(self, prog: str, make: Callable[[str], argparse.ArgumentParser]) -> None:
        """`make` takes the name that the grammar has in its help."""
        self._prog = prog
        self._make = make

    def parse_known_args(self, args: Sequence[str], namespace: None) -> tuple[argparse.Namespace, list[str]]:
        return self.grammar().parse_known_args(args, namespace)

    def grammar(self) -> argparse.ArgumentParser:
        return self._make(self._prog)


class _Formatter(argparse.HelpFormatter):
    """What makes a positional argument needless is shown in its place, not beside it."""

    def __init__(self, prog: str) -> None:
        """argparse makes one for each argument, and loads `shutil` for its width."""
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
    """As `shutil.get_terminal_size` has them."""
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
    """An option that makes a positional argument needless.

    Optional from the beginning, argparse would take it for left out at the first option that stands before it.
    """

    def __init__(self, *args: Any, other: argparse.Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._other = other

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        if getattr(namespace, self._other.dest, None) is not None:
            parser.error(f"argument {option}: not beside {self._other.dest.upper()}")
        self._other.nargs, self._other.required = "?", False
        setattr(namespace, self.dest, values)
