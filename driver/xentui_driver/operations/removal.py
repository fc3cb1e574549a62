"""Removes the definition of a guest that isn't running: it is put aside, never deleted."""

from xentui_driver.definitions.autostart import other_names, still_starting
from xentui_driver.definitions.store import DefinitionStore
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import CommandFailed
from xentui_driver.model.identity import guest_name, same_guest
from xentui_driver.model.outcome import Outcome
from xentui_driver.toolstack.xl import Report, Xl, label, state_words


def remove(xl: Xl, store: DefinitionStore, definition: Definition, *, report: Report) -> Outcome:
    """Stash the definition; refused while a domain of its name or UUID exists, which could not be started again."""
    for domain in xl.listing().domains:
        same_name = bool(domain.name) and definition.listed_name in (domain.name, guest_name(domain.name))
        if same_name or same_guest(definition.uuid, domain.uuid):
            raise CommandFailed(
                f"The definition of {definition.name} was not removed: {label(domain)} is {state_words(domain)}.",
                state_now="Nothing was done.",
                next_step="Stop it first (do: stop), or force it off (do: destroy).",
            )
    now = store.definition_at(definition.path) or definition
    kept_as = store.stash(definition.path)
    report(f"{definition.path} is {kept_as} now")
    return Outcome(
        f"{definition.name} was removed: its definition is now {kept_as}; its disks are untouched.",
        (f"move {definition.path} to {kept_as}", *(f"remove {path}" for path in other_names(now))),
        still_starting(now),
    )
