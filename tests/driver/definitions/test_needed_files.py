"""What has to be on the host before a guest can be started."""

import pytest

from tests.scripted import ScriptedTransport
from xentui_driver.definitions.needed_files import missing_files


@pytest.mark.parametrize(
    ("understood", "missing"),
    [
        ({}, ()),
        ({"b_info": {"kernel": "/boot/linux", "ramdisk": "/boot/initrd"}}, ("/boot/initrd",)),
        ({"b_info": {"kernel": "/nowhere/linux"}}, ("/nowhere/linux",)),
        ({"b_info": {"kernel": "linux"}}, ()),
        ({"disks": [{"pdev_path": "/dev/vg/web"}, {"pdev_path": "/dev/vg/none"}]}, ("/dev/vg/none",)),
        ({"disks": [{"pdev_path": "/none", "script": "block-iscsi"}, {"vdev": "hdc"}, None]}, ()),
        ({"disks": [{"pdev_path": "/none"}, {"pdev_path": "/none"}]}, ("/none",)),
        ({"b_info": None, "disks": {}}, ()),
    ],
)
def test_files_that_are_not_there_are_named_once(understood: dict[str, object], missing: tuple[str, ...]) -> None:
    host = ScriptedTransport({}, {"/boot/linux": b"", "/dev/vg/web": b""})
    assert missing_files(host, understood) == missing
