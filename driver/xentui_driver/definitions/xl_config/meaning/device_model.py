"""Which QEMU serves a guest, and how (xl_parse.c)."""

from xentui_driver.definitions.xl_config.meaning.reading import LIBXL_FAIL, Reading, put, up_to_list
from xentui_driver.definitions.xl_config.meaning.shape import Record

_VERSIONS = {"qemu-xen-traditional": "qemu_xen_traditional", "qemu-xen": "qemu_xen"}


def read_device_model(reading: Reading, build: Record) -> None:
    _warn_of_dead_key(reading, build["type"])
    put(build, "device_model", reading.string("device_model_override"))
    version = reading.string("device_model_version")
    if version is not None:
        if version not in _VERSIONS:
            reading.refuse(f'Unknown device_model_version "{version}" specified')
        build["device_model_version"] = _VERSIONS[version]
    elif "device_model" in build:
        reading.say("WARNING: device model override given without specific DM version")
    put(build, "device_model_stubdomain", reading.flag("device_model_stubdomain_override"))
    names = {"device_model_stubdomain_seclabel": "device_model_ssid_label"}
    same = ("device_model_user", "stubdomain_kernel", "stubdomain_cmdline", "stubdomain_ramdisk")
    reading.texts_into(build, names | {key: key for key in same})
    reading.numbers_into(build, {"stubdomain_memory": "stubdomain_memkb"}, 1024)
    for suffix in ("", "_pv", "_hvm"):
        items = reading.items(f"device_model_args{suffix}")
        if items is not None:
            build[f"extra{suffix}"] = list(up_to_list(items))
        elif f"device_model_args{suffix}" in reading.config.values:
            reading.refuse(f"xl: Unable to parse device_model_args{suffix}.", exit_status=LIBXL_FAIL)


def _warn_of_dead_key(reading: Reading, kind: str) -> None:
    value = reading.string("device_model")
    if value is None:
        return
    reading.say("WARNING: ignoring device_model directive.")
    reading.say('WARNING: Use "device_model_override" instead if you really want a non-default device_model')
    if "stubdom-dm" not in value:
        return
    if kind == "hvm":
        reading.say('WARNING: Or use "device_model_stubdomain_override" if you  want to enable stubdomains')
    else:
        reading.say('WARNING: ignoring "device_model_stubdomain_override" directive for pv guest')
