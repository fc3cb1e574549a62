"""A guest that is being made: what its form asks, and what is typed so far as a definition."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from xentui_driver.definitions.parameters.parameter import GuestType, ParameterValue
from xentui_driver.definitions.parameters.table import BY_KEY
from xentui_driver.model.dataclass import dataclass

Typed = Mapping[str, Sequence[str]]
"""The lines of each field, by key."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One line that a form asks; of a new guest the others can be given with an editor later."""

    key: str
    label: str
    example: str = ""
    types: frozenset[GuestType] = frozenset(GuestType)
    words: str = ""
    """What it is for, where it isn't a parameter of its own."""
    is_path: bool = False
    """It begins with a path on the host."""

    @property
    def is_list(self) -> bool:
        return self.key in BY_KEY and BY_KEY[self.key].kind is tuple

    @property
    def help(self) -> str:
        return self.words or BY_KEY[self.key].help


class Draft(Protocol):
    """A guest as far as it has been typed."""

    @property
    def name(self) -> str: ...

    @property
    def uuid(self) -> str: ...

    @property
    def guest_type(self) -> GuestType: ...

    @property
    def values_by_field(self) -> Mapping[str, Mapping[str, ParameterValue]]:
        """What is checked on the host, by the field that asks for it; the field "" stands for those of all others."""
        ...

    @property
    def problems(self) -> Mapping[str, str]:
        """What is wrong, by key; what is only missing yet is in it too."""
        ...

    @property
    def text(self) -> str:
        """The definition. Raises InvalidInput while there are problems."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed and yet worth a second thought."""
        ...

    @property
    def commands(self) -> tuple[str, ...]:
        """Lines for a shell of the host, before it can start."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What the operator should know of it."""
        ...

    def preview(self) -> str:
        """The definition as far as it can be written; what is wrong or missing is a comment."""
        ...


class GuestForm(Protocol):
    """What is asked for one kind of draft, and how what is typed becomes one."""

    @property
    def asked(self) -> Sequence[Asked]: ...

    @property
    def type(self) -> GuestType | None:
        """The type of the guest, where it isn't asked."""
        ...

    def suggested(self, typed: Typed) -> Mapping[str, str]:
        """What fields hold until the operator types something else there."""
        ...

    def draft(self, guest_type: GuestType, typed: Typed) -> Draft: ...

    def label_of(self, key: str) -> str:
        """What the form calls a parameter."""
        ...
