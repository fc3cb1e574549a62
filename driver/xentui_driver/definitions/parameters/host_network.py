"""Checks that the bridges and scripts for a new guest's interfaces exist on the host."""

import posixpath
from collections.abc import Iterator, Mapping

from xentui_driver.definitions.parameters.host_files import HostFiles
from xentui_driver.definitions.parameters.parameter import ParameterValue
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.definitions.xl_config.vif import Vif, parse_vif
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import ParseError

SCRIPTS_FOLDER = "/etc/xen/scripts"
XL_CONF = "/etc/xen/xl.conf"
VIF_SCRIPT = "vif-bridge"
SWITCH_SCRIPT = "vif-openvswitch"
"""The script that accepts BRIDGE.VLAN and BRIDGE:TRUNK as a bridge."""
INTERFACES_FOLDER = "/sys/class/net"


@dataclass(frozen=True, slots=True)
class _Defaults:
    """The values of an interface that doesn't state them: from xl.conf, else from libxl (xl.c, libxl_nic.c)."""

    script: str
    bridge: str
    backend: str


def missing_for_interfaces(values: Mapping[str, ParameterValue], host_files: HostFiles) -> Iterator[tuple[str, str]]:
    """Problems, each with its parameter."""
    texts = values.get("vif", ())
    if not isinstance(texts, tuple) or not texts:
        return
    defaults = _defaults(host_files)
    for text in texts:
        for words in _why_not(parse_vif(text), defaults, host_files):
            yield "vif", words


def script_path(words: str) -> str:
    """A bare name is one of Xen's own scripts (libxl_device.c)."""
    return posixpath.join(SCRIPTS_FOLDER, words)


def _defaults(host_files: HostFiles) -> _Defaults:
    try:
        stated = parse(host_files.text(XL_CONF), XL_CONF).get_string
    except ParseError:  # the doctor reports it
        return _Defaults(VIF_SCRIPT, "xenbr0", "")
    return _Defaults(
        script=stated("vif.default.script") or VIF_SCRIPT,
        bridge=stated("vif.default.bridge") or "xenbr0",
        backend=stated("vif.default.backend") or "",
    )


def _why_not(vif: Vif, defaults: _Defaults, host_files: HostFiles) -> Iterator[str]:
    """Interfaces of another domain can't be examined from here."""
    if dict(vif.more).get("backend", defaults.backend):
        return
    script = vif.script or defaults.script
    words = host_files.why_not_file(script_path(script))
    if words:
        yield words
    kind = posixpath.basename(script)
    if kind in (VIF_SCRIPT, SWITCH_SCRIPT) or vif.bridge:
        yield from _why_no_bridge(vif.bridge, defaults.bridge, kind, host_files)


def _why_no_bridge(stated: str, default: str, script: str, host_files: HostFiles) -> Iterator[str]:
    name = stated or default
    if script == SWITCH_SCRIPT:
        name = name.partition(".")[0].partition(":")[0]
    path = f"{INTERFACES_FOLDER}/{name}"
    entry = host_files.entry(path)
    if entry is None:
        yield f"this host has no bridge {name}{'' if stated else ', which xl uses where no bridge= is given'}"
    elif script == VIF_SCRIPT and not entry.is_file and "bridge" not in (host_files.folder(path) or {"bridge": entry}):
        yield f"{name} is a network interface of this host, but not a bridge"
