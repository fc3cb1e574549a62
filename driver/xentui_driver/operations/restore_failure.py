"""Tells a guest that was saved above its memory target from a host without memory: xl says the same of both."""

from xentui_driver.definitions.libxl_config import number_of, part
from xentui_driver.definitions.memory_need import recorded
from xentui_driver.model.errors import MemoryAboveTarget, NotEnoughMemory, XenError
from xentui_driver.model.memory_size import memory_words
from xentui_driver.model.text import harmless
from xentui_driver.model.units import MIB_KIB
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.parse.save_file import SavedGuest
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.xl import Xl


def above_its_target(xl: Xl, path: str, saved: SavedGuest, error: XenError) -> MemoryAboveTarget | None:
    """The better error, where the host has all the memory that the guest in the file may have."""
    build = part(saved.config, "b_info")
    target_kib = number_of(build, "target_memkb")
    if not isinstance(error, NotEnoughMemory) or target_kib is None:
        return None
    free_kib = parse_info(xl.read(commands.info())).memory_free_kib
    if free_kib is None or free_kib < recorded(saved.config).wanted_kib:
        return None
    return MemoryAboveTarget(
        f"{harmless(path)} was not restored: the saved guest held more than its memory target, "
        f"{memory_words(target_kib)}, and gets no more.",
        argv=error.argv,
        exit_status=error.exit_status,
        detail=error.detail,
        state_now=error.state_now,
        next_step=_by_hand(path, (number_of(build, "max_memkb") or target_kib) // MIB_KIB),
    )


def _by_hand(path: str, maximum_mib: int) -> str:
    """A definition beside the file takes the place of the configuration in it (create_domain, xl_vmcontrol.c)."""
    return (
        f"Raise memory in its definition to what it held (its maximum was {maximum_mib} MiB), and restore it by "
        f"hand: `xl restore DEFINITION {path}`."
    )
