"""The beginning of a save file as real Xen 4.17.7 writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.save_files import save_file
from xentui_driver.model.errors import ParseError
from xentui_driver.toolstack.parse.save_file import BYTE_ORDER, MAGIC, SavedGuest, parse_save_file

UUID = "f026697e-cc22-4378-91f8-95ede5aaf7dd"
CONFIG = (
    f'{{\n    "c_info": {{\n        "type": "pv",\n        "name": "ops-pv",\n        "uuid": "{UUID}"\n    }}\n}}\n'
)


def file(config: bytes = CONFIG.encode() + b"\0", *, flags: int = 3, order: int = BYTE_ORDER) -> bytes:
    return save_file(config, flags=flags, order=order)


def test_the_header_is_the_captured_one() -> None:
    captured = b"Xen saved domain, xl format\n \0 \r\4\3\2\1\3\0\0\0\0\0\0\0"
    assert file().startswith(captured)


def test_name_and_uuid_are_in_it() -> None:
    assert parse_save_file("/root/x", file()) == SavedGuest("ops-pv", UUID)


@pytest.mark.parametrize(
    "content",
    [file(flags=2), file(b"not json\0"), file(b"[1]\0"), file(b'{"c_info": 3}\0'), file()[:100], file(b"[" * 9000)],
)
def test_a_file_that_does_not_say_is_taken_all_the_same(content: bytes) -> None:
    assert parse_save_file("/root/x", content) == SavedGuest()


def test_a_name_in_it_is_made_harmless() -> None:
    assert parse_save_file("/x", file(b'{"c_info": {"name": "a\\u001b[2J"}}\0')).name == "a␛[2J"


@pytest.mark.parametrize("content", [b"", MAGIC, b"LinuxGuestRecord" * 9, file(order=0x04030201)])
def test_a_file_that_xl_would_refuse_is_refused(content: bytes) -> None:
    with pytest.raises(ParseError):
        parse_save_file("/root/x", content)


@given(st.binary(max_size=200))
def test_no_content_breaks_the_reader(content: bytes) -> None:
    assert isinstance(parse_save_file("/x", file(content)), SavedGuest)
