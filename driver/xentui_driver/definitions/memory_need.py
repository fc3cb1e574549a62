"""What building a guest takes of the host's memory: the guest's own, and what Xen needs beside it.

libxl_domain_need_memory (libxl_mem.c) is what libxl wants to be free. A PV guest takes less: it has its page tables in
its own memory, and Xen sets aside no pool for them (libxl__arch_domain_create, libxl_x86.c). A graphics card's memory
is part of the guest's own; a device model in a domain of its own is not counted.
"""

from xentui_driver.definitions.libxl_config import Json, number_of, part
from xentui_driver.definitions.xl_config.config import Config
from xentui_driver.definitions.xl_config.guest import guest_of
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import ParseError
from xentui_driver.model.units import MIB_KIB

GUEST_TYPES = frozenset({"pv", "pvh", "hvm"})

_PAGE_KIB = 4
_PAGES_PER_VCPU = 256
_PAGES_PER_TABLE = 512
_TABLE_LEVELS = 4
_STEP_KIB = 2 * MIB_KIB
"""libxl rounds up to that."""
_PV_EXTRA_KIB = 1 * MIB_KIB
"""LIBXL_PV_EXTRA_MEMORY (libxl_internal.h)."""
_HVM_EXTRA_KIB = 2 * MIB_KIB
"""LIBXL_HVM_EXTRA_MEMORY: of a PVH guest too."""


@dataclass(frozen=True, slots=True)
class Building:
    """A guest that is to be built, as far as memory goes."""

    type: str
    """pv, pvh or hvm; anything else counts as hvm."""
    memory_kib: int
    maximum_kib: int
    vcpus: int
    """All that it may come to have."""
    has_hap: bool = True
    """Hardware-assisted paging; without it Xen keeps a second set of page tables."""
    paging_kib: int | None = None
    """The pool for its page tables, where that is stated."""
    iommu_kib: int = 0
    """The tables by which passed-through devices find its memory."""

    @property
    def is_pv(self) -> bool:
        return self.type == "pv"

    @property
    def takes_kib(self) -> int:
        """What the host has less once it is built."""
        return self._sum_kib(0 if self.is_pv else self._pool_kib)

    @property
    def wanted_kib(self) -> int:
        """What libxl wants to be free before."""
        return self._sum_kib(self._pool_kib)

    def _sum_kib(self, pool_kib: int) -> int:
        extra_kib = _PV_EXTRA_KIB if self.is_pv else _HVM_EXTRA_KIB
        need_kib = self.memory_kib + pool_kib + self.iommu_kib + extra_kib
        return -(-need_kib // _STEP_KIB) * _STEP_KIB

    @property
    def _pool_kib(self) -> int:
        """libxl__get_required_paging_memory (libxl_create.c), where nothing is stated."""
        if self.paging_kib is not None:
            return self.paging_kib
        pages_per_mib = (not self.is_pv) + (self.is_pv or not self.has_hap)
        return _PAGE_KIB * (_PAGES_PER_VCPU * self.vcpus + pages_per_mib * (self.maximum_kib // MIB_KIB))


def start_memory_kib(
    config: Config, guest_type: str | None, memory_kib: int | None, maximum_kib: int | None
) -> int | None:
    """What a start from a definition takes, in KiB; None where the file doesn't say enough."""
    if guest_type not in GUEST_TYPES or memory_kib is None:
        return None
    maximum_kib = maximum_kib or memory_kib
    has_hap = guest_type != "pv" and config.get_int("hap") != 0
    stated_mib = config.get_int("shadow_memory") or 0
    has_own_tables = bool(config.get_list("pci")) and not has_hap
    return Building(
        guest_type,
        memory_kib,
        maximum_kib,
        vcpus=config.get_int("maxvcpus") or config.get_int("vcpus") or 1,
        has_hap=has_hap,
        paging_kib=stated_mib * MIB_KIB if stated_mib > 0 else None,
        iommu_kib=_iommu_kib(maximum_kib) if has_own_tables else 0,
    ).takes_kib


def text_memory_kib(text: str, path: str) -> int | None:
    """What a start from the definition with that text takes, in KiB; None where it doesn't say enough."""
    try:
        config = parse(text, path)
    except ParseError:
        return None
    guest = guest_of(config)
    return start_memory_kib(config, guest.type, guest.memory_kib, guest.maximum_memory_kib)


def recorded(record: Json, held_kib: int = 0) -> Building:
    """A guest as libxl's own record has it; it is built with what it holds where that is more than its target."""
    create, build = part(record, "c_info"), part(record, "b_info")
    memory_kib = max(held_kib, number_of(build, "target_memkb") or 0)
    return Building(
        str(create.get("type")),
        memory_kib,
        number_of(build, "max_memkb") or memory_kib,
        vcpus=number_of(build, "max_vcpus") or 1,
        has_hap=create.get("hap") != "False",
        paging_kib=number_of(build, "shadow_memkb"),
        iommu_kib=number_of(build, "iommu_memkb") or 0,
    )


def restore_memory_kib(record: Json) -> int | None:
    """What a restore takes of a guest whose save file has that record, in KiB; None where it doesn't say."""
    return recorded(record).takes_kib if number_of(part(record, "b_info"), "target_memkb") is not None else None


def _iommu_kib(maximum_kib: int) -> int:
    """get_required_iommu_memory (libxl_create.c)."""
    tables, pages = 0, maximum_kib // _PAGE_KIB
    for _ in range(_TABLE_LEVELS):
        pages = -(-pages // _PAGES_PER_TABLE)
        tables += pages
    return _PAGE_KIB * tables
