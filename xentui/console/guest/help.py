"""What the keys of a guest's screen do: its tabs first, then what can be done with the guest."""

from collections.abc import Iterator, Sequence

from xentui.console.commands.command import Command, Scope
from xentui.console.guest.keys import digits_of, turns_of
from xentui.console.guest.tabs import TABS
from xentui.console.help_lines import OF_MARKS, HelpRow, Section, Sections, by_name, filled, moving, of_ids, on_keys
from xentui.fleet.settings.key_map import KeyMap

_OWN = {
    "write_back": "write back what the next start would lose (asks first)",
    "details": "on the tab Jobs: open the job",
    "zoom_in": "on the tab History: less time",
    "zoom_out": "on the tab History: more time",
    "refresh": "poll now, and reread what the tab shows",
    "quit": "back",
}
_TURNING = (
    ("the next tab; in the history Right moves in time", (("tab", "Tab"), ("right", "Right"))),
    ("the previous tab", (("shift+tab", "Shift+Tab"), ("left", "Left"))),
)
_ABOUT_IT = (Scope.CHOSEN, Scope.ROW)


def guest_help(keys: KeyMap, commands: Sequence[Command]) -> Sections:
    """`commands` are those that the screen has."""
    palette = keys.shown("command_palette")
    about_it = [command for command in commands if command.scope in _ABOUT_IT]
    others = [command for command in commands if command.scope not in _ABOUT_IT]
    return filled(
        Section("A guest's screen", (*_turning(keys), *of_ids(_OWN, keys))),
        Section("The guest", tuple(on_keys(about_it, keys))),
        Section("Elsewhere", tuple(on_keys(others, keys))),
        Section("Moving", tuple(moving(keys, "back"))),
        OF_MARKS,
        Section(f"The guest, by name ({palette})", tuple(by_name(about_it, keys, *_ABOUT_IT))),
        Section(f"Elsewhere, by name ({palette})", tuple(by_name(others, keys, Scope.SCREEN))),
    )


def _turning(keys: KeyMap) -> Iterator[HelpRow]:
    for index, digit in digits_of(keys).items():
        yield HelpRow(digit, f"tab {TABS[index].title}")
    turns = turns_of(keys)
    for words, names in _TURNING:
        if shown := " ".join(word for key, word in names if key in turns):
            yield HelpRow(shown, words)
