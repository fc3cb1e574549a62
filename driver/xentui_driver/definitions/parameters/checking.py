"""Checks values against the table, without a host."""

from collections.abc import Mapping
from types import MappingProxyType

from xentui_driver.definitions.naming import check_new_name
from xentui_driver.definitions.parameters.cross_checks import EXCLUDES, NEEDS, contradictions
from xentui_driver.definitions.parameters.parameter import GuestType, Parameter, ParameterValue
from xentui_driver.definitions.parameters.rules import shown
from xentui_driver.definitions.parameters.specifications import NAME
from xentui_driver.definitions.parameters.table import BY_KEY, parameters_of
from xentui_driver.definitions.xl_config.vif import read_vif
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.text import harmless

_KINDS = {str: "text", int: "a number", bool: "yes or no", tuple: "a list of texts"}

# Keys that xl doesn't read, with the keys used today; xl silently accepts both (xl_parse.c).
_TODAY = MappingProxyType(
    {
        "builder": "type",
        "cpu": "cpus",
        "cpu_cap": "cap",
        "bootargs": "bootloader_args",
        "device_model": "device_model_override",
        "stdvga": "vga",
        "altp2mhvm": "altp2m",
        "firmware_override": "firmware",
        "maxvcpu": "maxvcpus",
        "initrd": "ramdisk",
        "append": "cmdline",
        "disks": "disk",
        "vifs": "vif",
    }
)


def check_syntax(guest_type: GuestType, values: Mapping[str, ParameterValue]) -> Mapping[str, str]:
    """Problems by parameter, found without a host: unknown, missing, of the wrong type, against its rule.

    An empty text or list counts as not given. Rules between parameters are tried on those that are right by themselves.
    """
    found = {key: problem for key, value in values.items() if (problem := _problem(guest_type, key, value))}
    for parameter in parameters_of(guest_type):
        if parameter.is_required and not is_stated(values.get(parameter.key, "")) and parameter.key not in found:
            found[parameter.key] = "required"
    sound = {key: value for key, value in effective(guest_type, values).items() if key not in found}
    for key, words in contradictions(guest_type, sound, frozenset(found)):
        found.setdefault(key, words)
    return MappingProxyType(found)


def effective(guest_type: GuestType, values: Mapping[str, ParameterValue]) -> dict[str, ParameterValue]:
    """The values that apply, in the order of the table: those stated, and the defaults of the others."""
    found: dict[str, ParameterValue] = {}
    for parameter in parameters_of(guest_type):
        value = values.get(parameter.key, _default(parameter, guest_type, values))
        if is_stated(value):
            found[parameter.key] = value
    return found


def _default(parameter: Parameter, guest_type: GuestType, values: Mapping[str, ParameterValue]) -> ParameterValue:
    """The default, unless a stated value rules it out."""
    if parameter.key == "type":
        return guest_type.value
    is_excluded = any(values.get(key) for key, other, _ in EXCLUDES if other == parameter.key)
    is_useless = any(key == parameter.key and not values.get(needed, True) for key, needed in NEEDS)
    return "" if parameter.default is None or is_excluded or is_useless else parameter.default


def is_stated(value: ParameterValue) -> bool:
    """False for an empty text or list; no and 0 are stated."""
    return value not in ("", ())


def refuse(problems: Mapping[str, str]) -> None:
    """Raises InvalidInput when there are problems, each with its parameter."""
    if problems:
        first, *more = [f"{harmless(key)}: {words}" for key, words in problems.items()]
        rest = "" if not more else f" (and {len(more)} more)"
        raise InvalidInput(
            f"{first}{rest}.", detail="\n".join((first, *more)) if more else "", state_now="Nothing was written."
        )


def warnings(guest_type: GuestType, values: Mapping[str, ParameterValue]) -> tuple[str, ...]:
    """Warnings about what is allowed but worth a second thought."""
    stated = effective(guest_type, values)
    name = stated.get("name", "")
    found = [] if not isinstance(name, str) or NAME.problem(name) else list(check_new_name(name))
    listens = str(stated.get("vnclisten", "127.0.0.1"))
    has_vnc = stated.get("vnc", guest_type is GuestType.HVM)
    if has_vnc and "vncpasswd" not in stated and not listens.startswith(("127.", "[::1]", "::1")):
        found.append(
            f"VNC listens on {listens} without a password: anyone who can reach it can use the guest's screen."
        )
    vifs = stated.get("vif", ())
    if isinstance(vifs, tuple) and any(not read_vif(text)[0].mac for text in vifs):
        found.append(
            "An interface without a mac gets a new one at each start: networks then take the guest for a new machine."
        )
    if stated.get("pci_seize"):
        found.append("pci_seize takes a device away from dom0 without asking, even one that dom0 needs to run.")
    return tuple(found)


def _problem(guest_type: GuestType, key: str, value: ParameterValue) -> str:
    parameter = BY_KEY.get(key)
    if parameter is None:
        today = _TODAY.get(key)
        return f"there is no such parameter now; use {today}" if today else "there is no such parameter"
    if not is_stated(value):
        return ""
    if guest_type not in parameter.types:
        kinds = " and ".join(sorted(each.name for each in parameter.types))
        return f"only for {kinds} guests; this is a {guest_type.name} guest"
    if not _is_of_kind(parameter, value):
        what = "this" if parameter.is_secret else shown(value)
        return f"{what} isn't {' or '.join(_KINDS[kind] for kind in (parameter.kind, *parameter.other_kinds))}"
    if key == "type" and value != guest_type.value:
        return f"{shown(value)} isn't {guest_type.value}, the guest's type"
    return parameter.check.problem(value)


def _is_of_kind(parameter: Parameter, value: object) -> bool:
    """A truth value isn't a number here, although it is one in Python."""
    if type(value) not in (parameter.kind, *parameter.other_kinds):
        return False
    return not isinstance(value, tuple) or all(isinstance(item, str) for item in value)
