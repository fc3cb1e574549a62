"""How sure the operator is: yes or no, a dialog with everything in it, or a name to type."""

from collections.abc import Sequence

from xentui.actions import Action, Guard, Request
from xentui_driver.model import Instance
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.symbols import Symbols

MOST_SHOWN = 8
YES = "yes"

Skipped = Sequence[tuple[Instance, str]]


def confirm(
    action: Action,
    requests: Sequence[Request],
    *,
    guard: Guard,
    host: str,
    skipped: Skipped,
    symbols: Symbols,
) -> Dialog:
    """The dialog for a guard; it returns YES, anything else is no."""
    instances = [request.instance for request in requests]
    many = len(instances) > 1
    target = f"{len(instances)} instances" if many else named(instances[0])
    steps = [step for request in requests for step in action.steps(request)]
    frame = DialogFrame(
        f"{action.label} {target}?",
        [*_what(instances, host), "", action.consequence, *_left_out(skipped)],
        _choices(action, guard, len(instances)),
        commands=_shortened(steps),
        must_type=_to_type(instances, host) if guard is Guard.TYPE_NAME else "",
        symbols=symbols,
    )
    return Dialog(frame)


def named(instance: Instance) -> str:
    """How dialogs call an instance: name and id, so that two of one name are told apart."""
    name = instance.name or "(no name)"
    return name if instance.domid is None else f"{name} (id {instance.domid})"


def _what(instances: Sequence[Instance], host: str) -> list[str]:
    if len(instances) == 1:
        instance = instances[0]
        return [f"{named(instance)} on {host}, {instance.state.value}"]
    return [f"On {host}:", *_shortened([f"  {named(i)}, {i.state.value}" for i in instances])]


def _left_out(skipped: Skipped) -> list[str]:
    if not skipped:
        return []
    return ["", "Left out:", *_shortened([f"  {named(instance)}: {reason}" for instance, reason in skipped])]


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= MOST_SHOWN:
        return lines
    return [*lines[: MOST_SHOWN - 1], f"  and {len(lines) - MOST_SHOWN + 1} more"]


def _choices(action: Action, guard: Guard, count: int) -> tuple[Choice, ...]:
    letters = ("n", "y") if guard is Guard.YES_NO else ("", "")
    label = action.label if count == 1 else f"{action.label} {count}"
    return (
        Choice("no", "Cancel", letters[0]),
        Choice(YES, label, letters[1], danger=guard is not Guard.YES_NO),
    )


def _to_type(instances: Sequence[Instance], host: str) -> str:
    """The guest's name; for a set the host's."""
    return instances[0].name if len(instances) == 1 else host
