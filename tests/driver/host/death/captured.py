"""A host as a guest's death has left it: the captures of real Xen, at the places where they were."""

import re
from pathlib import Path

from tests.lab.deaths.death import Death as Brought
from tests.lab.deaths.kinds import DEATHS
from tests.scripted import DATA, Answer, ScriptedTransport
from xentui_driver.host.death.death import Death
from xentui_driver.host.death.evidence import Touch
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.job import Subject, Verdict

FOLDER = DATA / "deaths"
LOGS = "/var/log/xen"
KINDS = {death.kind: death for death in DEATHS}


def text_of(kind: str, name: str) -> str:
    """Empty where that kind left nothing of it."""
    path = FOLDER / kind / name
    return path.read_text("utf-8", "surrogateescape") if path.exists() else ""


def domid_of(kind: str) -> int:
    return int(text_of(kind, "domid"))


def host_after(kind: str) -> Hypervisor:
    """With the listing, the logs and the messages of Xen that were there."""
    domid = domid_of(kind)
    answers: dict[str, Answer | list[Answer]] = {
        "xl list -v": text_of(kind, "list.out"),
        "xenstore-list /local/domain": "".join(f"{line.split()[1]}\n" for line in _rows(kind)),
        "xl dmesg": text_of(kind, "dmesg.out"),
        f"xenstore-read /local/domain/{domid}/image/device-model-pid": _device_model(kind),
    }
    return Hypervisor(ScriptedTransport(answers, dict(_files(KINDS[kind]))))


def _rows(kind: str) -> list[str]:
    return text_of(kind, "list.out").splitlines()[1:]


def _device_model(kind: str) -> Answer:
    """Its process isn't there any more, but libxl has noted it."""
    return "4242\n" if kind == "device-model-died" else (1, "", "xenstore-read: couldn't read path\n")


def _files(death: Brought) -> dict[str, bytes]:
    there = {
        f"{LOGS}/xl-{death.name}.log": "monitor.log",
        f"{LOGS}/qemu-dm-{death.name}.log": "device-model.log",
        f"{LOGS}/xen-hotplug.log": "hotplug.log",
        f"{LOGS}/console/guest-{death.name}.log": "console.log",
        _bootloader_log(death.kind): "bootloader.log",
    }
    folder = FOLDER / death.kind
    return {path: (folder / name).read_bytes() for path, name in there.items() if (folder / name).exists()}


def _bootloader_log(kind: str) -> str:
    found = re.search(r"/var/log/xen/bootloader\.\d+\.log", text_of(kind, "create.err"))
    return found[0] if found else ""


def attempts(kind: str) -> tuple[Touch, ...]:
    """The start that failed, as its job has it; nothing where it succeeded."""
    death = KINDS[kind]
    if death.is_started:
        return ()
    said = tuple(text_of(kind, "create.err").splitlines())
    return (touch("start", death.name, Verdict.FAILED, said=said),)


def touch(
    operation: str, name: str, verdict: Verdict, *, domid: int | None = None, said: tuple[str, ...] = ()
) -> Touch:
    return Touch(operation, f"{operation} {name}", "root (pts/0)", 100.0, verdict, "It failed.", domid, said=said)


def death_of(kind: str, *touches: Touch) -> Death:
    """What xentui says of it."""
    return host_after(kind).why(Subject(KINDS[kind].name), (*attempts(kind), *touches))


def captured_kinds() -> list[str]:
    return sorted(path.name for path in Path(FOLDER).iterdir() if path.is_dir())
