"""Network interfaces: xl says what it doesn't understand of one, and goes on (xl_parse.c, parse_nic_config)."""

from typing import NoReturn

from xentui_driver.definitions.xl_config.meaning.c_numbers import ULONG_MAX, unsigned_long
from xentui_driver.definitions.xl_config.meaning.device_shapes import COLO_NIC_MEMBERS
from xentui_driver.definitions.xl_config.meaning.reading import Reading, options
from xentui_driver.definitions.xl_config.meaning.shape import Record
from xentui_driver.definitions.xl_config.vif_rate import parse_rate
from xentui_driver.model.lazy_pattern import lazy_pattern

_TEXTS = {
    "bridge": "bridge",
    "gatewaydev": "gatewaydev",
    "netdev": "gatewaydev",
    "ip": "ip",
    "script": "script",
    "backend": "backend_domname",
    "vifname": "ifname",
    "model": "model",
    "forwarddev": "coloft_forwarddev",
} | {member: member for member in COLO_NIC_MEMBERS if member != "coloft_forwarddev"}
_TYPES = {"vif": "vif", "ioemu": "vif_ioemu"}
_NUMBERS = ("devid", "mtu")
_FLAGS = {"trusted": "True", "untrusted": "False"}
_BYTE = lazy_pattern(r"[ \t\n\v\f\r]*[+]?(?:0[xX])?([0-9a-fA-F]+)")


def read_interfaces(reading: Reading, domain: Record) -> None:
    domain["nics"] = []
    for specification in reading.strings("vif") or ():
        nic: Record = {"devid": len(domain["nics"])}
        for option in options(specification):
            _take(reading, nic, option)
        domain["nics"].append(nic)
    if reading.items("vif2") is not None:
        reading.say("WARNING: vif2: netchannel2 is deprecated and not supported by xl")


def _take(reading: Reading, nic: Record, option: str) -> None:
    key, equals, value = option.partition("=")
    if not equals and option in _FLAGS:
        nic["trusted"] = _FLAGS[option]
    elif not equals or not _is_known(key):
        reading.say(f"unrecognized argument `{option}'")
    elif key in _TEXTS:
        if key == "netdev":
            reading.say("the netdev parameter is deprecated, please use gatewaydev instead")
        nic[_TEXTS[key]] = value
    elif key == "type":
        if value in _TYPES:
            nic["nictype"] = _TYPES[value]
        else:
            reading.say("Invalid parameter `type'.")
    elif key == "mac":
        _take_mac(reading, nic, value)
    elif key == "rate":
        _take_rate(reading, nic, value)
    elif key == "accel":
        reading.say("the accel parameter for vifs is currently not supported")
    else:
        nic[key] = _ulong(reading, value)


def _is_known(key: str) -> bool:
    return key in _TEXTS or key in _NUMBERS or key in ("type", "mac", "rate", "accel")


def _take_mac(reading: Reading, nic: Record, text: str) -> None:
    """Six numbers with any one character between; those before a wrong one stay."""
    numbers = [int(number, 16) for number in nic.get("mac", "0:0:0:0:0:0").split(":")]
    rest = text
    for position in range(6):
        match = _BYTE.match(rest)
        if match is None or int(match[1], 16) > 255:
            reading.say("Invalid parameter `mac'.")
            break
        numbers[position] = int(match[1], 16)
        rest = rest[match.end() + 1 :]
    nic["mac"] = ":".join(f"{number:02x}" for number in numbers)


def _take_rate(reading: Reading, nic: Record, text: str) -> None:
    rate = parse_rate(text)
    if isinstance(rate, str):
        _refuse_rate(reading, rate, text)
    nic["rate_bytes_per_interval"] = rate.bytes_per_interval
    nic["rate_interval_usecs"] = rate.interval_us


def _refuse_rate(reading: Reading, complaint: str, text: str) -> NoReturn:
    speed, _, interval = text.partition("@")
    about = interval if "interval" in complaint else speed
    if complaint == "no rate specified":
        about = text
    reading.refuse(f"{reading.config.source}: config parsing error in vif: {complaint} in `{about}'")


def _ulong(reading: Reading, text: str) -> int:
    taken = unsigned_long(text, 10)
    if not taken.is_there or taken.number == ULONG_MAX:
        reading.refuse(f'xl: failed to convert "{text}" to number')
    return taken.number
