"""The memory that the operator has asked for, in the definition or since: xenstore's target is not always that."""

from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainMemory
from xentui_driver.model.units import MIB_KIB

BUILT_WITH_LESS_KIB = MIB_KIB
"""LIBXL_MAXMEM_CONSTANT: libxl takes it off the target of an HVM guest that it builds with less than its maximum, and
not off one that is set later (libxl__get_targetmem_fudge, libxl_internal.h; libxl_set_memory_target, libxl_mem.c)."""


def asked_memory_kib(memory: DomainMemory, definition: Definition | None) -> int:
    """The target as `xl mem-set` takes it; the definition's figure where an HVM guest has the target it was built with.

    A target that somebody has set to exactly 1 MiB less than the definition can't be told from that.
    """
    set_kib = memory.set_kib
    if definition is None or definition.type != "hvm" or (memory.maximum_kib or 0) <= set_kib:
        return set_kib
    is_as_built = definition.memory_kib == set_kib + BUILT_WITH_LESS_KIB
    return set_kib + BUILT_WITH_LESS_KIB if is_as_built else set_kib
