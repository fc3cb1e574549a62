"""What speaks against a guest that is being made: what its host lacks, and disks that are those of other guests."""

from collections.abc import Mapping, Sequence

from xentui.console.guest_draft import Draft
from xentui_driver.definitions.disk_users import DiskUser, disks_of, shared_words
from xentui_driver.definitions.parameters.host import check_on_host
from xentui_driver.definitions.parameters.parameter import ParameterValue
from xentui_driver.model.node import NodeInfo
from xentui_driver.transport.protocol import FileReader


def missing_on_host(
    guest: Draft, files: FileReader, users: Sequence[DiskUser], node: NodeInfo | None
) -> Mapping[str, str]:
    """The words for each field. Blocks. Without a `node`, what that can do is not checked."""
    found: dict[str, str] = {}

    def add(field: str, words: str) -> None:
        found[field] = f"{found[field]}; {words}" if field in found else words

    for field, values in guest.values_by_field.items():
        problems = check_on_host(guest.guest_type, values, files, node=None if field else node)
        for key, words in problems.items():
            add(field or key, words)
        for disk in disks_of(listed_disks(values)):
            if words := shared_words(disk, users):
                add(field or "disk", words)
    return found


def listed_disks(values: Mapping[str, ParameterValue]) -> tuple[object, ...]:
    """The disks among some values of a draft, as they are written."""
    disks = values.get("disk", ())
    return disks if isinstance(disks, tuple) else ()
