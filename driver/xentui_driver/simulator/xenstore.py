"""`xenstore-list` and `xenstore-read` over what the simulator knows of each domain (xenstore_client.c)."""

from collections.abc import Mapping, Sequence

from xentui_driver.model.domain import INCOMING_SUFFIX
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.simulator.device_model import device_model_pid
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.invocation import Invocation

_LOWEST_VNC_PORT = 5900
_DOMAINS = "/local/domain"
_START = lazy_pattern(r"/vm/([0-9a-f-]{36})/start_time")
_ESCAPES = {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r", 0x5C: "\\\\"}


def list_keys(invocation: Invocation, arguments: Sequence[str]) -> int:
    """`xenstore-list PATH...`: the children of each."""
    return _each(invocation, "xenstore-list", arguments)


def read_keys(invocation: Invocation, arguments: Sequence[str]) -> int:
    """`xenstore-read KEY...`: values up to the first key that isn't there."""
    return _each(invocation, "xenstore-read", arguments)


def _each(invocation: Invocation, command: str, arguments: Sequence[str]) -> int:
    paths = [argument for argument in arguments if not argument.startswith("-")]
    if Fault.REFUSE in invocation.host.faults:
        invocation.err(f"{command}: xs_open: Permission denied\n")
        return 1
    if not paths:
        invocation.err(f"{command}: Usage: {command} [-h] [-p] [-s] key [...]\n")
        return 1
    look = _children if command == "xenstore-list" else _value
    for path in paths:
        with invocation.xen.at_now() as now_s:
            found = look(invocation, path.rstrip("/"), now_s)
        if found is None:
            problem = f"couldn't read path {path}" if look is _value else f"could not list path {path}"
            invocation.err(f"{command}: {problem}\n")
            return 1
        invocation.out(found)
    return 0


def _value(invocation: Invocation, path: str, now_s: float) -> str | None:
    if started := _START.fullmatch(path):
        return _start_time(invocation, started[1])
    domid, _, key = path.removeprefix(_DOMAINS + "/").partition("/")
    domain = _domain(invocation, domid) if path.startswith(_DOMAINS + "/") else None
    if domain is None or domain.name is None:
        return None
    value = keys(domain).get(key)
    if value is None:
        inner = any(other.startswith(f"{key}/") for other in keys(domain)) or not key
        return "\n" if inner else None
    return f"{sanitised(value)}\n"


def _start_time(invocation: Invocation, uuid: str) -> str | None:
    """Written when a domain is complete (libxl__build_post, libxl_dom.c); none for dom0."""
    host = invocation.host
    complete = (d for d in host.in_order() if d.domid and d.name and not d.name.endswith(INCOMING_SUFFIX))
    found = next((domain for domain in complete if domain.uuid == uuid), None)
    return None if found is None else f"{found.built_s + host.epoch_offset_s:.2f}\n"


def _children(invocation: Invocation, path: str, now_s: float) -> str | None:
    if path == _DOMAINS:
        return "".join(f"{d.domid}\n" for d in invocation.host.in_order() if d.name is not None)
    domid, _, folder = path.removeprefix(_DOMAINS + "/").partition("/")
    domain = _domain(invocation, domid) if path.startswith(_DOMAINS + "/") else None
    if domain is None or domain.name is None:
        return None
    inside = f"{folder}/" if folder else ""
    names = dict.fromkeys(key.removeprefix(inside).split("/")[0] for key in keys(domain) if key.startswith(inside))
    return "".join(f"{name}\n" for name in names) if names or folder in keys(domain) else None


def keys(domain: SimulatedDomain) -> Mapping[str, str]:
    """The domain's part of the store, by path below /local/domain/DOMID.

    The toolstack makes the keys of the features empty; a guest that hears requests fills them when it is up.
    """
    hears = "1" if domain.announces else ""
    found = {
        "control/feature-poweroff": hears,
        "control/feature-reboot": hears,
        "control/feature-suspend": hears,
        "control/shutdown": domain.request,
        "control/sysrq": domain.sysrq,
        "domid": str(domain.domid),
        "memory/static-max": str(domain.maximum_kib),
        "memory/target": str(domain.target_kib),
        "name": domain.name or "",
        "vm": f"/vm/{domain.uuid}",
    }
    if domain.domid:
        for number in range(domain.settings.built_vcpus):
            found[f"cpu/{number}/availability"] = "online" if number < domain.wanted_vcpus else "offline"
        if domain.online_vcpus:
            found["console/tty"] = f"/dev/pts/{domain.domid}"
    if domain.serves is not None:
        found["target"] = str(domain.serves)
    if domain.announces and (used_kib := domain.guest.says_used_kib):
        found["data/meminfo_total"] = str(domain.maximum_kib)
        found["data/meminfo_free"] = str(max(0, domain.maximum_kib - used_kib))
    if domain.settings.type == "hvm":
        found["image/device-model-pid"] = str(device_model_pid(domain))
        found["memory/videoram"] = str(domain.settings.video_kib)
        if domain.settings.has_serial_line:
            found["serial/0/tty"] = "/dev/pts/1"
        if domain.settings.has_vnc and domain.domid:
            found["console/vnc-listen"], found["console/vnc-port"] = "127.0.0.1", str(_LOWEST_VNC_PORT + domain.domid)
    return found


def sanitised(value: str) -> str:
    """A value on one line of ASCII (sanitise_value, xs_lib.c)."""
    return "".join(map(_sanitised, value.encode("utf-8", "surrogateescape")))


def _sanitised(octet: int) -> str:
    if octet in _ESCAPES:
        return _ESCAPES[octet]
    if 0x20 <= octet < 0x7F:
        return chr(octet)
    return f"\\{octet:03o}" if octet < 8 else f"\\x{octet:02x}"


def _domain(invocation: Invocation, word: str) -> SimulatedDomain | None:
    return invocation.host.domains.get(int(word)) if word.isascii() and word.isdigit() else None
