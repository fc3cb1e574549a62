"""What one parameter of a new guest is: its name, the values it takes, and what happens without it."""

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
    """Which values are good, in words and as a function."""

    words: str
    """They go on after "isn't"."""
    problem: Callable[[ParameterValue], str]
    """What is wrong with a value of the right kind; empty when nothing is."""


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
    """Taken when the parameter isn't there at all; an empty value means that nothing is written."""
    is_required: bool = False
    help: str = ""
    """What it is for, and what xl does without it."""
    unit: str = ""
    other_kinds: tuple[type, ...] = ()
    """Further kinds of value that xl takes."""
    is_secret: bool = False
    """A password: it isn't shown, not even in a refusal."""

    @property
    def rule(self) -> str:
        """In words, for the message that refuses a value."""
        return self.check.words
