"""The actions on a guest's definition: its name, its start with the host, its end."""

import posixpath

from xentui.actions.action import Action, Asks, Guard, Request
from xentui.actions.conditions import autostarted, definition_of, not_autostarted, removable, renamable, text_of
from xentui_driver import commands
from xentui_driver.commands import shown
from xentui_driver.definition_store import STASH_FOLDER
from xentui_driver.hypervisor import definition_steps


def _rename_steps(request: Request) -> tuple[str, ...]:
    name, domain, definition = text_of(request), request.instance.domain, request.instance.definition
    running = shown(commands.rename(domain.domid, name)) if domain is not None else ()
    return running + (definition_steps(definition.path, {"name": name}) if definition is not None else ())


def _auto_folder(request: Request) -> str:
    """Where xendomains looks."""
    return f"{posixpath.dirname(definition_of(request).path)}/auto"


RENAME = Action(
    id="rename",
    key="",
    label="Rename",
    help="give it another name: the domain, and in its definition",
    doing="renaming",
    guard=Guard.YES_NO,
    consequence="Whoever finds it by its name must learn the new one.",
    importance=0,
    why_not=renamable,
    steps=_rename_steps,
    perform=lambda host, request, report: host.rename(request.instance, text_of(request), report=report),
    asks=Asks.NAME,
)
AUTOSTART_ON = Action(
    id="autostart_on",
    key="",
    label="Autostart on",
    help="start it with the host",
    doing="linking",
    guard=Guard.YES_NO,
    consequence="xendomains starts it whenever the host starts.",
    importance=0,
    why_not=not_autostarted,
    steps=lambda request: (f"make a link in {_auto_folder(request)} to {definition_of(request).path}",),
    perform=lambda host, request, _report: host.set_autostart(definition_of(request), on=True),
)
AUTOSTART_OFF = Action(
    id="autostart_off",
    key="",
    label="Autostart off",
    help="don't start it with the host",
    doing="unlinking",
    guard=Guard.YES_NO,
    consequence="It stays stopped when the host starts, until somebody starts it.",
    importance=0,
    why_not=autostarted,
    steps=lambda request: (f"remove the link in {_auto_folder(request)} to {definition_of(request).path}",),
    perform=lambda host, request, _report: host.set_autostart(definition_of(request), on=False),
)
REMOVE = Action(
    id="remove",
    key="",
    label="Remove",
    help="put its definition aside; its disks are left alone",
    doing="removing",
    guard=Guard.DIALOG,
    consequence=f"Its definition goes to {STASH_FOLDER}, its autostart link goes too; its disks stay as they are.",
    importance=0,
    why_not=removable,
    steps=lambda request: (f"move {definition_of(request).path} to {STASH_FOLDER}",),
    perform=lambda host, request, report: host.remove(definition_of(request), report=report),
)
