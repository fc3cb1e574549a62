"""Conditions under which an action applies to an instance, and accessors for what such an action may rely on."""

from collections.abc import Callable

from xentui_driver.jobs.actions.action import Request, is_dom0
from xentui_driver.jobs.actions.refusal import (
    ARRIVING,
    BROKEN,
    DOM0,
    LEFT_BEHIND,
    NO_DEFINITION,
    NO_LEFTOVER,
    UNREADABLE,
    Refusal,
    by_state,
    guest_runs,
    has_left,
    no_guest,
    not_running,
    undecided,
)
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainRef, DomainRole, DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import JobRecord
from xentui_driver.toolstack.commands import Argv, shown


def domain_state(instance: Instance) -> Refusal | None:
    """Why an action that needs a domain isn't possible; None when the instance has one."""
    if instance.unreadable is not None:
        return UNREADABLE
    if instance.domain is not None:
        return None
    return by_state(instance) if instance.rebooting is not None else not_running(instance)


def needs(*states: DomainState, dom0: bool = False) -> Callable[[Instance], Refusal | None]:
    """The condition that there is a domain in one of these states."""

    def why_not(instance: Instance) -> Refusal | None:
        if refusal := domain_state(instance):
            return refusal
        if is_dom0(instance) and not dom0:
            return DOM0
        return None if instance.state in states else by_state(instance)

    return why_not


def startable(instance: Instance) -> Refusal | None:
    if instance.unreadable is not None:
        return UNREADABLE
    if instance.copy_of is not None:
        return guest_runs(instance.copy_of)
    if instance.state is DomainState.RUNNING:
        return Refusal(
            f"it is already {instance.state.value}",
            "To start it again, reboot (do: reboot) or reset it (do: reset).",
            of_state=True,
        )
    return by_state(instance) if _has_a_life(instance) else definition_state(instance)


def is_arriving(instance: Instance) -> bool:
    """Whether it is the copy of a guest that is being received, or that a migration left: it has never run."""
    domain = instance.domain
    return domain is not None and domain.role is DomainRole.INCOMING and domain.state is DomainState.MIGRATING


def destroyable(instance: Instance) -> Refusal | None:
    if refusal := domain_state(instance):
        return refusal
    if is_arriving(instance):
        return ARRIVING
    return DOM0 if is_dom0(instance) else None


def discardable(instance: Instance) -> Refusal | None:
    return None if is_arriving(instance) else NO_LEFTOVER


def unpausable(instance: Instance) -> Refusal | None:
    if instance.domain is not None and instance.domain.role is DomainRole.INCOMING:
        return ARRIVING
    return needs(DomainState.PAUSED)(instance)


def resettable(instance: Instance) -> Refusal | None:
    """Why a guest can't be reset: the remains of a migration aren't the guest; built again, it would run twice."""
    if refusal := destroyable(instance):
        return refusal
    role = instance.domain.role if instance.domain is not None else DomainRole.GUEST
    if role is DomainRole.MIGRATED_AWAY:
        return LEFT_BEHIND
    return definition_state(instance) if role is DomainRole.GUEST else no_guest(role)


def attachable(instance: Instance) -> Refusal | None:
    """Why no console can be attached to it."""
    if refusal := domain_state(instance):
        return refusal
    if is_dom0(instance):
        return DOM0
    role = instance.domain.role if instance.domain is not None else DomainRole.GUEST
    return None if role in (DomainRole.GUEST, DomainRole.DEVICE_MODEL) else no_guest(role)


def editable(instance: Instance) -> Refusal | None:
    """Why its definition can't be edited; a broken one or one of several can."""
    if instance.unreadable is not None:
        return UNREADABLE
    return NO_DEFINITION if instance.definition is None and not instance.is_undecided else None


def removable(instance: Instance) -> Refusal | None:
    """Why its definition can't be removed; a broken one can."""
    if instance.unreadable is not None:
        return UNREADABLE
    if instance.copy_of is not None:
        return guest_runs(instance.copy_of)
    if instance.state is DomainState.RUNNING:
        return Refusal(f"it is {instance.state.value}", "Stop it first (do: stop).", of_state=True)
    if _has_a_life(instance):
        return by_state(instance)
    return None if instance.definition is not None else NO_DEFINITION


def renamable(instance: Instance) -> Refusal | None:
    if instance.unreadable is not None:
        return UNREADABLE
    if instance.domain is not None and instance.domain.role is not DomainRole.GUEST:
        return no_guest(instance.domain.role)
    if instance.rebooting is not None:
        return by_state(instance)
    is_without = instance.definition is None and not instance.is_undecided
    return None if is_without else definition_state(instance)


def autostartable(instance: Instance) -> Refusal | None:
    return DOM0 if is_dom0(instance) else definition_state(instance)


def autostoppable(instance: Instance) -> Refusal | None:
    """Why its autostart can't be ended; the host tries to start broken definitions too."""
    if is_dom0(instance):
        return DOM0
    if instance.is_undecided:
        return undecided(instance)
    return None if instance.definition is not None else NO_DEFINITION


def autostarted(instance: Instance) -> Refusal | None:
    is_so = Refusal("it doesn't start with the host", "Nothing to do; Autostart on turns it on.")
    return autostoppable(instance) or (None if definition_autostart(instance) else is_so)


def not_autostarted(instance: Instance) -> Refusal | None:
    if instance.departure is not None and not instance.departure.path:
        return has_left(instance.departure, "would run twice after this host boots")
    is_so = Refusal("it already starts with the host", "Nothing to do; Autostart off turns it off.")
    return autostartable(instance) or (is_so if definition_autostart(instance) else None)


def definition_autostart(instance: Instance) -> bool:
    return instance.definition is not None and instance.definition.autostart


def starts_here_too(request: Request) -> str:
    """For a migration: that the guest would be on both hosts once this one boots; empty where it wouldn't."""
    if not definition_autostart(request.instance):
        return ""
    return "It starts with this host: after the move turn Autostart off, or it would run twice after this host boots."


def definition_state(instance: Instance) -> Refusal | None:
    """Why an action that needs the definition isn't possible; None when there is one that can be read."""
    if instance.is_undecided:
        return undecided(instance)
    if instance.definition is None:
        return NO_DEFINITION
    return BROKEN if instance.definition.error else None


def _has_a_life(instance: Instance) -> bool:
    """Whether there is a domain, or one is about to be built."""
    return instance.domain is not None or instance.rebooting is not None


def is_running(_record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.domain is not None


def has_ended(record: JobRecord, now: Instance | None) -> bool | None:
    return now is None or now.domid != record.subject.domid or now.state is DomainState.SHUTDOWN


def has_a_new_domain(record: JobRecord, now: Instance | None) -> bool | None:
    if now is None or now.domain is None:
        return False
    return now.domid != record.subject.domid and now.state is DomainState.RUNNING


def is_paused(_record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.state is DomainState.PAUSED


def goes_on(_record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.state is DomainState.RUNNING


def has_its_vcpus(record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.domain is not None and str(now.domain.vcpus) == record.value


def has_its_name(record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.name == record.value


def is_removed(record: JobRecord, now: Instance | None) -> bool | None:
    return now is None or now.definition is None or now.definition.path != record.subject.definition


def ref_of(request: Request) -> DomainRef:
    assert request.instance.ref is not None, "why_not lets no instance without a domain pass"
    return request.instance.ref


def definition_of(request: Request) -> Definition:
    assert request.instance.definition is not None, "why_not lets no instance without a definition pass"
    return request.instance.definition


def definition_paths(request: Request) -> tuple[str, ...]:
    """The paths of all definitions that it may have been started from."""
    instance = request.instance
    own = (instance.definition,) if instance.definition is not None else ()
    return tuple(each.path for each in (*own, *instance.rivals))


def number_of(request: Request) -> int:
    assert isinstance(request.value, int), "Asks says that it is a number"
    return request.value


def text_of(request: Request) -> str:
    assert isinstance(request.value, str), "Asks says that it is text"
    return request.value


def on_domain(command: Callable[[int], Argv]) -> Callable[[Request], tuple[str, ...]]:
    """Steps of one command with the domid."""
    return lambda request: shown(command(ref_of(request).domid))
