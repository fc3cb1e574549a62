"""The commands that act on an instance: one for each action of the registry, and restore."""

import argparse
import sys
from contextlib import closing, suppress

from xentui.command_line.answers import SUCCEEDED, is_terminal, print_outcome, print_steps, warn
from xentui.command_line.await_job import begun, followed, outcome_of, performed
from xentui.command_line.console import require_terminal, watch_boot
from xentui.command_line.find_instance import called, found_instance, meant_instance
from xentui.command_line.memory import host_fit
from xentui.command_line.open_host import OpenHost
from xentui.command_line.variants import SWITCHES
from xentui.fleet.host import Host
from xentui.fleet.settings.guards import is_protected
from xentui_driver.definitions.naming import check_new_name, typed_name
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import (
    RESTORE,
    RESTORE_PAUSED,
    START_ATTACHED,
    Action,
    Asks,
    Guard,
    Refusal,
    Request,
)
from xentui_driver.jobs.actions.action import builds_what_left, in_spite_of_departure
from xentui_driver.jobs.actions.conditions import autostartable, autostoppable, definition_of, definition_state
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.model.domain import DomainRole
from xentui_driver.model.errors import CommandFailed, FileUnreadable, InvalidInput, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Subject
from xentui_driver.model.memory_fit import MemoryFit
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.part import Part
from xentui_driver.model.text import harmless
from xentui_driver.operations.departures import WAY_TO_START
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.stub_domains import whose
from xentui_driver.toolstack.xl import standing_words


def autostart(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Switch autostart on or off; that it is so already isn't an error."""
    action, on = SWITCHES[options.switch], options.switch == "on"
    with closing(open_host(options)) as host:
        instance = found_instance(host, options.name, action.part)
        request = Request(instance)
        refuse(action, instance, autostartable(instance) if on else autostoppable(instance))
        if definition_of(request).autostart is not on:
            refuse(action, instance, action.why_not(instance))
        if options.dry_run:
            print_steps(action.steps(request), in_json=options.json)
            return SUCCEEDED
        outcome = _switched(host, action, request, on=on)
    print_outcome(outcome, in_json=options.json)
    return SUCCEEDED


def _switched(host: Host, action: Action, request: Request, *, on: bool) -> Outcome:
    if definition_of(request).autostart is on:
        return host.hypervisor.set_autostart(definition_of(request), on=on)  # nothing changes: say so
    return performed(host, action, request)


def operate(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Find the instance, check that the action applies, and perform it, or print what it would do."""
    action: Action = START_ATTACHED if options.console else options.action
    with closing(open_host(options)) as host:
        part = Part.DEFINITION if options.definition else action.part
        instance = meant_instance(host, options.name, options.domid, part)
        request = Request(instance, options.value, in_definition=options.definition, timeout_s=options.wait)
        if options.here:
            request = in_spite_of_departure(request)
        if options.dry_run:
            refuse_impossible(host.jobs, action, request)
            refuse_what_left(host.hypervisor, action, request)
            _say_what_may_come(action, request)
            fit = _start_fit(host.hypervisor, instance) if action.builds else None
            print_steps(action.steps(request), in_json=options.json, fit=fit, what="The start")
            return SUCCEEDED
        try:
            refuse_impossible(host.jobs, action, request)
            refuse_what_left(host.hypervisor, action, request)
            be_sure(options, host, action, request)
        except XenError as error:
            host.jobs.refused(action, request, error)
            raise
        if options.console:
            require_terminal()
        job = begun(host.jobs, action, request)
        if options.console:
            return watch_boot(host, job, in_json=options.json)
        outcome = outcome_of(followed(host.jobs, job, host.hypervisor.clock))
    print_outcome(outcome, in_json=options.json)
    return SUCCEEDED


def _start_fit(host: Hypervisor, instance: Instance) -> MemoryFit | None:
    """Whether its start would find enough memory; None where that isn't known."""
    definition = instance.definition
    return host_fit(host, definition.start_memory_kib if definition is not None else None)


def _restore_fit(host: Hypervisor, path: str) -> MemoryFit | None:
    try:
        return host_fit(host, host.saved_memory_kib(path))
    except InvalidInput:  # the restore itself says what is wrong with the file
        return None


def be_sure(options: argparse.Namespace, host: Host, action: Action, request: Request) -> None:
    """Ask for the name again where it could be the wrong instance, or would hardly live on, unless --yes is given.

    Says in any case what the console says of that value before it does anything. Raises InvalidInput.
    """
    instance = request.instance
    reason = " ".join(filter(None, (_why_sure(options, host, action, instance), action.why_deadly(request))))
    if options.yes or not reason:
        _say_what_may_come(action, request)
        return
    word = typed_name(instance) if options.domid is None else str(options.domid)
    if not is_terminal(sys.stdin):
        raise InvalidInput(
            f"{action.label}: {reason} Nobody can confirm that without a terminal.",
            state_now="Nothing was done.",
            next_step="Give --yes too.",
        )
    told = (reason, action.why_drastic(request), action.consequence_of([request]))
    print(harmless(" ".join(filter(None, told))), file=sys.stderr)
    print(f"Type {word} to continue: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != word:
        raise InvalidInput(
            f"{action.label}: not confirmed, {word} was not typed.",
            state_now="Nothing was done.",
            next_step="Try again and type it, or give --yes.",
        )


def _say_what_may_come(action: Action, request: Request) -> None:
    """Why the value is dangerous, and what may come of it other than what is meant."""
    warn((*action.dangers_of([request]), *filter(None, [action.may_fail(request)])))


def _why_sure(options: argparse.Namespace, host: Host, action: Action, instance: Instance) -> str:
    """A sentence that says why the operator must confirm it; empty where nothing must be confirmed."""
    domain = instance.domain
    if options.domid is not None and domain is not None:
        path = f"; its definition is {instance.definition.path}" if instance.definition is not None else ""
        what = f"Domain {domain.domid} is {called(instance)}, {standing_words(domain)}, UUID {domain.uuid}{path}."
        return f"{what} {whose(domain)}".strip()
    if action.guard is Guard.NONE:
        return ""
    if domain is not None and domain.role is DomainRole.DEVICE_MODEL:
        return f"{called(instance)} isn't a guest. {whose(domain)}"
    return f"{called(instance)} is protected." if is_protected(host.settings, instance) else ""


def refuse_impossible(jobs: Jobs, action: Action, request: Request) -> None:
    """Raises CommandFailed, or InvalidInput for a name that a guest can't have.

    Raises GuestBusy where another job explains the state that forbids it: advice for that state would be wrong.
    """
    refusal = action.why_not(request.instance)
    if refusal is not None and refusal.of_state:
        jobs.require_free(action, request)
    refuse(action, request.instance, refusal)
    if request.in_definition:
        refuse(action, request.instance, definition_state(request.instance))
    if action.asks is Asks.NAME:
        check_new_name(str(request.value))


def refuse_what_left(host: Hypervisor, action: Action, request: Request) -> None:
    """Raises MovedAway or GuestSaved for a guest that has left, unless --here is given."""
    departure = builds_what_left(action, request.instance)
    if departure is not None and request.despite != departure:
        raise host.has_left(departure, f"{called(request.instance)} was not started", WAY_TO_START)


def refuse(action: Action, instance: Instance, refusal: Refusal | None) -> None:
    """Raises CommandFailed when there is a reason."""
    if refusal is not None:
        raise CommandFailed(
            f"{action.label} isn't possible for {called(instance)}: {refusal.reason}.",
            state_now="Nothing was done.",
            next_step=refusal.next_step,
        )


def restore(options: argparse.Namespace, open_host: OpenHost) -> int:
    with closing(open_host(options)) as host:
        if options.dry_run:
            _refuse_restore(options, host.hypervisor)
            steps = commands.shown(commands.restore(options.file, paused=options.paused))
            fit = _restore_fit(host.hypervisor, options.file)
            print_steps(steps, in_json=options.json, fit=fit, what="The guest")
            return SUCCEEDED
        despite = host.hypervisor.why_not_restored(options.file) if options.here else None
        request = Request(value=options.file, despite=despite, saved_guest=_guest_in(host.hypervisor, options.file))
        outcome = performed(host, RESTORE_PAUSED if options.paused else RESTORE, request)
    print_outcome(outcome, in_json=options.json)
    return SUCCEEDED


def _guest_in(host: Hypervisor, path: str) -> Subject | None:
    """None where it can't be read: the restore itself says why."""
    try:
        return host.saved_guest(path)
    except (InvalidInput, FileUnreadable):
        return None


def _refuse_restore(options: argparse.Namespace, host: Hypervisor) -> None:
    """Raises MovedAway or SaveOutdated unless --here is given.

    A file that can't be read is let through: the restore itself says why.
    """
    if not options.here:
        with suppress(InvalidInput):
            host.refuse_restore(options.file)
