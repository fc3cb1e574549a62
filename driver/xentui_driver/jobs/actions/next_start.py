"""What waits in a definition for the guest's next start, and that a reboot reads none of it.

`xl` builds a guest that reboots from the configuration that it keeps of the domain (libxl-json), and reads no file
again: reload_domain_config, tools/xl/xl_vmcontrol.c.
"""

from collections.abc import Iterator

from xentui_driver.jobs.actions.action import Request
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain
from xentui_driver.model.units import MIB_KIB

NO_START = "A reboot doesn't read the definition: stop the guest, then start it."

_NEAR_KIB = 32 * MIB_KIB
"""A guest holds a little less or more than it was built with, without anybody having asked for it."""


def takes_a_stop(request: Request) -> str:
    """For a change of the definition: a running guest that is only rebooted stays as it is."""
    return NO_START if request.instance.domain is not None else ""


def unread_by_a_reboot(request: Request) -> str:
    """For a reboot: the figures of the definition that the running guest doesn't have, and how it gets them."""
    instance = request.instance
    domain, definition = instance.domain, instance.definition
    if domain is None or definition is None or definition.error:
        return ""
    waiting = ", ".join(_waiting(definition, domain, instance.running_maximum_kib))
    if not waiting:
        return ""
    return f"To get {waiting}, stop {instance.name or 'the guest'} and start it."


def _waiting(definition: Definition, domain: Domain, running_maximum_kib: int | None) -> Iterator[str]:
    """The settings, as they are written in xl.cfg."""
    if definition.vcpus is not None and definition.vcpus != domain.vcpus:
        yield f"vcpus = {definition.vcpus}"
    if definition.memory_kib is None:
        return
    if abs(definition.memory_kib - domain.memory_kib) > _NEAR_KIB:
        yield f"memory = {definition.memory_kib // MIB_KIB}"
    maximum_kib = definition.maximum_memory_kib
    if maximum_kib is not None and running_maximum_kib is not None and maximum_kib != running_maximum_kib:
        yield f"maxmem = {maximum_kib // MIB_KIB}"
