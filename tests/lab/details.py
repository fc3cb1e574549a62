"""Record what real Xen says of a guest's configuration (`xl list -l`): `python -m tests.lab.details`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab import guests, lab
from tests.lab.guest_system import LINUX_INITRAMFS, LINUX_KERNEL
from tests.lab.host import LabHost
from tests.waiting import until

FOLDER = Path(__file__).parent.parent / "data" / "details"
REMOTE = "/root/corpus-details"
BRIDGE = "corpusbr"
UP_S = 600.0
PV = "pv"
PVH = "pvh"


def record(host: LabHost) -> None:
    """A guest of each type through the changes that its configuration follows."""
    FOLDER.mkdir(exist_ok=True)
    with _bridge(host):
        for kind in (PV, PVH):
            _record_guest(host, kind)
    _keep(host, "dom0", "0")
    _keep(host, "no_such_domain", "999")


def _record_guest(host: LabHost, kind: str) -> None:
    name = f"corpus-{kind}"
    host.put(f"{REMOTE}/{kind}.cfg", definition(kind, name).encode())
    # libxl gives a hotplug script ten seconds, which a busy emulated host may need for other things.
    create = ("xl", "create", f"{REMOTE}/{kind}.cfg")
    until(lambda: host.run(create, timeout_s=UP_S).exit_status == 0, timeout_s=UP_S)
    domid = host.run(("xl", "domid", name)).stdout.strip()
    ready = ("xenstore-read", f"/local/domain/{domid}/control/feature-poweroff")
    until(lambda: host.run(ready).stdout == "1\n", timeout_s=UP_S)
    _keep(host, f"{kind}.running", domid)
    for change in (f"mem-set {domid} 114688k", f"vcpu-set {domid} 1", f"rename {domid} {name}-x"):
        host.run(("xl", *change.split()))
    _keep(host, f"{kind}.changed", domid)
    host.run(("xl", "mem-max", domid, "150m"))
    host.run(("xl", "pause", domid))
    _keep(host, f"{kind}.mem_max_paused", domid)
    host.run(("xl", "destroy", domid))


def definition(kind: str, name: str) -> str:
    number = "1" if kind == PV else "2"
    return guests.config(
        name=name,
        uuid=f"{number * 8}-2222-4333-8444-555555555555",
        type=kind,
        kernel=LINUX_KERNEL,
        ramdisk=LINUX_INITRAMFS,
        extra="console=hvc0 quiet lab.errand=wait",
        memory=128,
        maxmem=144,
        vcpus=2,
        maxvcpus=3,
        cpu_weight=512,
        disk=(f"{REMOTE}/disk.img,raw,xvda,rw", f"vdev=xvdb,access=ro,target={REMOTE}/other.img"),
        vif=(f"mac=00:16:3e:00:00:0{number},bridge={BRIDGE}",),
        on_crash="preserve",
    )


@contextmanager
def _bridge(host: LabHost) -> Iterator[None]:
    for image in ("disk", "other"):
        host.put(f"{REMOTE}/{image}.img", bytes(1 << 20))
    host.run(("ip", "link", "add", BRIDGE, "type", "bridge"))
    try:
        yield
    finally:
        host.run(("ip", "link", "del", BRIDGE))
        host.run(("rm", "-r", REMOTE))


def _keep(host: LabHost, name: str, domid: str) -> None:
    listed = host.run(("env", "LC_ALL=C", "xl", "list", "-l", domid))
    text = f"{listed.stdout}{listed.stderr}"
    (FOLDER / f"{name}.out").write_text(text, "utf-8")
    print(f"{name}: {listed.exit_status}", flush=True)


def main() -> None:
    with lab.running_lab(print) as running:
        record(running.hosts[0])


if __name__ == "__main__":
    main()
