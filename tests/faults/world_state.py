"""The state of a world: its guests on both hosts and its files, so that two worlds can be compared."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from tests.dom0 import Guest
from tests.dom0.world import HOSTS
from tests.faults.world import World
from xentui_driver.operations.departure_book import FILE_NAME

_NOTED_AT = re.compile(rb'"(at_s|written_s)": [0-9.]+')
_SAVED = b"Xen saved domain"
"""What a save file begins with (xl_saverestore.c); the rest of it is the guest's."""


@dataclass(frozen=True, slots=True)
class WorldState:
    """Guests and files as they are at one moment."""

    guests: tuple[tuple[str, Guest], ...]
    """With the host that each is on."""
    files: tuple[tuple[str, str], ...]
    """Definitions, links, what was put aside, saved guests: the path, and what is in it."""


def state_of(world: World) -> WorldState:
    guests = [(host, _still(guest, world)) for host in HOSTS for guest in world.dom0.domains(host)]
    dom0 = world.dom0
    files = [_file(path, world) for folder in (dom0.definitions, dom0.stash, dom0.saves) for path in _paths(folder)]
    return WorldState(tuple(guests), tuple(sorted(files)))


def _still(guest: Guest, world: World) -> Guest:
    """The guest without what is chance: whether it computes at this very moment."""
    return replace(guest, state=guest.state.replace("r", "-", 1).replace("b", "-", 1), uuid=world.told(guest.uuid))


def _paths(folder: Path) -> list[Path]:
    """All files but the hidden ones that a killed console leaves until the next one comes, which nothing reads."""
    found = (path for path in folder.rglob("*") if not is_left_behind(path))
    return [path for path in found if path.is_symlink() or path.is_file()]


def is_left_behind(path: Path) -> bool:
    """Whether it is a draft for xl, or a file that was about to get its name."""
    return path.name.startswith(".") and path.suffix in (".xentui-draft", ".new")


def _file(path: Path, world: World) -> tuple[str, str]:
    name = world.told(str(path))
    if path.is_symlink():
        return name, f"link to {world.told(str(path.readlink()))}"
    content = path.read_bytes()
    if path.name == FILE_NAME:
        content = _NOTED_AT.sub(b"", content)
    return name, "a saved guest" if content.startswith(_SAVED) else world.told(content.decode())
