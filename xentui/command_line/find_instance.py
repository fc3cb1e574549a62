"""Finds the instance that a name on the command line means."""

from xentui.fleet.host import Host
from xentui_driver.definitions.naming import find_domain, find_instance
from xentui_driver.jobs.actions.refusal import NO_DEFINITION
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import CommandFailed, InvalidInput
from xentui_driver.model.instance import Instance
from xentui_driver.model.part import Part
from xentui_driver.model.text import harmless


def found_instance(host: Host, name: str, part: Part = Part.ANY) -> Instance:
    """Raises XenError, AmbiguousName and InvalidInput among them."""
    return find_instance(host.hypervisor.snapshot().instances, name, part)


def found_defined(host: Host, name: str) -> Instance:
    """The instance with the definition that is meant, if it has any. Raises as `found_instance`."""
    return found_instance(host, name, Part.DEFINITION)


def meant_instance(host: Host, name: str | None, domid: int | None, part: Part = Part.ANY) -> Instance:
    """The instance of that name, or with that id; not both may be given. Raises XenError."""
    if name is not None and domid is not None:
        raise InvalidInput(
            f"{harmless(name)} and --domid {domid} may be two different guests.",
            state_now="Nothing was done.",
            next_step="Give only one of them; --domid ID is for what has neither name nor UUID.",
        )
    instances = host.hypervisor.snapshot().instances
    return find_domain(instances, domid) if domid is not None else find_instance(instances, name or "", part)


def definition_found(instance: Instance) -> Definition:
    """The instance's definition. Raises CommandFailed when it has none."""
    if instance.definition is None:
        raise CommandFailed(
            f"{called(instance)} has no definition.", state_now="Nothing was done.", next_step=NO_DEFINITION.next_step
        )
    return instance.definition


def called(instance: Instance) -> str:
    return instance.name or "(no name)"
