"""Every parameter of a new guest: its type, default and rule, the xl.cfg line it makes, and where xl documents it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from xentui_driver.transport import FileReader
from xentui_driver.xl_config.config import Value


class GuestType(Enum):
    """The kinds of guest that xl knows; the values are those of `type =`."""

    PV = "pv"
    PVH = "pvh"
    HVM = "hvm"


ParameterValue = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `key` is its name here and in xl.cfg."""

    key: str
    kind: type
    """str, int, bool, or tuple for a list of strings."""
    types: frozenset[GuestType]
    rule: str
    """In words, for the message that refuses a value."""
    source: str
    """Where xl documents it: xl.cfg(5), xl-disk-configuration(5), ..."""
    default: ParameterValue | None = None
    is_required: bool = False
    help: str = ""


PARAMETERS: tuple[Parameter, ...] = ()


def parameters_of(guest_type: GuestType) -> tuple[Parameter, ...]:
    """Those that a guest of that type can have."""
    raise NotImplementedError


def check_syntax(guest_type: GuestType, values: Mapping[str, ParameterValue]) -> Mapping[str, str]:
    """What is wrong, by parameter, without a host: unknown, missing, of the wrong type, against its rule."""
    raise NotImplementedError


def check_on_host(guest_type: GuestType, values: Mapping[str, ParameterValue], files: FileReader) -> Mapping[str, str]:
    """What is wrong on this host, by parameter: kernels, disks, scripts and bridges that aren't there."""
    raise NotImplementedError


def settings(guest_type: GuestType, values: Mapping[str, ParameterValue]) -> Mapping[str, Value]:
    """The settings of xl.cfg in their order. Raises InvalidInput with parameter, value and rule."""
    raise NotImplementedError


def definition_text(guest_type: GuestType, values: Mapping[str, ParameterValue]) -> str:
    """The whole xl.cfg. Raises InvalidInput."""
    raise NotImplementedError
