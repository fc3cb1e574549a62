"""How much memory and how many vCPUs a guest has (xl_parse.c, parse_config_data)."""

from xentui_driver.definitions.xl_config.meaning.reading import NEVER, Reading, put
from xentui_driver.definitions.xl_config.meaning.shape import Record
from xentui_driver.definitions.xl_config.meaning.vnuma import MEMORY_UNSTATED_KIB, read_vnuma, stated_kib

_KIB = 1024
_INT_MAX = (1 << 31) - 1
MOST_VCPUS = 1 << 20
"""A thousand times what Xen gives a guest; xl would go on and print hundreds of megabytes."""
_OUT_OF_MEMORY = 255


def read_processors(reading: Reading, build: Record) -> None:
    """memory, maxmem, vcpus, maxvcpus, vnuma."""
    vcpus = 0
    reading.numbers_into(build, {"memory": "target_memkb", "maxmem": "max_memkb"}, _KIB)
    stated = reading.number("vcpus")
    if stated is not None:
        vcpus = stated
        build["avail_vcpus"] = _first_vcpus(reading, stated)
    most = reading.number("maxvcpus")
    build["max_vcpus"] = _as_c_int(most or 0)
    vuarts = ("unknown", "sbsa_uart")
    vuart = reading.chosen("vuart", vuarts, 'ERROR: invalid value "{}" for "vuart"')
    put(build.setdefault("arch_arm", {}), "vuart", vuart)
    read_vnuma(reading, build)
    if stated_kib(build, "max_memkb") == MEMORY_UNSTATED_KIB:
        build["max_memkb"] = stated_kib(build, "target_memkb")
    if build["max_vcpus"] == 0:
        build["max_vcpus"] = _as_c_int(vcpus)
    if build["max_vcpus"] < vcpus:
        reading.refuse("xl: maxvcpus < vcpus")


def _as_c_int(number: int) -> int:
    return (number + _INT_MAX + 1) % (1 << 32) - _INT_MAX - 1


def _first_vcpus(reading: Reading, count: int) -> range:
    if _as_c_int(count) < 0:
        place = "libxl: error: libxl_utils.c:809:libxl_cpu_bitmap_alloc"
        reading.refuse(f"{place}: invalid number of cpus provided", "Unable to allocate cpumap")
    if count > _INT_MAX - 7:
        failure = "libxl: FATAL ERROR: memory allocation failure (libxl__calloc, 1 x 18446744073441116161)"
        reading.say(f"libxl: critical: libxl__calloc: {failure}\n: Cannot allocate memory")
        reading.refuse(failure, exit_status=_OUT_OF_MEMORY)
    if count > MOST_VCPUS:
        reading.refuse(exit_status=NEVER)
    return range(count)
