"""What `xl save` writes: a header, the guest's configuration, and its memory (xl.h, xl_saverestore.c)."""

import json
import struct
from typing import Any

from xentui_driver.simulator import details
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.settings import BuildSettings, disk_of
from xentui_driver.toolstack.parse.save_file import BYTE_ORDER, JSON_FLAG, MAGIC

_STREAM_V2_FLAG = 2
_HEADER = struct.Struct("=32sIIII")
_LENGTH = struct.Struct("=I")
_MEMORY = struct.Struct("=8sQ4096x")
"""In place of the guest's memory: how much of it there is, in KiB."""
_STREAM = b"LibxlFmt"
_END = b"the end of the stream"


class CutOff(Exception):
    """The file ends inside its configuration."""

    def __init__(self, config_bytes: int) -> None:
        super().__init__(config_bytes)
        self.config_bytes = config_bytes


def head(domain: SimulatedDomain) -> bytes:
    """The beginning of the file, as it is written before the guest is asked to suspend."""
    config = details.as_json(details.of_domain(domain)["config"]).encode("utf-8", "surrogateescape") + b"\0"
    optional = _LENGTH.pack(len(config)) + config
    return _HEADER.pack(MAGIC, BYTE_ORDER, JSON_FLAG | _STREAM_V2_FLAG, 0, len(optional)) + optional


def whole(head: bytes, held_kib: int) -> bytes:
    return head + _MEMORY.pack(_STREAM, held_kib) + _END


def is_one(content: bytes) -> bool:
    return content.startswith(MAGIC)


def is_whole(content: bytes) -> bool:
    return content.endswith(_END)


def held_kib(content: bytes) -> int:
    """The memory in a whole file."""
    held: int = _MEMORY.unpack_from(content, _HEADER.size + config_bytes(content))[1]
    return held


def config_bytes(content: bytes) -> int:
    """How long the configuration is, as xl's messages have it."""
    length: int = _HEADER.unpack_from(content)[4]
    return length


def settings_of(content: bytes) -> BuildSettings:
    """The guest to be built from the file. Raises CutOff."""
    length = config_bytes(content)
    optional = content[_HEADER.size : _HEADER.size + length]
    if len(optional) < length:
        raise CutOff(length)
    config = json.loads(optional[_LENGTH.size :].rstrip(b"\0").decode("utf-8", "surrogateescape"))
    return _settings(config["c_info"], config["b_info"], config)


def _settings(create: dict[str, Any], build: dict[str, Any], config: dict[str, Any]) -> BuildSettings:
    return BuildSettings(
        name=create["name"],
        type=create["type"],
        vcpus=len(build.get("avail_vcpus", (0,))),
        memory_kib=build["target_memkb"],
        maximum_kib=build["max_memkb"],
        uuid=create["uuid"],
        disks=tuple(disk_of(disk, create["type"]) for disk in config.get("disks", ())),
        on_poweroff=config.get("on_poweroff", "destroy"),
        on_reboot=config.get("on_reboot", "destroy"),
        on_crash=config.get("on_crash", "destroy"),
        on_watchdog=config.get("on_watchdog", "destroy"),
        maximum_vcpus=build.get("max_vcpus", 1),
        video_kib=build.get("video_memkb", 0),
        has_serial_line=bool(build.get("type.hvm", {}).get("serial")),
        has_vnc=build.get("type.hvm", {}).get("vnc", {}).get("enable") != "False",
    )
