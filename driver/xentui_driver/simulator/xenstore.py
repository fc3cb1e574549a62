"""`xenstore-list` and `xenstore-read` over what the simulator knows of each domain (xenstore_client.c)."""

from collections.abc import Mapping, Sequence

from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.invocation import Invocation

_DOMAINS = "/local/domain"
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
    domid, _, key = path.removeprefix(_DOMAINS + "/").partition("/")
    domain = _domain(invocation, domid) if path.startswith(_DOMAINS + "/") else None
    if domain is None or domain.name is None:
        return None
    value = keys(domain).get(key)
    if value is None:
        inner = any(other.startswith(f"{key}/") for other in keys(domain)) or not key
        return "\n" if inner else None
    return f"{sanitised(value)}\n"


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
        "control/sysrq": "",
        "domid": str(domain.domid),
        "memory/static-max": str(domain.maximum_kib),
        "memory/target": str(domain.target_kib),
        "name": domain.name or "",
        "vm": f"/vm/{domain.uuid}",
    }
    if domain.domid:
        for number in range(domain.settings.built_vcpus):
            found[f"cpu/{number}/availability"] = "online" if number < domain.wanted_vcpus else "offline"
    if domain.serves is not None:
        found["target"] = str(domain.serves)
    if domain.settings.type == "hvm":
        found["memory/videoram"] = str(domain.settings.video_kib)
        if domain.settings.has_serial_line:
            found["serial/0/tty"] = "/dev/pts/1"
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
