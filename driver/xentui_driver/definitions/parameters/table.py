"""The whole table, area by area, in the order in which a definition is written."""

from types import MappingProxyType

from xentui_driver.definitions.parameters.boot import BOOT
from xentui_driver.definitions.parameters.devices import DEVICE_MODEL, DEVICES
from xentui_driver.definitions.parameters.display import DISPLAY
from xentui_driver.definitions.parameters.general import CPU, EVENTS, GUEST, LIMITS
from xentui_driver.definitions.parameters.parameter import GuestType, Parameter
from xentui_driver.definitions.parameters.platform import PLATFORM

AREAS: tuple[tuple[str, tuple[Parameter, ...]], ...] = (
    ("Guest", GUEST),
    ("Boot", BOOT),
    ("Disks, interfaces, devices", DEVICES),
    ("Screen", DISPLAY),
    ("CPUs and paging", CPU),
    ("Platform and clock", PLATFORM),
    ("Device model", DEVICE_MODEL),
    ("Events", EVENTS),
    ("Limits and labels", LIMITS),
)

PARAMETERS: tuple[Parameter, ...] = tuple(parameter for _, area in AREAS for parameter in area)
BY_KEY = MappingProxyType({parameter.key: parameter for parameter in PARAMETERS})


def parameters_of(guest_type: GuestType) -> tuple[Parameter, ...]:
    """The parameters that a guest of that type can have."""
    return tuple(parameter for parameter in PARAMETERS if guest_type in parameter.types)
