"""Every parameter of a new guest: its type, default and rule, the xl.cfg line it makes, and where xl documents it."""

from xentui_driver.definitions.parameters.checking import check_syntax, refuse, warnings
from xentui_driver.definitions.parameters.generation import definition_text, settings
from xentui_driver.definitions.parameters.host import ancillary_files, check_on_host, password_from
from xentui_driver.definitions.parameters.macs import with_macs
from xentui_driver.definitions.parameters.parameter import GuestType, Parameter, ParameterValue
from xentui_driver.definitions.parameters.table import AREAS, BY_KEY, PARAMETERS, parameters_of
from xentui_driver.definitions.parameters.words import texts_of, value_from

__all__ = [
    "AREAS",
    "BY_KEY",
    "PARAMETERS",
    "GuestType",
    "Parameter",
    "ParameterValue",
    "ancillary_files",
    "check_on_host",
    "check_syntax",
    "definition_text",
    "parameters_of",
    "password_from",
    "refuse",
    "settings",
    "texts_of",
    "value_from",
    "warnings",
    "with_macs",
]
