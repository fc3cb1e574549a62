"""The actions on a guest that the toolstack itself has: starting to destroying it, migrating it, saving it."""

from xentui_driver.jobs.actions.action import Action, Asks, Guard
from xentui_driver.jobs.actions.conditions import (
    definition_of,
    definition_paths,
    destroyable,
    discardable,
    domain_state,
    goes_on,
    has_a_new_domain,
    has_ended,
    is_paused,
    is_running,
    needs,
    on_domain,
    ref_of,
    resettable,
    startable,
    text_of,
    unpausable,
)
from xentui_driver.model.domain import DomainState
from xentui_driver.model.part import Part
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown

STOP_WAITING = "xentui stops waiting; the guest may still do what it was asked to do."

START = Action(
    id="start",
    label="Start",
    help="start a stopped instance",
    doing="starting",
    guard=Guard.NONE,
    consequence="It is built and boots.",
    why_not=startable,
    steps=lambda request: shown(commands.create(definition_of(request).path, paused=False)),
    perform=lambda host, request, report: host.start(definition_of(request), despite=request.despite, report=report),
    is_done=is_running,
    builds=True,
    part=Part.ANY,
)
START_ATTACHED = Action(
    id="start_attached",
    label="Start+console",
    help="start it paused, attach its console, let it go: the whole boot is seen",
    doing="starting",
    guard=Guard.NONE,
    consequence="It is built, its console is attached, and it boots.",
    why_not=startable,
    steps=lambda request: shown(commands.create(definition_of(request).path, paused=True)),
    perform=lambda host, request, progress: host.start_watched(
        definition_of(request),
        built=progress.built,
        is_watched=lambda: progress.is_released,
        despite=request.despite,
        report=progress,
    ),
    is_done=is_running,
    builds=True,
    part=Part.ANY,
)
START_PAUSED = Action(
    id="start_paused",
    label="Start paused",
    help="build it and leave it paused",
    doing="starting",
    guard=Guard.NONE,
    consequence="It is built, and stands still until it is unpaused.",
    why_not=startable,
    steps=lambda request: shown(commands.create(definition_of(request).path, paused=True)),
    perform=lambda host, request, report: host.start(
        definition_of(request), paused=True, despite=request.despite, report=report
    ),
    is_done=is_running,
    builds=True,
    part=Part.ANY,
)
STOP = Action(
    id="stop",
    label="Stop",
    help="ask the guest to shut down, and wait for it; nothing is forced",
    doing="stopping",
    guard=Guard.YES_NO,
    consequence="The guest is asked to shut down.",
    why_not=needs(DomainState.RUNNING),
    steps=on_domain(commands.shutdown),
    perform=lambda host, request, report: host.stop(ref_of(request), timeout_s=request.timeout_s, report=report),
    waits=True,
    cancelling=STOP_WAITING,
    is_done=has_ended,
)
STOP_ACPI = Action(
    id="stop_acpi",
    label="Stop by ACPI",
    help="press the power button of a guest without PV drivers, and wait for it",
    doing="stopping",
    guard=Guard.YES_NO,
    consequence="Its power button is pressed; with PV drivers it is asked to shut down as usual.",
    why_not=needs(DomainState.RUNNING),
    steps=on_domain(lambda domid: commands.shutdown(domid, acpi=True)),
    perform=lambda host, request, report: host.stop(
        ref_of(request), acpi=True, timeout_s=request.timeout_s, report=report
    ),
    waits=True,
    cancelling=STOP_WAITING,
    is_done=has_ended,
)
KEEP_WAITING = Action(
    id="await_stop",
    label="Keep waiting",
    help="wait once more for a guest that was asked to shut down",
    doing="stopping",
    guard=Guard.NONE,
    consequence="Nothing is asked of the guest again.",
    why_not=domain_state,
    steps=lambda _request: (),
    perform=lambda host, request, report: host.await_stop(ref_of(request), timeout_s=request.timeout_s, report=report),
    waits=True,
    cancelling=STOP_WAITING,
    is_done=has_ended,
)
DESTROY = Action(
    id="destroy",
    label="Destroy",
    help="pull the plug",
    doing="destroying",
    guard=Guard.DIALOG,
    consequence="The plug is pulled: what the guest has not written to its disks is lost.",
    why_not=destroyable,
    steps=on_domain(commands.destroy),
    perform=lambda host, request, report: host.destroy(ref_of(request), report=report),
    is_done=has_ended,
)
DISCARD = Action(
    id="discard",
    label="Discard",
    help="clear away the copy that a migration has left here before it ran",
    doing="discarding",
    guard=Guard.DIALOG,
    consequence="It is the copy of a guest that a migration brings, and has never run. While one is being received "
    "nothing is done. If the migration is over and the guest runs on its source, the copy is of no use; if the source "
    "is lost, it is all that is left of the guest's memory.",
    why_not=discardable,
    steps=on_domain(commands.destroy),
    perform=lambda host, request, report: host.discard(ref_of(request), report=report),
    is_done=has_ended,
)
REBOOT = Action(
    id="reboot",
    label="Reboot",
    help="ask the guest to reboot, and wait until it is back",
    doing="rebooting",
    guard=Guard.YES_NO,
    consequence="The guest is asked to reboot; it comes back with a new id.",
    why_not=needs(DomainState.RUNNING),
    steps=on_domain(commands.reboot),
    perform=lambda host, request, report: host.reboot(ref_of(request), timeout_s=request.timeout_s, report=report),
    waits=True,
    cancelling=STOP_WAITING,
    is_done=has_a_new_domain,
)
RESET = Action(
    id="reset",
    label="Reset",
    help="pull the plug and start it again from its definition",
    doing="resetting",
    guard=Guard.DIALOG,
    consequence="The plug is pulled: what the guest has not written to its disks is lost. Then it boots again.",
    why_not=resettable,
    steps=lambda request: shown(
        commands.destroy(ref_of(request).domid), commands.create(definition_of(request).path, paused=False)
    ),
    perform=lambda host, request, report: host.reset(ref_of(request), definition_of(request), report=report),
    is_done=has_a_new_domain,
    part=Part.DEFINITION,
)
PAUSE = Action(
    id="pause",
    label="Pause",
    help="stop its vCPUs where they are, until it is unpaused",
    doing="pausing",
    guard=Guard.YES_NO,
    consequence="It stands still; connections to it may time out.",
    why_not=needs(DomainState.RUNNING),
    steps=on_domain(commands.pause),
    perform=lambda host, request, report: host.pause(ref_of(request), report=report),
    is_done=is_paused,
)
UNPAUSE = Action(
    id="unpause",
    label="Unpause",
    help="let a paused guest go on",
    doing="unpausing",
    guard=Guard.NONE,
    consequence="It goes on where it stood.",
    why_not=unpausable,
    steps=on_domain(commands.unpause),
    perform=lambda host, request, report: host.unpause(ref_of(request), report=report),
    is_done=goes_on,
)
MIGRATE = Action(
    id="migrate",
    label="Migrate",
    help="move it, running, to another host",
    doing="migrating",
    guard=Guard.DIALOG,
    consequence="It moves while it runs; its disks must be reachable at the same paths over there.",
    why_not=needs(DomainState.RUNNING),
    steps=lambda request: shown(commands.migrate(ref_of(request).domid, text_of(request))),
    perform=lambda host, request, report: host.migrate(
        ref_of(request), text_of(request), definitions=definition_paths(request), report=report
    ),
    asks=Asks.HOST,
)
SAVE = Action(
    id="save",
    label="Save",
    help="write its whole state to a new file on the host, and end it; restore goes on from there",
    doing="saving",
    guard=Guard.YES_NO,
    consequence="It ends here; nobody can reach it until it is restored.",
    why_not=needs(DomainState.RUNNING),
    steps=lambda request: shown(commands.save(ref_of(request).domid, text_of(request), keep_running=False)),
    perform=lambda host, request, report: host.save(ref_of(request), text_of(request), report=report),
    asks=Asks.FILE,
)
SAVE_RUNNING = Action(
    id="save_running",
    label="Save, keep running",
    help="write its whole state to a new file on the host, and let it go on",
    doing="saving",
    guard=Guard.YES_NO,
    consequence="It stands still meanwhile. The file is usable only with the disks of this moment, and these change.",
    why_not=needs(DomainState.RUNNING),
    steps=lambda request: shown(commands.save(ref_of(request).domid, text_of(request), keep_running=True)),
    perform=lambda host, request, report: host.save(
        ref_of(request), text_of(request), keep_running=True, report=report
    ),
    asks=Asks.FILE,
)
