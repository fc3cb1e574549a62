"""Parses the beginning of a file of `xl save`: which guest is in it (save_file_header in xl.h, xl_saverestore.c)."""

import json
import struct
from collections.abc import Mapping
from typing import Any

from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.errors import ParseError
from xentui_driver.model.text import harmless

MAGIC = b"Xen saved domain, xl format\n \0 \r"
JSON_FLAG = 1
BYTE_ORDER = 0x01020304

_HEADER = struct.Struct("=32sIIII")
_LENGTH = struct.Struct("=I")
HEADER_BYTES = _HEADER.size


@dataclass(frozen=True, slots=True)
class SavedGuest:
    """The guest in a save file; None where the file doesn't say."""

    name: str | None = None
    """Harmless text, as it would be listed."""
    uuid: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """libxl's own configuration, by which xl restores it."""


def config_end_bytes(source: str, header: bytes) -> int:
    """How many bytes the configuration takes; after it comes the guest's memory, which must not be read.

    Raises ParseError for a file that xl would refuse at once.
    """
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise ParseError(source, 1, "", "it isn't a file of xl save")
    _, byte_order, _, _, optional_bytes = _HEADER.unpack_from(header)
    if byte_order != BYTE_ORDER:
        raise ParseError(source, 1, "", "it was saved on a machine of another kind")
    return HEADER_BYTES + int(optional_bytes)


def parse_save_file(source: str, beginning: bytes) -> SavedGuest:
    """The guest whose state `source` holds, from the file's first bytes.

    Raises ParseError for a file that xl would refuse at once. A configuration that is longer than `beginning`, or in an
    older format, says nothing.
    """
    config_end_bytes(source, beginning)
    _, _, flags, _, optional_bytes = _HEADER.unpack_from(beginning)
    optional = beginning[_HEADER.size : _HEADER.size + optional_bytes]
    if not flags & JSON_FLAG or len(optional) < max(optional_bytes, _LENGTH.size):
        return SavedGuest()
    (config_bytes,) = _LENGTH.unpack_from(optional)
    return _guest(optional[_LENGTH.size :][:config_bytes].rstrip(b"\0"))


def _guest(config: bytes) -> SavedGuest:
    try:
        found = json.loads(config.decode("utf-8", "surrogateescape"))
        create = found["c_info"]
        name, uuid = create.get("name"), create.get("uuid")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return SavedGuest()
    return SavedGuest(
        harmless(name).rstrip(" ") if isinstance(name, str) else None,
        uuid.lower() if isinstance(uuid, str) else None,
        found,
    )
