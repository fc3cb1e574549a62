"""Generates the definition of a new guest from its parameters."""

from collections.abc import Mapping
from types import MappingProxyType

from xentui_driver.definitions.parameters.checking import check_syntax, effective, refuse
from xentui_driver.definitions.parameters.parameter import GuestType, ParameterValue
from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.writer import write

HEADING = "Made by xentui. It is yours: change it as you like."


def settings(guest_type: GuestType, values: Mapping[str, ParameterValue]) -> Mapping[str, Value]:
    """The settings of xl.cfg in their order. Raises InvalidInput with parameter, value and rule."""
    refuse(check_syntax(guest_type, values))
    return MappingProxyType({key: _value(value) for key, value in effective(guest_type, values).items()})


def definition_text(guest_type: GuestType, values: Mapping[str, ParameterValue]) -> str:
    """The whole xl.cfg. Raises InvalidInput."""
    return write(settings(guest_type, values), heading=HEADING)


def _value(value: ParameterValue) -> Value:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if isinstance(value, int) else value
