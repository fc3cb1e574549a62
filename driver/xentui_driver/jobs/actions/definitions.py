"""The actions on a guest's definition: renaming it, starting it with the host, changing and removing it."""

import posixpath

from xentui_driver.definitions.files import AUTO_FOLDER
from xentui_driver.host.hypervisor import Hypervisor, definition_steps
from xentui_driver.jobs.actions.action import Action, Asks, Guard, Progress, Request
from xentui_driver.jobs.actions.conditions import (
    autostarted,
    definition_autostart,
    definition_of,
    has_its_name,
    is_removed,
    not_autostarted,
    removable,
    renamable,
    text_of,
)
from xentui_driver.jobs.actions.in_definition import replaced_in
from xentui_driver.jobs.actions.next_start import takes_a_stop
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import JobRecord
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.part import Part
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown


def _rename_steps(request: Request) -> tuple[str, ...]:
    name, domain, definition = text_of(request), request.instance.domain, request.instance.definition
    running = shown(commands.rename(domain.domid, name)) if domain is not None else ()
    return running + (definition_steps(definition.path, {"name": name}) if definition is not None else ())


def _auto_folder(request: Request) -> str:
    """The auto/ folder, in which xendomains looks."""
    definition = definition_of(request)
    return f"{definition.folder or posixpath.dirname(definition.path)}/{AUTO_FOLDER}"


def _autostart_off_steps(request: Request) -> tuple[str, ...]:
    from xentui_driver.definitions.autostart import end_steps

    return end_steps(definition_of(request))


def _remove_steps(request: Request) -> tuple[str, ...]:
    from xentui_driver.definitions.autostart import other_names

    definition = definition_of(request)
    copies = (starter.path for starter in definition.starters if starter.is_copy)
    return (
        f"move {definition.path} to the stash",
        *(f"remove {path}" for path in other_names(definition)),
        *(f"leave {path}, which starts {definition.name} with the host" for path in copies),
    )


RENAME = Action(
    id="rename",
    label="Rename",
    help="change the name, in the definition too",
    doing="renaming",
    guard=Guard.YES_NO,
    consequence="People and scripts that use the old name need the new one.",
    sets="name",
    why_not=renamable,
    steps=_rename_steps,
    perform=lambda host, request, report: host.rename(request.instance, text_of(request), report=report),
    asks=Asks.NAME,
    is_done=has_its_name,
    part=Part.DEFINITION,
)
AUTOSTART_ON = Action(
    id="autostart_on",
    label="Autostart on",
    help="start the guest whenever the host boots",
    doing="linking",
    guard=Guard.YES_NO,
    consequence="xendomains starts the guest whenever the host boots.",
    question="Turn on autostart for {}",
    yes="Turn on",
    sets="autostart",
    why_not=not_autostarted,
    steps=lambda request: (f"make a link in {_auto_folder(request)} to {definition_of(request).path}",),
    perform=lambda host, request, _report: host.set_autostart(definition_of(request), on=True),
    is_done=lambda _record, now: now is not None and definition_autostart(now),
    part=Part.DEFINITION,
)
AUTOSTART_OFF = Action(
    id="autostart_off",
    label="Autostart off",
    help="don't start the guest when the host boots",
    doing="unlinking",
    guard=Guard.YES_NO,
    consequence="The guest stays stopped when the host boots, until somebody starts it.",
    question="Turn off autostart for {}",
    yes="Turn off",
    sets="autostart",
    why_not=autostarted,
    steps=_autostart_off_steps,
    perform=lambda host, request, _report: host.set_autostart(definition_of(request), on=False),
    is_done=lambda _record, now: now is None or not definition_autostart(now),
    part=Part.DEFINITION,
)
REMOVE = Action(
    id="remove",
    label="Remove",
    help="move the definition to the stash; disks stay",
    doing="removing",
    guard=Guard.DIALOG,
    consequence="The definition goes to the stash, its autostart link is removed; the disks are left alone.",
    why_not=removable,
    steps=_remove_steps,
    perform=lambda host, request, report: host.remove(definition_of(request), report=report),
    is_done=is_removed,
    part=Part.ANY,
)


def _possible(_instance: Instance) -> None:
    """Always possible: whether it really is shows when it is done, because the file may change until then."""
    return None


def _changes(request: Request) -> tuple[str, ...]:
    return definition_steps(definition_of(request).path, request.changes or {})


def _change(host: Hypervisor, request: Request, progress: Progress) -> Outcome:
    path, changes = definition_of(request).path, request.changes or {}
    progress.replaced(replaced_in(*host.store.would_change(path, changes)))
    return host.change_definition(path, changes)


def _replace(host: Hypervisor, request: Request, progress: Progress) -> Outcome:
    from xentui_driver.definitions.store import DefinitionText
    from xentui_driver.definitions.xl_config.difference import changes_said

    assert request.text is not None, "there is a text to write"
    assert request.before is not None, "it takes the place of another"
    path = definition_of(request).path
    progress.replaced(replaced_in(request.before, request.text))
    host.store.replace(DefinitionText(path, request.before.encode("utf-8", "surrogateescape")), request.text)
    return Outcome(changes_said(f"{path} is saved", request.before, request.text), (f"write {path}",))


def _create(host: Hypervisor, request: Request, _desk: Progress) -> Outcome:
    assert request.text is not None, "there is a text to write"
    path = host.store.create(definition_of(request).name, request.text)
    return Outcome(f"{definition_of(request).name} is saved: {path}.", (f"write {path}",))


def _is_there(_record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.definition is not None


CHANGE_DEFINITION = Action(
    id="change_definition",
    label="Change definition",
    help="change settings in the definition",
    doing="changing",
    guard=Guard.YES_NO,
    consequence="Takes effect at the next start.",
    question="Change the definition of {}",
    yes="Change",
    sets="definition",
    why_not=_possible,
    steps=_changes,
    perform=_change,
    part=Part.DEFINITION,
    may_fail=takes_a_stop,
)
EDIT_DEFINITION = Action(
    id="edit_definition",
    label="Edit definition",
    help="replace the definition by an edited text",
    doing="saving",
    guard=Guard.YES_NO,
    consequence="Takes effect at the next start.",
    question="Save the edited definition of {}",
    yes="Save",
    why_not=_possible,
    steps=lambda request: (f"write {definition_of(request).path}",),
    perform=_replace,
    part=Part.DEFINITION,
    may_fail=takes_a_stop,
)
NEW_DEFINITION = Action(
    id="new_definition",
    label="New definition",
    help="write the definition of a new guest",
    doing="saving",
    guard=Guard.NONE,
    consequence="The guest can be started afterwards.",
    why_not=_possible,
    steps=lambda request: (f"write {definition_of(request).path}",),
    perform=_create,
    is_done=_is_there,
    part=Part.ANY,
)
