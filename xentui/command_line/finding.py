"""Which instance a name on the command line means."""

from xentui.actions.refusal import NO_DEFINITION
from xentui_driver.errors import CommandFailed
from xentui_driver.hypervisor import Hypervisor
from xentui_driver.model import Definition, Instance
from xentui_driver.naming import find_instance


def found_instance(host: Hypervisor, name: str) -> Instance:
    """Raises XenError, AmbiguousName and InvalidInput among them."""
    return find_instance(host.snapshot().instances, name)


def definition_found(instance: Instance) -> Definition:
    """Raises CommandFailed when it has none."""
    if instance.definition is None:
        raise CommandFailed(
            f"{called(instance)} has no definition.", state_now="Nothing was done.", next_step=NO_DEFINITION.next_step
        )
    return instance.definition


def called(instance: Instance) -> str:
    return instance.name or "(no name)"
