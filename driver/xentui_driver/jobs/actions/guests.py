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
    starts_here_too,
    text_of,
    unpausable,
)
from xentui_driver.jobs.actions.next_start import unread_by_a_reboot
from xentui_driver.model.domain import DomainState
from xentui_driver.model.part import Part
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown

STOP_WAITING = "Stops waiting. The request already sent to the guest stays in effect."

START = Action(
    id="start",
    label="Start",
    help="start a stopped guest",
    doing="starting",
    guard=Guard.NONE,
    consequence="The guest is built and boots.",
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
    help="start with the console, to watch the whole boot",
    doing="starting",
    guard=Guard.NONE,
    consequence="The guest is built, its console is attached, and it boots.",
    question="Start {} with the console attached",
    yes="Start",
    why_not=startable,
    steps=lambda request: shown(commands.create(definition_of(request).path, paused=True)),
    perform=lambda host, request, progress: host.start_watched(
        definition_of(request),
        built=progress.built,
        is_unwatched=lambda: progress.is_released,
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
    help="build a guest and leave it paused",
    doing="starting",
    guard=Guard.NONE,
    consequence="The guest is built, but doesn't run until it is unpaused.",
    question="Start {} paused",
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
    help="ask the guest to shut down; nothing is forced",
    doing="stopping",
    guard=Guard.YES_NO,
    consequence="Asks for a clean shutdown and waits for it.",
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
    help="shut down a guest that has no PV drivers",
    doing="stopping",
    guard=Guard.YES_NO,
    consequence="Presses the virtual power button. With PV drivers this is an ordinary shutdown request.",
    question="Stop {} by ACPI",
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
    help="wait again for a guest that was asked to shut down",
    doing="stopping",
    guard=Guard.NONE,
    consequence="Only waits: no new request is sent to the guest.",
    question="Keep waiting for {}",
    why_not=domain_state,
    steps=lambda _request: (),
    perform=lambda host, request, report: host.await_stop(ref_of(request), timeout_s=request.timeout_s, report=report),
    waits=True,
    cancelling=STOP_WAITING,
    is_done=has_ended,
)
DESTROY = Action(
    id="destroy",
    label="Force off",
    help="cut the power (xl destroy), losing unsaved data",
    doing="forcing off",
    guard=Guard.DIALOG,
    consequence="Cuts the power at once: data that is not on the disks yet is lost.",
    why_not=destroyable,
    steps=on_domain(commands.destroy),
    perform=lambda host, request, report: host.destroy(ref_of(request), report=report),
    is_done=has_ended,
)
DISCARD = Action(
    id="discard",
    label="Discard",
    help="remove a copy that a failed migration left here",
    doing="discarding",
    guard=Guard.DIALOG,
    consequence="This copy of a guest came with a migration and has never run. Nothing is done while it is still being "
    "received. If the guest runs on its source host, the copy is useless; if the source is lost, the copy is all that "
    "is left of the guest's memory.",
    question="Discard the copy {}",
    why_not=discardable,
    steps=on_domain(commands.destroy),
    perform=lambda host, request, report: host.discard(ref_of(request), report=report),
    is_done=has_ended,
)
REBOOT = Action(
    id="reboot",
    label="Reboot",
    help="ask the guest to reboot, and wait for it",
    doing="rebooting",
    guard=Guard.YES_NO,
    consequence="Asks for a clean reboot and waits for it. The guest gets a new id and keeps its settings: a reboot "
    "doesn't read the definition.",
    why_not=needs(DomainState.RUNNING),
    steps=on_domain(commands.reboot),
    perform=lambda host, request, report: host.reboot(ref_of(request), timeout_s=request.timeout_s, report=report),
    waits=True,
    cancelling=STOP_WAITING,
    is_done=has_a_new_domain,
    may_fail=unread_by_a_reboot,
)
RESET = Action(
    id="reset",
    label="Reset",
    help="force off, then start from the definition",
    doing="resetting",
    guard=Guard.DIALOG,
    consequence="Cuts the power at once, then starts from the definition: data that is not on the disks yet is lost.",
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
    help="freeze the guest until it is unpaused",
    doing="pausing",
    guard=Guard.YES_NO,
    consequence="The guest freezes; its clients may time out.",
    why_not=needs(DomainState.RUNNING),
    steps=on_domain(commands.pause),
    perform=lambda host, request, report: host.pause(ref_of(request), report=report),
    is_done=is_paused,
)
UNPAUSE = Action(
    id="unpause",
    label="Unpause",
    help="let a paused guest continue",
    doing="unpausing",
    guard=Guard.NONE,
    consequence="The guest continues where it was paused.",
    why_not=unpausable,
    steps=on_domain(commands.unpause),
    perform=lambda host, request, report: host.unpause(ref_of(request), report=report),
    is_done=goes_on,
)
MIGRATE = Action(
    id="migrate",
    label="Migrate",
    help="move the running guest to another host",
    doing="migrating",
    guard=Guard.DIALOG,
    consequence="The guest keeps running. Its disks must be reachable at the same paths on the other host.",
    why_not=needs(DomainState.RUNNING),
    steps=lambda request: shown(commands.migrate(ref_of(request).domid, text_of(request))),
    perform=lambda host, request, report: host.migrate(
        ref_of(request), text_of(request), definitions=definition_paths(request), report=report
    ),
    asks=Asks.HOST,
    may_fail=starts_here_too,
)
SAVE = Action(
    id="save",
    label="Save",
    help="save memory to a file, then stop the guest",
    doing="saving",
    guard=Guard.YES_NO,
    consequence="The guest stops and can't be reached until it is restored.",
    why_not=needs(DomainState.RUNNING),
    steps=lambda request: shown(commands.save(ref_of(request).domid, text_of(request), keep_running=False)),
    perform=lambda host, request, report: host.save(
        ref_of(request), text_of(request), definitions=definition_paths(request), report=report
    ),
    asks=Asks.FILE,
)
SAVE_RUNNING = Action(
    id="save_running",
    label="Save, keep running",
    help="save memory to a file; the guest keeps running",
    doing="saving",
    guard=Guard.YES_NO,
    consequence="The guest freezes while it is saved. The file fits only the disks as they are then, and they change.",
    question="Save {} and keep it running",
    yes="Save",
    why_not=needs(DomainState.RUNNING),
    steps=lambda request: shown(commands.save(ref_of(request).domid, text_of(request), keep_running=True)),
    perform=lambda host, request, report: host.save(
        ref_of(request), text_of(request), keep_running=True, definitions=definition_paths(request), report=report
    ),
    asks=Asks.FILE,
)
