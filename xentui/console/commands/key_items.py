"""What the key bar says of commands: those that have a key and can be done now."""

from collections.abc import Callable, Iterable

from xentui.console.commands.bindings import IMPORTANCE
from xentui.console.commands.command import Command
from xentui.console.commands.registry import WHY
from xentui.fleet.settings.key_map import KeyMap
from xentui_widgets.key_bar import KeyItem


def key_items(
    commands: Iterable[Command],
    keys: KeyMap,
    can_run: Callable[[Command], bool],
    label_of: Callable[[Command], str],
    *,
    asks_why: bool,
) -> list[KeyItem]:
    """A click on one does what its key does. `asks_why` has the key that tells why a guest has ended come first."""
    ordered = sorted(commands, key=lambda command: command is not WHY)
    shown = [(command, key) for command in ordered if (key := keys.shown(command.id))]
    return [
        KeyItem(key, label_of(command), f"app.command('{command.id}')", IMPORTANCE[command.id])
        for command, key in shown
        if command.id in IMPORTANCE and can_run(command) and (asks_why or command is not WHY)
    ]
