"""A guest as it runs beside what its definition says: what will be lost at the next start, and how to keep it."""

from collections.abc import Mapping
from dataclasses import dataclass

from xentui_driver.definition_store import DefinitionStore
from xentui_driver.model import Instance
from xentui_driver.xl import Xl
from xentui_driver.xl_config.config import Value


@dataclass(frozen=True, slots=True)
class Fact:
    """One property of a guest."""

    label: str
    running: str | None = None
    """As it is now; None where it isn't running or can't be told."""
    file: str | None = None
    """As xl understands the definition; None where there is none."""

    @property
    def will_be_lost(self) -> bool:
        return self.running is not None and self.file is not None and self.running != self.file


@dataclass(frozen=True, slots=True)
class Description:
    """Everything about one instance; passwords are never in it."""

    instance: Instance
    facts: tuple[Fact, ...]
    autostart: str | None = None
    """The link that starts it with the host."""
    problems: tuple[str, ...] = ()
    """What could not be read, and why."""
    write_back: Mapping[str, Value | None] | None = None
    """The settings that make the definition as the guest runs; None when there is nothing to write back."""


def describe(xl: Xl, store: DefinitionStore, instance: Instance) -> Description:
    """Look at both sides; what can't be read is a problem, not an error. Raises HostError."""
    raise NotImplementedError
