"""Asks whether the operator is sure: yes or no, a dialog without keys, or a name to type."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.content import Content

from xentui.console.names import Names, name_and_id
from xentui_driver.definitions.naming import typed_name
from xentui_driver.jobs.actions import PAUSE, UNPAUSE, Action, Guard, Refusal, Request
from xentui_driver.jobs.actions.action import builds_what_left
from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.model.outcome import Command
from xentui_driver.operations.departures import FORGETS, TWICE, when_words
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown
from xentui_driver.toolstack.stub_domains import whose
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.symbols import Symbols

MOST_SHOWN = 8
MOST_BESIDE_A_SET = 3
"""So many commands: they differ in the guest only, and all guests are named."""
MOST_SKIPPED = 2
"""So many are named: more are counted, or those that something is done with would not all be seen at once."""
YES = "yes"
IN_DEFINITION = "in definition"
"""Yes, and in the definition too."""
RESTORE_IT = "restore"
"""Restore the file that the guest is in, in place of what was asked."""
KEEP_KEY = "d"

SURE = "Make sure that it runs nowhere else."

Skipped = Sequence[tuple[Instance, Refusal]]
Advice = Callable[[str], str]
"""Puts keys to the actions that a sentence names by their ids."""


class Where(NamedTuple):
    """The host of an instance."""

    name: str
    """It is typed where a whole set is at stake."""
    words: str
    """As dialogs call it."""


def confirm(
    action: Action,
    requests: Sequence[Request],
    *,
    guard: Guard,
    hosts: Sequence[Where],
    skipped: Skipped,
    names: Names,
    doubt: str = "",
    change: Sequence[str] = (),
    advice: Advice = str,
) -> Dialog:
    """The dialog for a guard; it returns YES, IN_DEFINITION or RESTORE_IT, anything else is no.

    `hosts` has the host of each request. `doubt` says why the instances may not be those that the operator means,
    `change` from what to what a value is changed.
    """
    instances = [request.instance for request in requests]
    many = len(instances) > 1
    beside = MOST_BESIDE_A_SET if many else MOST_SHOWN
    target = f"{len(instances)} guests" if many else names.instance(instances[0])
    steps = [(host.name, step) for request, host in zip(requests, hosts, strict=True) for step in action.steps(request)]
    commands = [names.step(host, step) for host, step in steps if isinstance(step, Command)]
    changes = [names.step(host, step) for host, step in steps if not isinstance(step, Command)]
    kept = names.steps(hosts[0].name, () if many else action.kept_steps(requests[0]))
    restored = names.steps(hosts[0].name, _restoring_steps(action, instances))
    frame = DialogFrame(
        f"{action.applied_to(target)}?",
        [
            *_doubted(doubt, names.symbols),
            *_what(instances, hosts),
            *_whose(instances, names),
            *_departed(action, instances),
            "",
            *change,
            *_drastic(action, requests, names.symbols),
            action.consequence_of(requests),
            *_left_out(skipped, names),
            *_paused(action, skipped, advice),
        ],
        _choices(action, guard, len(instances), keeps=bool(kept), restores=bool(restored)),
        steps=[*_shortened(commands, beside), *_shortened(changes, beside)],
        also=(
            ("Restored, it goes on where it was saved:", restored)
            if restored
            else ("Also in the definition, for its next start (a reboot keeps it anyway):", kept)
        ),
        must_type=_to_type(instances, hosts, names) if guard is Guard.TYPE_NAME else "",
        symbols=names.symbols,
    )
    return Dialog(frame)


def _what(instances: Sequence[Instance], hosts: Sequence[Where]) -> list[str]:
    if len(instances) == 1:
        instance = instances[0]
        return [f"{name_and_id(instance)} on {hosts[0].words}, {instance.state_words}"]
    lines = []
    for host in dict.fromkeys(hosts):
        own = [f"  {name_and_id(i)}, {i.state_words}" for i, of in zip(instances, hosts, strict=True) if of == host]
        lines += [f"On {host.words}:", *own]  # all of them: nobody confirms what can't be seen
    return lines


def _departed(action: Action, instances: Sequence[Instance]) -> list[str]:
    """Why a start asks: a guest that has left would be there twice, or without what was saved."""
    lines = []
    for departure in filter(None, (builds_what_left(action, instance) for instance in instances)):
        left = f"The guest has {departure.words}{when_words(departure)}."
        lines += ["", f"{left} {FORGETS}"] if departure.path else ["", f"{left} {TWICE}", SURE]
    return lines


def _drastic(action: Action, requests: Sequence[Request], symbols: Symbols) -> list[Content]:
    """Why the value is dangerous."""
    dangers = action.dangers_of(requests)
    return [Content.styled(symbols.show(f"{symbols.flag} {danger}"), "bold ansi_yellow") for danger in dangers]


def _doubted(doubt: str, symbols: Symbols) -> list[Content]:
    return [Content.styled(symbols.show(f"{symbols.flag} {doubt}."), "bold ansi_yellow"), Content("")] if doubt else []


def _whose(instances: Sequence[Instance], names: Names) -> list[str]:
    """Which guests the stub domains among them serve."""
    found = [(i, words) for i in instances if i.domain is not None and (words := whose(i.domain))]
    if len(instances) == 1:
        return [words for _, words in found]
    return [f"  {names.instance(instance)}: {words}" for instance, words in found]


def _left_out(skipped: Skipped, names: Names) -> list[str]:
    if not skipped:
        return []
    if len(skipped) <= MOST_SKIPPED:
        return ["", "Skipped:", *(f"  {names.instance(instance)}: {refusal.reason}" for instance, refusal in skipped)]
    counts = Counter(refusal.reason for _, refusal in skipped)
    return ["", f"Skipped {len(skipped)}: {', '.join(f'{reason} ({count})' for reason, count in counts.items())}"]


def _paused(action: Action, skipped: Skipped, advice: Advice) -> list[str]:
    """What to do with paused guests that are skipped: they still hold their memory, and look like the others."""
    count = sum(instance.state is DomainState.PAUSED and refusal.of_state for instance, refusal in skipped)
    if not count or action in (PAUSE, UNPAUSE):
        return []
    stay = "1 paused guest stays as it is: unpause it"
    if count > 1:
        stay = f"{count} paused guests stay as they are: unpause them"
    return [advice(f"{stay} first (do: unpause).")]


def _shortened(lines: list[str], most: int) -> list[str]:
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"  and {len(lines) - most + 1} more"]


def file_of(action: Action, instance: Instance) -> str:
    """The file that the guest is in, where the action would build it without what was saved there; else empty."""
    departure = builds_what_left(action, instance)
    return departure.path if departure is not None else ""


def _restoring_steps(action: Action, instances: Sequence[Instance]) -> tuple[str, ...]:
    path = file_of(action, instances[0]) if len(instances) == 1 else ""
    return shown(commands.restore(path, paused=False)) if path else ()


def _choices(action: Action, guard: Guard, count: int, *, keeps: bool, restores: bool) -> tuple[Choice, ...]:
    is_easy = guard is Guard.YES_NO
    cancel, yes, also = ("n", "y", KEEP_KEY) if is_easy else ("", "", "")
    label = action.answer if count == 1 else f"{action.answer} {count}"
    kept = (Choice(IN_DEFINITION, "Also in definition", also, danger=not is_easy),) if keeps else ()
    restored = (Choice(RESTORE_IT, "Restore it"),) if restores else ()
    return (Choice("no", "Cancel", cancel), *restored, Choice(YES, label, yes, danger=not is_easy), *kept)


def _to_type(instances: Sequence[Instance], hosts: Sequence[Where], names: Names) -> str:
    """The guest's name, with its host where there are several; for a set the names of its hosts."""
    if len(instances) == 1:
        return names.on(hosts[0].name, typed_name(instances[0]))
    return " ".join(dict.fromkeys(host.name for host in hosts))
