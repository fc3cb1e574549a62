"""Record what each kind of death leaves: `python -m tests.lab.deaths.capture FOLDER [KIND...]`."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.lab import lab
from tests.lab.deaths.consoles import keep_guest_consoles
from tests.lab.deaths.death import Death
from tests.lab.deaths.kinds import DEATHS, bring_about, clear_away
from tests.lab.host import LabHost
from tests.lab.release import OF_HOST

HOST = ("host-a",)
KEPT_LINES = 80
HEADING = """\
# What guests leave when they end

Each folder is one way in which a guest ends or never starts, made with Xen {xen} of Debian {codename} in the lab by
`python -m tests.lab.deaths.capture` (`tests/lab/deaths/kinds.py`). Only what that kind leaves is there:

| file | what |
|---|---|
| `create.err` | all that `xl create` said |
| `monitor.log` | /var/log/xen/xl-NAME.log |
| `device-model.log` | /var/log/xen/qemu-dm-NAME.log |
| `bootloader.log` | /var/log/xen/bootloader.DOMID.log |
| `hotplug.log` | what was added to /var/log/xen/xen-hotplug.log |
| `console.log` | the last {lines} lines of /var/log/xen/console/guest-NAME.log (xenconsoled --log=guest) |
| `dmesg.out` | what was added to `xl dmesg`, without dumps of stacks |
| `list.out` | `xl list -v` afterwards |
| `domid` | its domid; 0 where `xl create` failed |

| kind | how: a guest |
|---|---|
"""
# Hotplug scripts append to one log, and bootloaders have the domid in the name of theirs.
_LOGS = {
    "monitor.log": 'cat "/var/log/xen/xl-$1.log"',
    "device-model.log": 'cat "/var/log/xen/qemu-dm-$1.log"',
    "bootloader.log": "cat /var/log/xen/bootloader.*.log",
    "hotplug.log": "cat /var/log/xen/xen-hotplug.log",
    "console.log": f'tail -n {KEPT_LINES} "/var/log/xen/console/guest-$1.log"',
    "dmesg.out": "xl dmesg | grep -v '^(XEN)    [0-9a-f]'",
}
_FORGET = """\
cd /var/log/xen && rm -f xl-* qemu-dm-* bootloader.* xen-hotplug.log
xl dmesg -c
"""


def record(host: LabHost, death: Death, folder: Path) -> None:
    """Bring it about on a host without guests and keep what it has left."""
    host.destroy_guests()
    host.run_script(_FORGET)
    said, domid = bring_about(host, death)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _write(folder / "create.err", said)
    _write(folder / "domid", f"{domid}\n")
    _write(folder / "list.out", host.run(("env", "LC_ALL=C", "xl", "list", "-v")).stdout)
    for name, script in _LOGS.items():
        _write(folder / name, host.run_script(f"{script} 2>/dev/null", death.name).stdout)
    clear_away(host, death)


def _write(path: Path, text: str) -> None:
    if text:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))


def main(folder: Path, kinds: Sequence[str]) -> None:
    with lab.running_lab(print, HOST) as running:
        (host,) = running.hosts
        host.empty()
        keep_guest_consoles(host)
        for death in DEATHS:
            if not kinds or death.kind in kinds:
                record(host, death, folder / death.kind)
                print(death.kind, flush=True)
        release = OF_HOST[HOST[0]]
        heading = HEADING.format(xen=release.xen, codename=release.codename, lines=KEPT_LINES)
        rows = "".join(f"| {death.kind} | {death.how.replace('|', chr(92) + '|')} |\n" for death in DEATHS)
        (folder / "README.md").write_text(heading + rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
