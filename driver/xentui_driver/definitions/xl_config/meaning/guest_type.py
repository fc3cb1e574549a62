"""What kind of guest it is and who it is: type, name, uuid, labels (xl_parse.c, parse_config_data)."""

import re

from xentui_driver.definitions.xl_config.meaning.reading import Reading, put
from xentui_driver.definitions.xl_config.meaning.shape import Record
from xentui_driver.model.lazy_pattern import lazy_pattern

_UUID = lazy_pattern(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_TYPES = {"hvm": "hvm", "pv": "pv", "pvh": "pvh"}
_BUILDERS = {"hvm": "hvm", "generic": "pv"}


def read_identity(reading: Reading, create: Record, build: Record) -> None:
    put(create, "ssid_label", reading.string("init_seclabel"))
    label = reading.string("seclabel")
    if "ssid_label" in create:
        put(build, "exec_ssid_label", label)
    else:
        put(create, "ssid_label", label)
    create["run_hotplug_scripts"] = "True"
    create["type"] = _type(reading)
    put(create, "hap", reading.flag("hap"))
    name = reading.string("name")
    if name is None:
        reading.refuse("Domain name must be specified.")
    create["name"] = name
    put(create, "uuid", _stated_uuid(reading) or reading.drawn_uuid)
    put(create, "oos", reading.flag("oos"))
    put(create, "pool_name", reading.string("pool"))
    build["type"] = create["type"]
    if create["type"] == "pvh":
        put(build["u"], "pvshim", reading.flag("pvshim"))
        texts = ("pvshim_path", "pvshim_cmdline", "pvshim_extra")
        reading.texts_into(build["u"], {key: key for key in texts})


def _stated_uuid(reading: Reading) -> str | None:
    """None when xl draws one."""
    stated = reading.string("uuid")
    if stated is not None and not is_uuid(stated):
        reading.refuse(f"Failed to parse UUID: {stated}")
    return None if stated is None else stated.lower()


def is_uuid(text: str) -> bool:
    """uuid_parse: 32 hexadecimal digits with 4 dashes, nothing else."""
    return _UUID.fullmatch(text) is not None


def _type(reading: Reading) -> str:
    stated = _begun(reading, "type", _TYPES)
    built = _begun(reading, "builder", _BUILDERS)
    if stated is not None and built not in (None, stated):
        reading.refuse('Contradicting "builder" and "type" options specified.')
    return built or stated or "pv"


def _begun(reading: Reading, key: str, types: dict[str, str]) -> str | None:
    """The first that begins with the text, even with an empty one."""
    text = reading.string(key)
    if text is None:
        return None
    for word, kind in types.items():
        if word.startswith(text):
            return kind
    reading.refuse(f"Invalid domain type {text}.")
