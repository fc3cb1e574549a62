"""Give a guest another name: the domain, and in its definition."""

from xentui_driver.definition_store import DefinitionStore
from xentui_driver.model import Instance, Outcome
from xentui_driver.xl import Report, Xl


def rename(xl: Xl, store: DefinitionStore, instance: Instance, name: str, *, report: Report) -> Outcome:
    """Rename what there is of it, domain and definition; a half that can't be renamed is told, and how to mend it."""
    raise NotImplementedError
