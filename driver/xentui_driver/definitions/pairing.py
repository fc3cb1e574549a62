"""Chooses among several definitions of one guest, where the files themselves can tell."""

import posixpath
from collections.abc import Sequence

from xentui_driver.definitions.files import SUFFIX
from xentui_driver.model.definition import Definition


def preferred(definitions: Sequence[Definition], name: str | None = None) -> Definition | None:
    """The one named NAME.cfg, else the one that starts with the host; None where there are several of these, or none.

    `name` is the running guest's; without one, each definition's own name counts.
    """
    left = tuple(definitions)
    if len(left) < 2:
        return left[0] if left else None
    for better in (
        tuple(each for each in left if _is_called_after(each, each.listed_name if name is None else name)),
        tuple(each for each in left if each.is_in_auto),
    ):
        left = tuple(each for each in left if each in better) or left
    return left[0] if len(left) == 1 else None


def are_of_one_guest(definitions: Sequence[Definition]) -> bool:
    """Whether definitions of the same name or UUID belong to one guest: no two of them state UUIDs that differ."""
    return len({each.uuid for each in definitions if each.uuid is not None}) < 2


def _is_called_after(definition: Definition, name: str) -> bool:
    return any(posixpath.basename(path) == f"{name}{SUFFIX}" for path in (definition.path, *definition.aliases))
