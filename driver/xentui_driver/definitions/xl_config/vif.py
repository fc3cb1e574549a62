"""A network interface, the comma separated text inside `vif = [ ]` (xl_parse.c, xl-network-configuration(5))."""

import re
from collections.abc import Iterator, Sequence

from xentui_driver.definitions.xl_config.vif_rate import parse_rate
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless

TYPES = ("vif", "ioemu")
MAC_EXAMPLE = "00:16:3e:12:34:56"

_FIELDS = ("mac", "bridge", "ip", "script", "vifname", "model", "type")
_NUMBERS = frozenset({"devid", "mtu"})
# `vlan` is newer than 4.20; an older xl drops it.
_MORE_KEYS = _NUMBERS | {"backend", "gatewaydev", "netdev", "rate", "forwarddev", "vlan"}
_FLAGS = frozenset({"trusted", "untrusted"})
_COLO = lazy_pattern(
    r"colo_sock_(?:mirror|compare_(?:sec_in|pri_in|notify)|redirector[012]|sec_redirector[01])_(?:id|ip|port)"
    r"|colo_filter_(?:mirror_(?:queue|outdev)|(?:sec_)?redirector[01]_(?:queue|indev|outdev)|sec_rewriter0_queue)"
    r"|colo_compare_(?:pri_in|sec_in|out|notify_dev)|colo_checkpoint_(?:host|port)"
)
# xl skips one character, whatever it is, between two numbers, and doesn't look at what follows the sixth.
_MAC = lazy_pattern(r"[0-9a-fA-F]{1,2}(?:[:-][0-9a-fA-F]{1,2}){5}")
_SHOWN_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Vif:
    """One network interface; empty where the specification says nothing."""

    mac: str = ""
    bridge: str = ""
    ip: str = ""
    script: str = ""
    vifname: str = ""
    model: str = ""
    type: str = ""
    """vif or ioemu."""
    more: tuple[tuple[str, str], ...] = ()
    """Further keys and values: gatewaydev, backend, rate, devid, mtu, ...; a flag such as untrusted has no value."""


def parse_vif(specification: str) -> Vif:
    """Raises InvalidInput for what xl refuses, and for a key or an address that xl would silently drop."""
    vif, complaints = read_vif(specification)
    if complaints:
        raise _refused(specification, complaints[0])
    return vif


def read_vif(specification: str) -> tuple[Vif, tuple[str, ...]]:
    """What can be understood of an interface, and what is wrong with the rest; never fails."""
    values: dict[str, str] = {}
    complaints: list[str] = []
    for piece in specification.split(","):
        # Only blanks before a key: a tab, or a blank before the =, makes it an unknown one (xl_parse.c).
        key, equals, value = piece.lstrip(" ").partition("=")
        if not key and not equals:
            continue
        wrong = _wrong(key, equals, value)
        if wrong:
            complaints.append(wrong)
            continue
        if key in values:
            complaints.append(f"{key} is given twice; the last one counts")
        values[key] = value
    fields = {key: values.pop(key) for key in _FIELDS if key in values}
    return Vif(**fields, more=tuple(values.items())), tuple(complaints)


def written_vif(vif: Vif) -> str:
    """A specification that reads back as the same interface. Raises InvalidInput."""
    specification = ", ".join(_parts(vif))
    if parse_vif(specification) != vif:
        raise _refused(specification, "a value contains a comma, or a key is given twice")
    return specification


def mac_of(text: str) -> str | None:
    """The address as xl prints it, if it is that of a single interface; None when it isn't one."""
    if not _MAC.fullmatch(text):
        return None
    numbers = [int(number, 16) for number in re.split("[:-]", text)]
    if numbers[0] & 1 or not any(numbers):
        return None
    return ":".join(f"{number:02x}" for number in numbers)


def clashes(vifs: Sequence[Vif]) -> tuple[str, ...]:
    """A line for each two interfaces with one address or one name in dom0."""
    found = []
    for position, vif in enumerate(vifs):
        for number, earlier in enumerate(vifs[:position]):
            words = f"interfaces {number} and {position} have the same"
            mac = mac_of(vif.mac)
            if mac is not None and mac == mac_of(earlier.mac):
                found.append(f"{words} mac {mac}")
            if vif.vifname and vif.vifname == earlier.vifname:
                found.append(f"{words} vifname {harmless(vif.vifname, 40)}")
    return tuple(found)


def _parts(vif: Vif) -> Iterator[str]:
    for key in _FIELDS:
        value = getattr(vif, key)
        if value:
            yield f"{key}={value}"
    for key, value in vif.more:
        yield key if key in _FLAGS and not value else f"{key}={value}"


def _wrong(key: str, equals: str, value: str) -> str:
    """Why xl ignores this piece, or reads it differently from how it looks; empty when all is well."""
    if key in _FLAGS:
        return f"{key} has no value" if equals else ""
    if not equals:
        return f"{harmless(key, 40)!r} isn't a key with a value: xl ignores it"
    if key == "accel":
        return "xl doesn't support accel and ignores it"
    if key not in _FIELDS and key not in _MORE_KEYS and not _COLO.fullmatch(key):
        return f"xl knows no {harmless(key, 40)!r} of an interface and ignores it"
    if not value:
        return f"{key} is empty"
    return _wrong_value(key, value)


def _wrong_value(key: str, value: str) -> str:
    shown = harmless(value, 40)
    if value != value.strip() or "\0" in value or "\n" in value:
        return f"{key} {shown!r} contains a line end or a NUL byte, or begins or ends with a blank"
    if key == "type" and value not in TYPES:
        return f"{shown!r} isn't a type: {' or '.join(TYPES)}; xl ignores anything else"
    if key == "mac" and mac_of(value) is None:
        return f"{shown!r} isn't a MAC address; an example: {MAC_EXAMPLE}"
    if key in _NUMBERS and not (value.isascii() and value.isdigit() and len(value) < 10):
        return f"{key} {shown!r} isn't a number"
    rate = parse_rate(value) if key == "rate" else None
    return f"xl rejects the rate {shown!r}: {rate}" if isinstance(rate, str) else ""


def _refused(specification: str, reason: str) -> InvalidInput:
    return InvalidInput(
        f'The interface "{harmless(specification, _SHOWN_LENGTH)}" is invalid: {reason}.',
        state_now="Nothing was done.",
        next_step=f"Write it as `mac={MAC_EXAMPLE}, bridge=xenbr0`: keys and values separated by commas.",
    )
