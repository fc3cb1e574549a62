"""Blocks of a file: whole ones come back whatever is done to the others, and nothing else does."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.kept.blocks import Block, Kind, decoded, encoded, key_of, uuid_of

FIGURES = st.binary(min_size=72, max_size=72)
BLOCKS = st.builds(
    Block,
    st.sampled_from(Kind),
    st.floats(0, 2e9),
    st.dictionaries(st.binary(min_size=16, max_size=16), FIGURES, min_size=1, max_size=3),
)


@given(st.lists(BLOCKS, max_size=4))
def test_what_is_written_is_read(blocks: list[Block]) -> None:
    assert list(decoded(b"".join(map(encoded, blocks)))) == blocks


@given(st.lists(BLOCKS, min_size=1, max_size=4), st.data())
def test_a_file_that_is_cut_off_loses_its_last_block_only(blocks: list[Block], data: st.DataObject) -> None:
    content = b"".join(map(encoded, blocks))
    end = data.draw(st.integers(len(content) - len(encoded(blocks[-1])), len(content) - 1))
    assert list(decoded(content[:end])) == blocks[:-1]


@given(st.lists(BLOCKS, min_size=1, max_size=4), st.lists(st.binary(max_size=200), min_size=5, max_size=5))
def test_garbage_between_blocks_is_passed_over(blocks: list[Block], garbage: list[bytes]) -> None:
    parts = [piece for pair in zip(garbage, map(encoded, blocks), strict=False) for piece in pair]
    assert list(decoded(b"".join([*parts, garbage[-1]]))) == blocks


@given(BLOCKS, st.data())
def test_a_block_with_a_changed_byte_is_none(block: Block, data: st.DataObject) -> None:
    content = bytearray(encoded(block))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    assert list(decoded(bytes(content))) == []


@given(st.binary(max_size=2000))
def test_garbage_is_no_block(content: bytes) -> None:
    assert list(decoded(content)) == []
    assert list(decoded(b"xth1" * 2000 + content)) == []


def test_a_header_that_promises_too_much_is_none() -> None:
    for kind, count, began_s in ((1, 65_535, 0.0), (9, 1, 0.0), (1, 1, float("nan")), (1, 1, -1.0), (1, 0, 0.0)):
        assert list(decoded(struct.pack("<4sBxHdI", b"xth1", kind, count, began_s, 0) + bytes(100))) == []


def test_only_a_uuid_that_identifies_a_guest_is_a_key() -> None:
    uuid = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"
    key = key_of(uuid)
    assert key is not None
    assert uuid_of(key) == uuid
    for other in (None, "", "x", "7bb5", "0" * 32, "00000000-0000-0000-0000-000000000000", "f" * 32):
        assert key_of(other) is None
