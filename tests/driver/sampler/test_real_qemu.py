"""A real QEMU, started with the drives that libxl gives a guest, is understood."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.waiting import ROOM_S, until
from xentui_driver.sampler.device_models import figures_in
from xentui_driver.sampler.disks import DiskFigures
from xentui_driver.sampler.qmp import BlockStats, block_stats

QEMU = shutil.which("qemu-system-x86_64") or shutil.which("qemu-system-i386")
DRIVES = (
    # As libxl_dm.c writes them: an IDE disk, an empty CD-ROM drive, an AHCI disk; and a node as xen-block.c names it.
    ("-drive", "file={images}/a,if=ide,index=0,media=disk,format=raw,cache=writeback"),
    ("-drive", "if=ide,index=2,readonly=on,media=cdrom,id=ide-5632"),
    ("-device", "ahci,id=ahci0"),
    ("-drive", "file={images}/b,if=none,id=ahcidisk-1,format=raw"),
    ("-device", "ide-hd,bus=ahci0.1,unit=0,drive=ahcidisk-1"),
    ("-blockdev", "driver=raw,node-name=xvdaa-raw,file.driver=file,file.filename={images}/c"),
    ("-device", "virtio-blk-pci,drive=xvdaa-raw"),
)


@pytest.fixture
def socket(tmp_path: Path) -> Iterator[str]:
    """Of one whose guest never begins to run."""
    path = tmp_path / "qmp"
    for name in "abc":
        (tmp_path / name).write_bytes(bytes(1 << 20))
    drives = [word.format(images=tmp_path) for pair in DRIVES for word in pair]
    alone = ("-S", "-accel", "tcg", "-machine", "pc", "-m", "32", "-display", "none", "-nodefaults")
    argv = [QEMU or "", *alone, "-qmp", f"unix:{path},server=on,wait=off", *drives]
    with subprocess.Popen(argv, stderr=subprocess.PIPE) as process:
        try:
            until(lambda: path.exists() or process.poll() is not None)
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            yield str(path)
        finally:
            process.kill()


@pytest.mark.skipif(QEMU is None, reason="there is no QEMU here")
def test_its_drives_are_those_of_the_guest(socket: str) -> None:
    def asked() -> BlockStats | None:
        return block_stats([socket], ROOM_S).get(socket)

    stats = until(asked)
    assert stats is not None
    idle = DiskFigures(0, 0, 0, 0)
    assert figures_in(stats.devices) == dict.fromkeys(("51712", "768", "5632", "51728", "832", "268442112"), idle)
