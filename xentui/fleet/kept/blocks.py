"""Summaries as bytes of a file: blocks that are checked one by one, so that what is broken is a gap and no more."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from enum import IntEnum
from math import isfinite
from typing import NamedTuple

from xentui.fleet.summing import SUMMARY_BYTES

KEY_BYTES = 16
HOST_KEY = b"\xff" * KEY_BYTES
"""What stands for all domains together, where a guest has its UUID."""
DOM0_KEY = bytes(KEY_BYTES)
_FAMILY = b"xth"
_MAGIC = _FAMILY + b"1"
"""The digit changes with whatever is in a block."""
MAGIC_BYTES = len(_MAGIC)
_HEADER = struct.Struct("<4sBxHdI")
"""Magic, kind, count of records, seconds since the epoch, CRC-32 of all that and the records."""
_RECORD_BYTES = KEY_BYTES + SUMMARY_BYTES
_MOST_RECORDS = 4096
_MOST_BROKEN = 1000
"""So many places of a file that look like a block and are none: the rest of it isn't searched."""
_LATEST_S = 1e11


class Kind(IntEnum):
    """What a block has summaries of."""

    MINUTES = 1
    SIX_MINUTES = 6

    @property
    def size_s(self) -> float:
        """The time that one is about, in seconds."""
        return 60.0 * self.value


class Block(NamedTuple):
    """The summaries of one time, by the keys of those they are about."""

    kind: Kind
    began_s: float
    """Seconds since the epoch."""
    figures: Mapping[bytes, bytes]


def encoded(block: Block) -> bytes:
    """What finds no room in one block is left out."""
    records = [key + figures for key, figures in block.figures.items()][:_MOST_RECORDS]
    content = b"".join(records)
    return _header(block.kind, len(records), block.began_s, content) + content


def decoded(content: bytes) -> Iterator[Block]:
    """The blocks that are whole, whatever is between them."""
    at, broken = content.find(_MAGIC), 0
    while at >= 0 and broken < _MOST_BROKEN:
        block, end = _block_at(content, at)
        if block is not None:
            yield block
        else:
            broken += 1
        at = content.find(_MAGIC, end)


def is_of_another_version(begin: bytes) -> bool:
    """Whether a file that begins so has been written by a xentui with other blocks."""
    return begin.startswith(_FAMILY) and not begin.startswith(_MAGIC)


def _block_at(content: bytes, at: int) -> tuple[Block | None, int]:
    """The block there, if it is one, and where to search on."""
    begins = at + _HEADER.size
    if len(content) < begins:
        return None, at + 1
    _, kind, count, began_s, _ = _HEADER.unpack_from(content, at)
    end = begins + count * _RECORD_BYTES
    is_possible = kind in set(Kind) and 0 < count <= _MOST_RECORDS and end <= len(content)
    if not is_possible or not isfinite(began_s) or not 0 <= began_s < _LATEST_S:
        return None, at + 1
    records = content[begins:end]
    if content[at:begins] != _header(kind, count, began_s, records):
        return None, at + 1
    parts = (records[start : start + _RECORD_BYTES] for start in range(0, len(records), _RECORD_BYTES))
    return Block(Kind(kind), began_s, {part[:KEY_BYTES]: part[KEY_BYTES:] for part in parts}), end


def _header(kind: int, count: int, began_s: float, records: bytes) -> bytes:
    without = _HEADER.pack(_MAGIC, kind, count, began_s, 0)
    return _HEADER.pack(_MAGIC, kind, count, began_s, zlib.crc32(records, zlib.crc32(without)))


def key_of(uuid: str | None) -> bytes | None:
    """The key of a guest; None where its UUID is none."""
    try:
        key = bytes.fromhex((uuid or "").replace("-", ""))
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES and key not in (HOST_KEY, DOM0_KEY) else None


def uuid_of(key: bytes) -> str:
    """The UUID as xl prints it."""
    digits = key.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
