"""A Linux guest that writes and sends the same number of bytes each second, as soon as it has booted.

On a busy machine it is slower: who listens counts what has come.
"""

import lzma

from tests.lab import artefacts
from tests.lab.guest_system import LAB_FOLDER, LINUX_INITRAMFS, LINUX_KERNEL
from tests.lab.guests import LINUX_MINIMUM_MIB, UNGUARDED, config
from tests.lab.host import LabHost
from tests.waiting import until

INITRAMFS = f"{LAB_FOLDER}/traffic.initramfs"
DISK = f"{LAB_FOLDER}/traffic.img"
DISK_BYTES = 16 << 20
EACH_SECOND_MIB = 1
EACH_SECOND_BYTES = EACH_SECOND_MIB << 20
_BLOCK_BYTES = 64 << 10
_BLOCKS = EACH_SECOND_BYTES // _BLOCK_BYTES
_PLACES = DISK_BYTES // EACH_SECOND_BYTES

BRIDGE = "trafficbr"
_CARRIED = "/tmp/carried"
_HERE, _GUEST, _PORT = "10.99.0.1", "10.99.0.2", 5099
_DRIVERS = ("block/xen-blkfront", "net/xen-netfront")
_MODULE = 'ls /lib/modules/"$(uname -r)"/kernel/drivers/$1.ko*'
_RC = f"""\
#!/bin/sh
/bin/busybox mkdir -p /proc /sys /dev /tmp
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs devtmpfs /dev
for module in /modules/*; do /bin/busybox insmod "$module"; done
until [ -b /dev/xvda ] && [ -d /sys/class/net/eth0 ]; do /bin/busybox sleep 0.2; done
/bin/busybox ifconfig eth0 {_GUEST} netmask 255.255.255.0 up
until /bin/busybox ping -c 1 -W 2 {_HERE}; do /bin/busybox sleep 0.2; done
begun=$(/bin/busybox date +%s) number=0
while :; do
    place=$((number % {_PLACES} * {_BLOCKS}))
    /bin/busybox dd if=/dev/zero of=/dev/xvda bs={_BLOCK_BYTES} count={_BLOCKS} seek=$place oflag=direct
    /bin/busybox dd if=/dev/zero bs={_BLOCK_BYTES} count={_BLOCKS}
    number=$((number + 1))
    until [ $(($(/bin/busybox date +%s) - begun)) -ge $number ]; do /bin/busybox sleep 0.05; done
done | /bin/busybox nc {_HERE} {_PORT}
"""
_LISTENER = f"""\
import socket
with socket.create_server(("{_HERE}", {_PORT})) as server:
    server.settimeout(3600)
    connection, _ = server.accept()
    with open("{_CARRIED}", "w") as file:
        carried = 0
        while received := connection.recv(65536):
            carried += len(received)
            file.seek(0)
            file.write(f"{{carried:20}}")
            file.flush()
"""


def furnish(host: LabHost) -> None:
    """Give the dom0 what that guest needs: drivers in its initramfs, a disk, a bridge, and somebody who listens."""
    drivers = [artefacts.file(f"/modules/{name.rpartition('/')[2]}", _driver(host, name)) for name in _DRIVERS]
    more = artefacts.initramfs([artefacts.folder("/modules"), *drivers, artefacts.script("/etc/rc", _RC)])
    host.put(f"{INITRAMFS}.more", more)
    host.put(DISK, bytes(DISK_BYTES))
    # The kernel unpacks one archive after the other, and the later file wins.
    prepared = host.run_script(
        'cat "$1" "$2.more" > "$2" || exit 1\n'
        f"ip link add {BRIDGE} type bridge; ip addr replace {_HERE}/24 dev {BRIDGE}\n"
        f"ip link set {BRIDGE} up || exit 1\n"
        'setsid python3 -c "$3" </dev/null >/dev/null 2>&1 &',
        *(LINUX_INITRAMFS, INITRAMFS, _LISTENER),
    )
    assert prepared.exit_status == 0, prepared.stderr
    listens = ("ss", "-Hltn", f"sport = :{_PORT}")
    until(lambda: host.run(listens).stdout, timeout_s=120.0)


def carried_bytes(host: LabHost) -> int:
    """What it has sent until now, as who listens has counted it: as much as it has written."""
    return int(host.run(("cat", _CARRIED)).stdout)


def definition(name: str, backend: str = "phy") -> str:
    """`backend` is phy or qdisk: who serves its disk."""
    return config(
        name=name,
        type="pv",
        kernel=LINUX_KERNEL,
        ramdisk=INITRAMFS,
        extra=f"console=hvc0 quiet {UNGUARDED}",
        memory=LINUX_MINIMUM_MIB,
        vcpus=1,
        disk=(f"{DISK},raw,xvda,rw,backendtype={backend}",),
        vif=(f"bridge={BRIDGE}",),
    )


def _driver(host: LabHost, name: str) -> bytes:
    """A module of the dom0's kernel, which is that of the guests too, unpacked: busybox loads no other."""
    found = host.run_script(_MODULE, name).stdout.split()
    assert len(found) == 1, f"{host.name} has no driver {name}: {found}"
    content = host.transport().read_file(found[0], limit_bytes=4 << 20)
    return lzma.decompress(content) if found[0].endswith(".xz") else content
