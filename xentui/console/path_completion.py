"""Completes the path in a field by what is in its folder, as a shell does."""

from collections.abc import Collection
from itertools import takewhile
from typing import NamedTuple

from xentui_driver.model.errors import XenError
from xentui_driver.transport.protocol import FileReader

_MOST_TOLD = 12


class Completion(NamedTuple):
    """What Tab makes of a path."""

    text: str
    """As far as it is certain."""
    names: tuple[str, ...] = ()
    """How it may go on, where there is more than one way."""
    page: int = 0
    """Which of the names are told."""

    @property
    def words(self) -> str:
        """The names, or as many of them as there is room for."""
        shown = self.names[self.page * _MOST_TOLD : (self.page + 1) * _MOST_TOLD]
        others = len(self.names) - len(shown)
        return "  ".join(shown) + (f"  and {others} more: Tab" if others else "")

    @property
    def next_page(self) -> int:
        """The one after this one, or the first one again."""
        return self.page + 1 if (self.page + 1) * _MOST_TOLD < len(self.names) else 0


def names_in(files: FileReader, folder: str) -> tuple[str, ...]:
    """What is in a folder of the host, folders with a slash; nothing where it can't be read. Blocks."""
    try:
        return tuple(f"{entry.name}/" if entry.is_folder else entry.name for entry in files.list_directory(folder))
    except XenError:
        return ()


def folder_of(text: str) -> str:
    """The folder whose names can complete that text; empty for what is no path, or goes on behind one."""
    return text[: text.rindex("/")] or "/" if text.startswith("/") and "," not in text else ""


class PathCompletion:
    """The folders of a host that were read for a form, and what was told of them."""

    def __init__(self) -> None:
        self._names: dict[str, Collection[str]] = {}
        self._told: Completion | None = None

    def knows(self, folder: str) -> bool:
        """Whether it was read, or is about to be."""
        return folder in self._names

    def learn(self, folder: str, names: Collection[str]) -> None:
        """Names that could do harm on a terminal, or end the path in a definition, are not offered."""
        self._names[folder] = [name for name in names if name.isprintable() and not set(name) & set(",'\"")]

    def next(self, text: str) -> Completion | None:
        """What Tab does with that text; None where it goes on: the path is whole, or nothing begins so.

        A whole name that others begin with, too, is told once.
        """
        folder = folder_of(text)
        begun = text.rpartition("/")[2]
        fitting = sorted(
            name
            for name in self._names.get(folder, ())
            if name.startswith(begun) and (begun or not name.startswith("."))
        )
        if not folder or not fitting:
            return None
        found = Completion(
            text[: len(text) - len(begun)] + _common(fitting[0], fitting[-1]),
            tuple(fitting) if len(fitting) > 1 else (),
        )
        told = self._told
        is_told = told is not None and told.text == text == found.text and told.names == found.names
        if found.text == text and (not found.names or (begun in fitting and is_told)):
            return None
        self._told = found._replace(page=told.next_page) if told is not None and is_told else found
        return self._told


def _common(first: str, last: str) -> str:
    """How both begin, and so every name that is sorted between them."""
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
