"""When an action applies to an instance, and the instance's parts that an action then may rely on."""

from collections.abc import Callable

from xentui.actions.action import Request, is_dom0
from xentui_driver.commands import Argv, shown
from xentui_driver.model import Definition, DomainRef, DomainRole, DomainState, Instance


def domain_state(instance: Instance) -> str:
    """Why an instance without a domain can't be acted on; empty when it has one."""
    if instance.unreadable is not None:
        return "its row can't be read, so it can't be told which domain it is"
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
        return "its row can't be read, so it can't be told which domain it is"
    if instance.definition is not None and instance.definition.error:
        return "its definition is broken"
    return ""


def destroyable(instance: Instance) -> str:
    if reason := domain_state(instance):
        return reason
    return "Domain-0 is the host itself" if is_dom0(instance) else ""


def unpausable(instance: Instance) -> str:
    if instance.domain is not None and instance.domain.role is DomainRole.INCOMING:
        return "it is arriving in a migration"
    return needs(DomainState.PAUSED)(instance)


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
