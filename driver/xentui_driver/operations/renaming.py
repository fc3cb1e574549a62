"""Renames a guest: its domain, and its name in the definition."""

from xentui_driver.definitions.folder import DefinitionFolder
from xentui_driver.definitions.naming import check_new_name
from xentui_driver.definitions.store import DefinitionStore
from xentui_driver.model.dataclass import replace
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainRole
from xentui_driver.model.errors import (
    BadDefinition,
    CommandFailed,
    DomainChanged,
    InvalidInput,
    NameInUse,
    NoSuchDomain,
    XenError,
)
from xentui_driver.model.instance import Instance, undecided_words
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.text import harmless
from xentui_driver.operations.lifecycle import how_it_stands
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.known_messages import change_error
from xentui_driver.toolstack.xl import Report, Xl, label

_NOTHING = "Nothing was done."


def rename(xl: Xl, store: DefinitionStore, instance: Instance, name: str, *, report: Report) -> Outcome:
    """Rename domain and definition, whichever exist; if one can't be renamed, the error says so and how to correct it.

    The definition's file and its autostart link keep their names: nothing else depends on them.
    """
    warnings = check_new_name(name)
    if instance.is_undecided:
        raise BadDefinition(
            f"{instance.name} was not renamed: {undecided_words(instance)}.",
            state_now=_NOTHING,
            next_step="Say which definition is meant, or remove the others.",
        )
    _refuse_name_in_use(xl, store, instance, name)
    domain = _domain(xl, instance)
    definition = instance.definition
    if definition is not None:
        _require_changeable(store, definition, name)  # before the domain is touched
    steps: tuple[str, ...] = ()
    if domain is not None and domain.name != name:
        steps += _rename_domain(xl, domain, name, report)
        warnings += (f"Its monitor keeps writing to the log of {domain.name} until the guest's next start.",)
    if definition is not None:
        steps += _rename_in_definition(store, definition, domain, name)
    return Outcome(_told(domain, definition, name), steps, warnings if steps else ())


def _refuse_name_in_use(xl: Xl, store: DefinitionStore, instance: Instance, name: str) -> None:
    """Checks the host as it is now, not as it was on the screen. Raises NameInUse, HostError."""
    taken = [label(d) for d in xl.listing().domains if d.name == name and d.ref != instance.ref]
    definitions, _ = DefinitionFolder(xl.transport, store.folder).scan()
    path = instance.definition.path if instance.definition is not None else None
    taken += [f"the definition {d.path}" for d in definitions if d.name == name and d.path != path]
    if taken:
        raise NameInUse(
            f"{instance.name} was not renamed: {taken[0]} already has the name {name}.",
            state_now=_NOTHING,
            next_step="Choose another name.",
        )


def _domain(xl: Xl, instance: Instance) -> Domain | None:
    """Raises NoSuchDomain, DomainChanged, CommandFailed."""
    if instance.ref is None:
        if instance.definition is None:
            raise InvalidInput("There is neither a domain nor a definition to rename.", state_now=_NOTHING)
        return None
    domain = xl.find_guest(instance.ref, "Renaming")
    if domain.role is not DomainRole.GUEST:
        raise CommandFailed(
            f"{label(domain)} isn't a guest: Xen itself gave it its name.",
            state_now=_NOTHING,
            next_step="Rename the guest it belongs to.",
        )
    return domain


def _require_changeable(store: DefinitionStore, definition: Definition, name: str) -> None:
    """Raises BadDefinition, FileUnreadable, FileUnwritable."""
    if definition.error:
        raise BadDefinition(
            f"{definition.path} can't be changed: {definition.error}.",
            state_now=_NOTHING,
            next_step="Correct the file first.",
        )
    store.would_change(definition.path, {"name": name})


def _rename_domain(xl: Xl, domain: Domain, name: str, report: Report) -> tuple[str, ...]:
    """Rename, and check the listing whatever xl said; returns the steps."""
    argv = commands.rename(domain.domid, name)
    completed = xl.change(argv, xl.limits.change_s, report)
    try:
        # Where its UUID says nothing, it is identified by its name, which may be the new one already.
        now = xl.listing().same(replace(domain.ref, name=name)) or xl.find(domain.ref)
    except (NoSuchDomain, DomainChanged) as gone:
        raise type(gone)(
            f"{label(domain)} disappeared while it was being renamed.",
            argv=argv,
            detail=completed.stdout,
            state_now=f"{how_it_stands(xl, domain.ref)} Its definition was not changed.",
        ) from gone
    if now.name == name:
        return commands.shown(argv)
    what, state_now = f"{label(domain)} was not renamed", f"It is called {now.name}; its definition was not changed."
    if completed.exit_status != 0:
        raise change_error(completed, what, state_now=state_now)
    raise CommandFailed(
        f"{what}, although xl reported success.",
        argv=argv,
        detail=completed.stdout,
        state_now=state_now,
        next_step="Look at it with `xl list`, then rename it again.",
    )


def _rename_in_definition(
    store: DefinitionStore, definition: Definition, domain: Domain | None, name: str
) -> tuple[str, ...]:
    """Returns the steps. Raises what the store raises, or CommandFailed when the domain already has the new name."""
    try:
        before, after = store.change(definition.path, {"name": name})
    except XenError as error:
        if domain is None:
            raise
        raise CommandFailed(
            f"The guest is now called {name}, but its definition is unchanged: {error.summary}",
            detail=error.detail,
            state_now=f"id {domain.domid} is called {name} until its next start; {definition.path} says "
            f"{definition.name}.",
            next_step=f'Write name = "{harmless(name)}" into {definition.path} by hand.',
        ) from error
    return (f'{definition.path}: name = "{harmless(name)}"',) if before != after else ()


def _told(domain: Domain | None, definition: Definition | None, name: str) -> str:
    file = f"the file is still {definition.path}" if definition is not None else "no definition has its name"
    if domain is None:
        return f"The definition is now called {name}; {file}."
    return f"id {domain.domid} is now called {name}; {file}."
