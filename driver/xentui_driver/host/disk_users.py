"""Which of a host's guests has which disk, by the definitions and by what runs."""

from collections.abc import Iterator, Sequence

from xentui_driver.definitions.disk_users import DiskUser, defined_users, same_place
from xentui_driver.definitions.libxl_config import is_true, items, part, text_of
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.parse.libxl_json import parse_list
from xentui_driver.toolstack.xl import Xl


def disk_users(xl: Xl, instances: Sequence[Instance]) -> tuple[DiskUser, ...]:
    """What runs may have other disks than its definition, or none. Blocks."""
    return (*defined_users(instances), *_running_users(xl, instances))


def _running_users(xl: Xl, instances: Sequence[Instance]) -> Iterator[DiskUser]:
    try:
        listed = parse_list(xl.read(commands.list_all_details()))
    except XenError:  # the definitions are known, and the listing says what is wrong with the host
        return
    rows = {instance.domid: instance for instance in instances if instance.domid is not None}
    for details in listed:
        row = rows.get(details.domid)
        known = part(details.config, "c_info")
        path = row.definition.path if row is not None and row.definition is not None else ""
        for disk in items(details.config, "disks"):
            if target := text_of(disk, "pdev_path"):
                name, uuid = text_of(known, "name") or "", text_of(known, "uuid")
                yield DiskUser(name, uuid, path, same_place(target), is_true(disk, "readwrite"), is_running=True)
