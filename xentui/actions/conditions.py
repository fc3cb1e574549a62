"""When an action applies to an instance, and the instance's parts that an action then may rely on."""

from collections.abc import Callable

from xentui.actions.action import Request, is_dom0
from xentui_driver.commands import Argv, shown
from xentui_driver.jobs.values import JobRecord
from xentui_driver.model import Definition, DomainRef, DomainRole, DomainState, Instance

UNREADABLE = "its row can't be read, so it can't be told which domain it is"


def domain_state(instance: Instance) -> str:
    """Why an instance without a domain can't be acted on; empty when it has one."""
    if instance.unreadable is not None:
        return UNREADABLE
    return "" if instance.domain is not None else "it isn't running"


def needs(*states: DomainState, dom0: bool = False) -> Callable[[Instance], str]:
    """A domain in one of these states."""

    def why_not(instance: Instance) -> str:
        if reason := domain_state(instance):
            return reason
        if is_dom0(instance) and not dom0:
            return "Domain-0 is the host itself"
        if instance.state not in states:
            return f"it is {instance.state.value}"
        return ""

    return why_not


def startable(instance: Instance) -> str:
    if instance.domain is not None:
        return f"it is {instance.state.value} already"
    if instance.unreadable is not None:
        return UNREADABLE
    return definition_state(instance)


ARRIVING = "it is arriving in a migration"


def is_arriving(instance: Instance) -> bool:
    """The copy of a guest that is received, or was left by a migration: it has never run, so there is nothing in it."""
    domain = instance.domain
    return domain is not None and domain.role is DomainRole.INCOMING and domain.state is DomainState.MIGRATING


def destroyable(instance: Instance) -> str:
    if reason := domain_state(instance):
        return reason
    if is_arriving(instance):
        return f"{ARRIVING}; discard clears away a copy that one has left behind"
    return "Domain-0 is the host itself" if is_dom0(instance) else ""


def discardable(instance: Instance) -> str:
    return "" if is_arriving(instance) else "it is no copy that a migration has left before it ran"


def unpausable(instance: Instance) -> str:
    if instance.domain is not None and instance.domain.role is DomainRole.INCOMING:
        return ARRIVING
    return needs(DomainState.PAUSED)(instance)


def resettable(instance: Instance) -> str:
    """What a migration has left of a guest is not that guest: built anew here, it would run twice."""
    if reason := destroyable(instance):
        return reason
    role = instance.domain.role if instance.domain is not None else DomainRole.GUEST
    if role is DomainRole.MIGRATED_AWAY:
        return "its guest has left in a migration: built anew here, it would run twice"
    return definition_state(instance) if role is DomainRole.GUEST else f"it is not a guest but {role.value}"


def has_console(instance: Instance) -> bool:
    """Whether a console can be attached to it now."""
    domain = instance.domain
    return domain is not None and domain.role in (DomainRole.GUEST, DomainRole.DEVICE_MODEL)


def removable(instance: Instance) -> str:
    """A broken definition can be taken away too."""
    if instance.domain is not None:
        return f"it is {instance.state.value}: stop it first"
    if instance.unreadable is not None:
        return UNREADABLE
    return "" if instance.definition is not None else "it has no definition"


def renamable(instance: Instance) -> str:
    if instance.unreadable is not None:
        return UNREADABLE
    if instance.domain is not None and instance.domain.role is not DomainRole.GUEST:
        return f"it is not a guest but {instance.domain.role.value}"
    return "" if instance.definition is None else definition_state(instance)


def autostartable(instance: Instance) -> str:
    return "Domain-0 is the host itself" if is_dom0(instance) else definition_state(instance)


def autostarted(instance: Instance) -> str:
    return autostartable(instance) or ("" if definition_autostart(instance) else "it doesn't start with the host")


def not_autostarted(instance: Instance) -> str:
    if instance.departure is not None:
        return f"it has {instance.departure.words}, and would run twice once this host starts"
    return autostartable(instance) or ("it starts with the host already" if definition_autostart(instance) else "")


def definition_autostart(instance: Instance) -> bool:
    return instance.definition is not None and instance.definition.autostart


def definition_state(instance: Instance) -> str:
    """Why nothing can be done with the definition; empty when there is one that can be read."""
    if instance.definition is None:
        return "it has no definition"
    return "its definition is broken" if instance.definition.error else ""


def is_running(_record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.domain is not None


def has_ended(record: JobRecord, now: Instance | None) -> bool | None:
    return now is None or now.domid != record.subject.domid or now.state is DomainState.SHUTDOWN


def has_a_new_domain(record: JobRecord, now: Instance | None) -> bool | None:
    if now is None or now.domain is None:
        return False
    return now.domid != record.subject.domid and now.state in (DomainState.RUNNING, DomainState.IDLE)


def is_paused(_record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.state is DomainState.PAUSED


def goes_on(_record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.state in (DomainState.RUNNING, DomainState.IDLE)


def has_its_vcpus(record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.domain is not None and str(now.domain.vcpus) == record.value


def has_its_name(record: JobRecord, now: Instance | None) -> bool | None:
    return now is not None and now.name == record.value


def is_removed(_record: JobRecord, now: Instance | None) -> bool | None:
    return now is None or now.definition is None


def ref_of(request: Request) -> DomainRef:
    assert request.instance.ref is not None, "why_not lets no instance without a domain pass"
    return request.instance.ref


def definition_of(request: Request) -> Definition:
    assert request.instance.definition is not None, "why_not lets no instance without a definition pass"
    return request.instance.definition


def number_of(request: Request) -> int:
    assert isinstance(request.value, int), "Asks says that it is a number"
    return request.value


def text_of(request: Request) -> str:
    assert isinstance(request.value, str), "Asks says that it is text"
    return request.value


def on_domain(command: Callable[[int], Argv]) -> Callable[[Request], tuple[str, ...]]:
    """The step that is one command with the domid."""
    return lambda request: shown(command(ref_of(request).domid))
