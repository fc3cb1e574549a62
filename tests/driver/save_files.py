"""The beginning of a file of `xl save`, made by hand."""

import json
import struct

from xentui_driver.toolstack.parse.save_file import BYTE_ORDER, MAGIC


def save_file(config: bytes, *, flags: int = 3, order: int = BYTE_ORDER) -> bytes:
    """As xl_saverestore.c writes it, and the first word of what follows."""
    optional = struct.pack("=I", len(config)) + config
    return struct.pack("=32sIIII", MAGIC, order, flags, 0, len(optional)) + optional + b"LibxlFmt"


def save_file_of(name: str, uuid: str) -> bytes:
    return save_file(json.dumps({"c_info": {"type": "pv", "name": name, "uuid": uuid}}).encode() + b"\0")
