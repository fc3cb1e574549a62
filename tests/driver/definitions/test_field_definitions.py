"""Definitions as they are found on hosts (`tests/data/field`): each is read as xl reads it, or says why xl doesn't."""

import pytest

from tests.scripted import DATA
from xentui_driver.definitions.folder import DefinitionFolder
from xentui_driver.model.definition import Definition
from xentui_driver.transport.local import LocalTransport

FOLDER = DATA / "field"

READ = {
    "02-win.cfg": ("ovm-1734", "hvm", 4, 4096, 4096, 4),
    "03-gpu": ("games", "hvm", 4, 4096, 4096, 4),
    "04-xentools.cfg": ("mail.example.org", "pv", 2, 256, 1024, 2),
    "05-virtio.cfg": ("droid", "pv", 2, 1024, 1024, 2),
    "06-drakvuf.cfg": ("w7", "hvm", 2, 3000, 3000, 2),
    "07-qcow.cfg": ("eve", "pv", 1, 512, 512, 1),
    "08-hello.conf": ("helloworld_xen-arm64", "pv", 1, 16, 16, 1),
    "09-trail.cfg": ("mythfrontend", "hvm", 1, 512, 512, 1),
    "10-netbsd": ("xen12", "pv", 1, 128, 128, 1),
    "11-nix.cfg": ("hvm-test", "hvm", 2, 4096, 4096, 2),
    "12-empty.cfg": ("test.hvm", "hvm", 1, 2048, 2048, 1),
    "15-latin1.cfg": ("buero", "pv", 1, 256, 256, 1),
    "16-tabs.cfg": ("tabs", "pv", 2, 256, 256, 2),
    "18-uuid.cfg": ("u1", "pv", 1, 128, 128, 1),
    "20-twice.cfg": ("second", "pv", 1, 256, 256, 1),
    "21-nonl.cfg": ("nonl", "pv", 1, 64, 64, 1),
    "22-route.cfg": ("my", "pv", 6, 1024, 6144, 8),
    "23-plus.cfg": ("plus", "pv", 1, 64, 64, 1),
}
"""Name, type, vCPUs, memory and maximum memory in MiB, maximum vCPUs."""
REFUSED = {
    "01-pyleft.cfg": 'line 1: no = after "import"',
    "13-osv.cfg": "line 1: carriage return: xl doesn't accept Windows line ends (CRLF)",
    "14-bom.cfg": "line 1: byte order mark: save the file without one",
    "17-heredoc.cfg": "line 4: the string isn't closed on its line",
    "19-uuid2.cfg": 'line 2: "memory" needs a number: digits only, without unit, point or sum',
    "24-concat.cfg": 'line 1: "+" after the value of "name"; a new setting needs a new line',
    "25-esc.cfg": r"line 4: unknown escape \x in a string; a backslash itself is written \\",
}
PROBLEMS = {
    "18-uuid.cfg": ("line 4: the uuid isn't 32 hexadecimal digits with 4 dashes: xl rejects it",),
    "23-plus.cfg": ("line 5: += can't add to a number: xl ignores vcpus",),
}


@pytest.fixture(scope="module")
def found() -> dict[str, Definition]:
    definitions, problems = DefinitionFolder(LocalTransport(), str(FOLDER)).scan()
    assert problems == ()
    return {definition.path.rpartition("/")[2]: definition for definition in definitions}


def test_every_file_is_a_definition_of_its_own(found: dict[str, Definition]) -> None:
    assert found.keys() == READ.keys() | REFUSED.keys() == {file.name for file in FOLDER.iterdir()}
    assert [definition.uuid for definition in found.values() if definition.uuid] == []


@pytest.mark.parametrize("file", READ)
def test_a_file_that_xl_takes_says_what_it_starts(found: dict[str, Definition], file: str) -> None:
    name, type, vcpus, memory_mib, maximum_mib, maximum_vcpus = READ[file]
    definition = found[file]
    assert (definition.name, definition.type, definition.error) == (name, type, "")
    assert (definition.vcpus, definition.maximum_vcpus) == (vcpus, maximum_vcpus)
    assert (definition.memory_kib, definition.maximum_memory_kib) == (memory_mib << 10, maximum_mib << 10)
    assert definition.problems == PROBLEMS.get(file, ())


@pytest.mark.parametrize("file", REFUSED)
def test_a_file_that_xl_refuses_is_broken_with_line_and_reason(found: dict[str, Definition], file: str) -> None:
    assert (found[file].name, found[file].error) == (file, REFUSED[file])
