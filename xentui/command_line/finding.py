"""Which instance a name on the command line means."""

from xentui_driver.errors import CommandFailed
from xentui_driver.hypervisor import Hypervisor
from xentui_driver.model import Definition, Instance
from xentui_driver.naming import Part, find_instance


def found_instance(host: Hypervisor, name: str, part: Part = Part.ANY) -> Instance:
    """Raises XenError, AmbiguousName and InvalidInput among them."""
    return find_instance(host.snapshot().instances, name, part)


def found_defined(host: Hypervisor, name: str) -> Instance:
    """With the definition that is meant, if it has any. Raises as `found_instance`."""
    return found_instance(host, name, Part.DEFINITION)


def definition_found(instance: Instance) -> Definition:
    """Raises CommandFailed when it has none."""
    if instance.definition is None:
        raise CommandFailed(f"{called(instance)} has no definition.", state_now="Nothing was done.")
    return instance.definition


def called(instance: Instance) -> str:
    return instance.name or "(no name)"
