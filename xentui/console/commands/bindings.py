"""Which key stands for which command, by the command's id, and how important it is in the key bar."""

from collections.abc import Iterable
from typing import NamedTuple

from xentui.console.commands.command import Command


class Key(NamedTuple):
    """The keys of one command."""

    names: str
    """As Textual calls them, comma separated."""
    shown: str
    importance: int = 0
    """In the key bar the least important steps aside, and 0 is never there."""


KEYS = {
    "start": Key("s", "s", 90),
    "start_attached": Key("S", "S", 20),
    "stop": Key("x", "x", 88),
    "destroy": Key("X", "X", 40),
    "discard": Key("X", "X", 40),
    "reboot": Key("r", "r", 80),
    "reset": Key("R", "R", 35),
    "pause": Key("p", "p", 70),
    "unpause": Key("p", "p", 69),
    "balloon": Key("b", "b", 60),
    "vcpus": Key("v", "v", 45),
    "migrate": Key("m", "m", 50),
    "console": Key("c", "c", 75),
    "details": Key("enter", "Enter", 30),
    "describe": Key("d", "d", 28),
    "edit": Key("e", "e", 27),
    "new": Key("n", "n", 26),
    "mark": Key("space", "Space", 25),
    "mark_all": Key("asterisk", "*"),
    "unmark": Key("U", "U"),
    "filter": Key("slash", "/", 85),
    "problems": Key("exclamation_mark", "!", 15),
    "sort_previous": Key("less_than_sign", "<"),
    "sort_next": Key("greater_than_sign", ">", 10),
    "invert_sort": Key("I", "I"),
    "sort_name": Key("N", "N"),
    "sort_cpu": Key("P", "P"),
    "sort_memory": Key("M", "M"),
    "slower": Key("plus", "+"),
    "faster": Key("minus", "-"),
    "freeze": Key("Z", "Z"),
    "refresh": Key("ctrl+r", "^R"),
    "jobs": Key("5", "5", 35),
    "command_palette": Key("colon,ctrl+p", ":", 65),
    "help": Key("question_mark,f1", "?", 95),
    "quit": Key("q,f10", "q", 99),
}
"""What has no key is in the palette only. Two commands on one key never apply to one instance."""

MOVING_HELP = (
    ("arrows, j k", "move"),
    ("g G, Home End", "first, last"),
    ("PgUp PgDn", "a page up, a page down"),
    ("Esc", "back; clear the filter"),
)


def key_of(command: Command) -> Key | None:
    return KEYS.get(command.id)


def by_key(commands: Iterable[Command]) -> dict[str, tuple[Command, ...]]:
    """The commands that each key stands for, as Textual calls it; the first that can be done is meant."""
    found: dict[str, tuple[Command, ...]] = {}
    for command in commands:
        if (key := key_of(command)) is not None:
            found[key.names] = (*found.get(key.names, ()), command)
    return found
