"""Which of several definitions of a running guest is meant: asked before one of them is used."""

import posixpath

from xentui.console.names import Names
from xentui_driver.model.definition import Definition
from xentui_driver.model.instance import Instance
from xentui_widgets import units
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame

MOST_CHOICES = 7
"""As many as have room side by side, by their numbers."""
ROOM_FOR_LABELS = 36
"""In cells, for two or three files beside Cancel."""
CANCEL = "no"


def which_definition(instance: Instance, names: Names) -> Dialog:
    """The dialog returns the path of the one that is meant, CANCEL or None."""
    offered = instance.rivals[:MOST_CHOICES]
    labels = [posixpath.basename(each.path) for each in offered]
    if sum(map(len, labels)) > ROOM_FOR_LABELS or len(set(labels)) < len(labels):
        labels = [""] * len(offered)  # their numbers are in the lines above
    choices = [Choice(each.path, labels[n], str(n + 1)) for n, each in enumerate(offered)]
    frame = DialogFrame(
        f"Which definition of {names.instance(instance)}?",
        [
            f"The guest may have been started from any of {len(instance.rivals)} files.",
            "Which one should be used?",
            "",
            *(f"{number}  {_words(each)}" for number, each in enumerate(offered, start=1)),
            *_left_out(len(instance.rivals) - len(offered)),
        ],
        (Choice(CANCEL, "Cancel", "n"), *choices),
        symbols=names.symbols,
    )
    return Dialog(frame)


def _words(definition: Definition) -> str:
    size = f"{units.memory_words(definition.memory_kib)}, {units.count_words(definition.vcpus)} vCPUs"
    return f"{definition.path}: {size}{', boots with the host' if definition.is_in_auto else ''}"


def _left_out(count: int) -> list[str]:
    return [f"And {count} more: name one of them on the command line."] if count > 0 else []
