"""Parts of a file are read, whatever its size, and nothing that isn't the file."""

import os
from pathlib import Path

import pytest

from tests.driver.simulator.small_world import SmallWorld
from xentui_driver.model.errors import FileMissing, FileUnreadable
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import Transport

GIB = 1 << 30


@pytest.fixture(params=["simulator", "local"])
def host(request: pytest.FixtureRequest) -> Transport:
    return LocalTransport() if request.param == "local" else SmallWorld().a


@pytest.fixture
def folder(host: Transport, tmp_path: Path) -> str:
    """Holds a file, a link to it, and a folder."""
    place = str(tmp_path) if isinstance(host, LocalTransport) else "/etc/xen/test"
    host.make_link(f"{place}/folder/link", "/nosuch")
    host.write_file(f"{place}/log", b"0123456789", replacing=None)
    host.make_link(f"{place}/link", "log")
    return place


@pytest.mark.parametrize(
    ("offset", "limit_bytes", "start", "content"),
    [
        (0, 4, 0, b"0123"),
        (8, 4, 8, b"89"),
        (-3, 10, 7, b"789"),
        (-30, 10, 0, b"0123456789"),
        (10, 4, 10, b""),
        (99, 4, 99, b""),
        (0, 0, 0, b""),
    ],
)
def test_a_part_is_what_is_between(
    host: Transport, folder: str, offset: int, limit_bytes: int, start: int, content: bytes
) -> None:
    part = host.read_part(f"{folder}/log", offset=offset, limit_bytes=limit_bytes)
    assert (part.offset, part.content, part.size_bytes) == (start, content, 10)
    assert part.end == start + len(content)


def test_a_part_says_of_which_file_it_is(host: Transport, folder: str) -> None:
    entry = next(each for each in host.list_directory(folder) if each.name == "log")
    part = host.read_part(f"{folder}/log", offset=0, limit_bytes=1)
    assert (part.device, part.inode) == (entry.device, entry.inode)
    assert part.inode != 0
    assert part.modified_s == pytest.approx(entry.modified_s)


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("nosuch", FileMissing, "nosuch can't be read: No such file or directory."),
        ("folder", FileUnreadable, "folder can't be read: it is a folder."),
        ("link", FileUnreadable, "link can't be read: it is a link to log, which isn't followed."),
    ],
)
def test_what_is_no_file_is_said_in_words(
    host: Transport, folder: str, name: str, kind: type[FileUnreadable], words: str
) -> None:
    with pytest.raises(FileUnreadable) as refused:
        host.read_part(f"{folder}/{name}", offset=0, limit_bytes=1)
    assert type(refused.value) is kind
    assert refused.value.summary.removeprefix(f"{folder}/") == words


def test_the_end_of_a_huge_file_is_read_alone(tmp_path: Path) -> None:
    with open(tmp_path / "log", "wb") as log:
        log.seek(4 * GIB)
        log.write(b"end")
    part = LocalTransport().read_part(str(tmp_path / "log"), offset=-5, limit_bytes=100)
    assert (part.content, part.size_bytes) == (b"\0\0end", 4 * GIB + 3)


def test_a_pipe_that_nobody_writes_to_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log")
    with pytest.raises(FileUnreadable, match="isn't a regular file"):
        LocalTransport().read_part(str(tmp_path / "log"), offset=0, limit_bytes=1)


def test_a_folder_that_everybody_can_write_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "xen").mkdir()
    (tmp_path / "xen" / "log").write_bytes(b"x")
    (tmp_path / "xen").chmod(0o777)
    with pytest.raises(FileUnreadable, match="everybody can write into"):
        LocalTransport().read_part(str(tmp_path / "xen" / "log"), offset=0, limit_bytes=1)
