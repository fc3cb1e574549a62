"""Which guests have a disk: two that write to one destroy what is on it, and neither Xen nor xl prevents that."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from xentui_driver.definitions.disk_copy import is_of_this_host, volume_of
from xentui_driver.definitions.xl_config.disk import Disk, parse_disk
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.identity import same_guest
from xentui_driver.model.instance import Instance
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless

_MAPPED = lazy_pattern(r"/dev/mapper/((?:[^/-]|--)+)-((?:[^/-]|--)+)")
"""A logical volume by the name that device-mapper gives it: a dash of its own is doubled."""
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class DiskUser:
    """A guest that has a disk."""

    guest: str
    uuid: str | None
    path: str
    """Of its definition; empty where it has none."""
    target: str
    is_writable: bool
    is_running: bool
    left: str = ""
    """Where the guest went, in words that go on after `it has`; empty for one that is here."""

    def is_of(self, instance: Instance) -> bool:
        """Whether it is that guest, or the same file."""
        own = instance.definition
        return same_guest(self.uuid, instance.uuid) or (own is not None and self.path in own.paths)


def defined_users(instances: Iterable[Instance]) -> Iterator[DiskUser]:
    """Those that the definitions of a host name."""
    for instance in instances:
        if (definition := instance.definition) is None or instance.copy_of is not None:
            continue
        for disk in disks_of(definition.disks):
            yield DiskUser(
                instance.name,
                instance.uuid,
                definition.path,
                same_place(disk.target),
                disk.is_writable,
                instance.domain is not None,
                instance.departure.words if instance.departure is not None and instance.domain is None else "",
            )


def disks_of(texts: Iterable[object]) -> tuple[Disk, ...]:
    """The files and devices of this host among them; what can't be read says so elsewhere."""
    return tuple(_readable(texts))


def shared_words(disk: Disk, users: Iterable[DiskUser]) -> str:
    """Why a disk is no guest's own; empty where no other guest has it, or nobody writes to it."""
    place = same_place(disk.target)
    others = [each for each in users if each.target == place and (disk.is_writable or each.is_writable)]
    if not others:
        return ""
    names = dict.fromkeys(f"{harmless(each.guest) or 'no name'}{_standing(others, each)}" for each in others)
    shown = [*names][:_MOST_NAMED]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{harmless(disk.target)} is a disk of {', '.join(shown)}{more}: what two guests write to is destroyed"


def same_place(target: str) -> str:
    """A path that is the same for both names of a logical volume."""
    path = posixpath.normpath(target)
    if (mapped := _MAPPED.fullmatch(path)) is None:
        return path
    group, volume = (part.replace("--", "-") for part in mapped.groups())
    as_volume = f"/dev/{group}/{volume}"
    return as_volume if volume_of(as_volume) is not None else path


def _standing(users: Sequence[DiskUser], user: DiskUser) -> str:
    own = [each for each in users if each.guest == user.guest]
    if any(each.is_running for each in own):
        return ", which runs"
    left = next((each.left for each in own if each.left), "")
    return f", which has {left}" if left else ", which is defined here"


def _readable(texts: Iterable[object]) -> Iterator[Disk]:
    for text in texts:
        try:
            disk = parse_disk(str(text))
        except InvalidInput:
            continue
        if is_of_this_host(disk):
            yield disk
