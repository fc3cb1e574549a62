"""PCI devices that are passed through (libxlu_pci.c, xl_parse.c)."""

from xentui_driver.definitions.xl_config.meaning.c_numbers import as_int
from xentui_driver.definitions.xl_config.meaning.reading import LIBXL_FAIL, LIBXL_INVALID, Reading, put, same_word
from xentui_driver.definitions.xl_config.meaning.shape import Record
from xentui_driver.model.lazy_pattern import lazy_pattern

_BLANKS = r"[ \t\n\v\f\r]*"
_HEX = rf"{_BLANKS}([+-]?(?:0[xX][0-9a-fA-F]*|[0-9a-fA-F]+))"
"""What sscanf takes for %x: a 0x without digits too."""
_ADDRESS = lazy_pattern(rf"(?:{_HEX}:)?{_HEX}:{_HEX}\.(?:(\*)|{_HEX})")
_COLONS = lazy_pattern(r"[0-9a-fA-F:]*")
_SLOT = lazy_pattern(_HEX)
_ALL_FUNCTIONS = (1 << 32) - 1
_SWITCHES = ("permissive", "msitranslate", "seize", "power_mgmt")
_POLICIES = ("invalid", "strict", "relaxed")


class _NotPci(ValueError):
    """Carries the status that xl ends with."""


def read_pci(reading: Reading, domain: Record) -> None:
    """pci, and what is common to all of them."""
    build = domain["b_info"]
    common: Record = {}
    for switch in ("msitranslate", "power_mgmt", "permissive", "seize"):
        put(common, switch, reading.number(f"pci_{switch}"))
    _read_reserved_memory(reading, build)
    # In a guest of another type libxl takes this from memory that it has set to 0.
    usual = {"rdm_policy": "invalid" if build["type"] == "hvm" else "strict"}
    domain["pcidevs"] = [_device(reading, text, common | usual) for text in reading.strings("pci") or ()]
    if domain["pcidevs"] and build["type"] == "pv":
        build["u"]["e820_host"] = "True"


def _read_reserved_memory(reading: Reading, build: Record) -> None:
    """`rdm`: xlu_rdm_parse takes a policy that is right for a wrong one, and then nothing counts."""
    text = reading.string("rdm")
    if text is None:
        return
    strategy = ""
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if not equals:
            return
        if key == "strategy" and value == "host":
            strategy = value
        elif key == "policy" and same_word(_POLICIES, value) is None:
            reading.say(f"Unknown RDM policy: {value}", end="")
        else:
            if key == "strategy":
                reading.say(f"Unknown RDM strategy option: {value}", end="")
            elif key != "policy":
                reading.say(f"Unknown RDM state option: {key}", end="")
            return
    if build["type"] == "hvm":
        # What isn't stated is whatever was in memory: hardly ever a number that has a name.
        build["u"]["rdm"] = {"strategy": strategy or None, "policy": None}


def _device(reading: Reading, text: str, usual: Record) -> Record:
    device = dict(usual)
    try:
        _fill(reading, device, text)
    except _NotPci as error:
        complaint = f"unable to parse PCI_SPEC_STRING `{text}' for passthrough"
        reading.refuse(complaint, exit_status=error.args[0])
    return device


def _fill(reading: Reading, device: Record, text: str) -> None:
    """xlu_pci_parse_spec_string: an address first, then keys and values."""
    has_address, rest = False, text
    if _COLONS.match(text) and (end := _take_address(device, text)) is not None:
        has_address, rest = True, text[end:]
        if rest.startswith("@"):
            rest = rest[1:]
            rest = rest[_take_slot(device, rest) :]
        if rest and not rest.startswith(","):
            raise _NotPci(LIBXL_INVALID)
        rest = rest[1:]
    while rest:
        key, equals, rest = rest.partition("=")
        if not equals:
            raise _NotPci(LIBXL_INVALID)
        value, _, rest = rest.partition(",")
        if key == "bdf":
            if _take_address(device, value) is None:
                raise _NotPci(LIBXL_INVALID)
            has_address = True
        else:
            _take_option(reading, device, key, value)
    if has_address == ("name" in device):
        raise _NotPci(LIBXL_INVALID)


def _take_option(reading: Reading, device: Record, key: str, value: str) -> None:
    if key == "vslot":
        _take_slot(device, value)
    elif key in _SWITCHES:
        device[key] = as_int(value)
    elif key == "rdm_policy":
        policy = same_word(_POLICIES, value)
        if policy is None:
            reading.say(f"Unknown RDM policy: {value}", end="")
            raise _NotPci(LIBXL_FAIL)
        device[key] = policy
    elif key == "name":
        device[key] = value
    else:
        reading.say(f"Unknown PCI_SPEC_STRING option: {key}", end="")
        raise _NotPci(LIBXL_INVALID)


def _take_address(device: Record, text: str) -> int | None:
    """parse_bdf; returns where the address ends, None when there is none."""
    match = _ADDRESS.match(text)
    if match is None:
        return None
    domain, bus, slot, all_functions, function = match.groups()
    colons = _COLONS.match(text)[0].count(":")  # type: ignore[index]
    numbers = [_number(text) for text in (domain or "0", bus, slot, function or "0")]
    if colons != (1 if domain is None else 2):
        return None
    if any(not 0 <= number <= most for number, most in zip(numbers, (0xFFFF, 0xFF, 0x1F, 7), strict=True)):
        return None
    device.update(zip(("domain", "bus", "dev", "func"), numbers, strict=True))
    device["vfunc_mask"] = _ALL_FUNCTIONS if all_functions else 1
    return match.end()


def _take_slot(device: Record, text: str) -> int:
    match = _SLOT.match(text)
    if match is None or not 0 <= _number(match[1]) <= 0x1F:
        raise _NotPci(LIBXL_INVALID)
    device["vdevfn"] = _number(match[1]) << 3
    return match.end()


def _number(text: str) -> int:
    return int(text, 16) if text[-1] not in "xX" else 0
