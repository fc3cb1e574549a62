"""Defines a parameter of a new guest: its name, the values it takes, and what happens without it."""

from collections.abc import Callable
from enum import Enum

from xentui_driver.model.dataclass import dataclass


class GuestType(Enum):
    """The kinds of guest that xl knows; the values are those of `type =`."""

    PV = "pv"
    PVH = "pvh"
    HVM = "hvm"


ParameterValue = str | int | bool | tuple[str, ...]

ANY_TYPE = frozenset(GuestType)
PV_ONLY = frozenset({GuestType.PV})
PV_AND_PVH = frozenset({GuestType.PV, GuestType.PVH})
PV_AND_HVM = frozenset({GuestType.PV, GuestType.HVM})
HVM_AND_PVH = frozenset({GuestType.HVM, GuestType.PVH})
HVM_ONLY = frozenset({GuestType.HVM})
PVH_ONLY = frozenset({GuestType.PVH})


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule for a parameter's values, in words and as a function."""

    words: str
    """Words that go on after "isn't"."""
    problem: Callable[[ParameterValue], str]
    """Says what is wrong with a value of the right kind; empty when nothing is."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `key` is its name here and in xl.cfg."""

    key: str
    kind: type
    """str, int, bool, or tuple for a list of strings."""
    types: frozenset[GuestType]
    check: Rule
    source: str
    """Where xl documents it: xl.cfg(5), xl-disk-configuration(5), ..."""
    default: ParameterValue | None = None
    """Used when the parameter isn't given at all; an empty value means that nothing is written."""
    is_required: bool = False
    help: str = ""
    """What it is for, and what xl does without it."""
    unit: str = ""
    other_kinds: tuple[type, ...] = ()
    """Further kinds of value that xl accepts."""
    is_secret: bool = False
    """A password: it isn't shown, not even in a refusal."""

    @property
    def rule(self) -> str:
        """The rule in words, for the message that refuses a value."""
        return self.check.words
