"""Disks and shared folders (libxlu_disk.c, xl_parse.c)."""

from xentui_driver.definitions.xl_config.disk_grammar import JAMMED, ScannedDisk, completed, scanned
from xentui_driver.definitions.xl_config.meaning.reading import Reading, defbool, options, put
from xentui_driver.definitions.xl_config.meaning.shape import Record

_JAMMED_STATUS = 2
_TEXTS = (
    "pdev_path",
    "vdev",
    "backend_domname",
    "script",
    "colo_host",
    "colo_export",
    "active_disk",
    "hidden_disk",
)
_SWITCHES = ("discard_enable", "colo_enable", "trusted")
_P9_KEYS = ("security_model", "path", "tag", "backend")


def read_disks(reading: Reading, domain: Record) -> None:
    domain["disks"] = [_disk(reading, text) for text in reading.strings("disk") or ()]


def _disk(reading: Reading, text: str) -> Record:
    found = completed(scanned(text, is_before_4_19=reading.host.version < (4, 19)))
    for complaint in found.complaints:
        if complaint == JAMMED:
            reading.refuse(complaint, exit_status=_JAMMED_STATUS)
        reading.say(f"{reading.config.source}: config parsing error in disk specification: {complaint} in `{text}'")
    if found.complaints:
        reading.refuse()
    return _record(found)


def _record(found: ScannedDisk) -> Record:
    disk: Record = {"format": found.format, "readwrite": int(found.readwrite), "direct_io_safe": found.direct_io_safe}
    for member in _TEXTS:
        put(disk, member, getattr(found, member))
    for member in _SWITCHES:
        value = getattr(found, member)
        put(disk, member, None if value is None else defbool(value))
    if found.is_cdrom:
        disk["removable"] = disk["is_cdrom"] = 1
    disk["colo_port"] = found.colo_port
    disk["backend"] = found.backend or "unknown"
    disk["specification"] = found.specification or "unknown"
    return disk


def read_shared_folders(reading: Reading, domain: Record) -> None:
    """`p9`: what one of them doesn't state it has from those before."""
    stated: dict[str, str] = {}
    domain["p9s"] = []
    for specification in reading.strings("p9") or ():
        for option in options(specification):
            key, equals, value = option.partition("=")
            if not equals:
                break
            if key not in _P9_KEYS:
                reading.refuse(f"Unknown string `{key}' in 9pfs spec")
            stated[key] = value
        if not {"path", "security_model", "tag"} <= stated.keys():
            reading.refuse("9pfs spec missing required field!")
        folder = {key: value for key, value in stated.items() if key != "backend"}
        put(folder, "backend_domname", stated.get("backend"))
        domain["p9s"].append(folder)
