"""Asks for the file that a guest is saved to; what the host has in a folder is read once that is typed."""

import posixpath
from collections.abc import Callable, Iterable
from typing import Any

from xentui.console.names import Names
from xentui.console.questions.asking import Asking, meaning_of
from xentui.console.questions.known import files_of_saves, folders_of_saves, unused_name
from xentui.console.screens.meaning import NotPossible, WayOut
from xentui.console.screens.question import Known, Question
from xentui.fleet.fleet import Fleet
from xentui_driver.jobs.actions import Action
from xentui_driver.model.errors import FileMissing, FileUnreadable
from xentui_driver.model.instance import Instance
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless
from xentui_driver.toolstack.save_folder import SAVE_FILE_EXAMPLE
from xentui_driver.transport.protocol import FileReader

ReadMore = Callable[[Callable[[], Known[Any]]], object]
"""Has something read in a thread, which blocks, and the open question learn it."""
IN_ANY_CASE = ("/root", "/var/tmp")
"""Folders to offer where none of those exists that guests are saved to."""
_UNSAFE = lazy_pattern(r"[^A-Za-z0-9._-]+")


class SaveFolders:
    """What is known of folders on the host: the names in each, or why it can't be used."""

    def __init__(self, files: FileReader) -> None:
        self._files = files
        self._found: dict[str, frozenset[str] | str] = {}

    def look(self, folders: Iterable[str]) -> None:
        """Blocks; called from threads."""
        for folder in folders:
            self._found[folder] = self._look(folder)

    def knows(self, folder: str) -> bool:
        return folder in self._found

    def names_in(self, folder: str) -> frozenset[str]:
        """As far as they are known."""
        found = self._found.get(folder, frozenset())
        return found if isinstance(found, frozenset) else frozenset()

    def why_not(self, path: str) -> str:
        """Why no new file can be written there; empty where nothing is known against it."""
        folder, name = posixpath.split(path)
        found = self._found.get(folder, frozenset())
        if isinstance(found, str):
            return found
        return f"{path} exists already, and is never overwritten: choose another name." if name in found else ""

    def _look(self, folder: str) -> frozenset[str] | str:
        try:
            return frozenset(entry.name for entry in self._files.list_directory(folder))
        except FileMissing:
            return f"The host has no folder {folder}."
        except FileUnreadable as error:
            return error.summary


def file_asking(action: Action, instance: Instance, fleet: Fleet, names: Names, read_more: ReadMore) -> Asking:
    """Asks for the path of a new file on the host: in the folder of the last save, unless another one is typed."""
    host = fleet.of(instance)
    stem = _UNSAFE.sub("_", instance.name).lstrip(".") or "guest"
    remembered, written = folders_of_saves(host), files_of_saves(host)
    folders = SaveFolders(host.hypervisor.transport)
    asked = set(remembered)

    def new_file(folder: str) -> str:
        names = {posixpath.basename(path) for path in written if posixpath.dirname(path) == folder}
        return f"{folder}/{unused_name(stem, names | folders.names_in(folder))}"

    def possible() -> tuple[str, ...]:
        known = [new_file(folder) for folder in (*remembered, *IN_ANY_CASE) if folders.knows(folder)]
        usable = [path for path in known if not folders.why_not(path)]
        return tuple([path for path in usable if posixpath.dirname(path) in remembered] or usable[:1])

    def parse(text: str) -> str:
        path = parse_path(text)
        folder = posixpath.dirname(path)
        if folder not in asked:
            asked.add(folder)
            read_more(lambda: _looked(folder))
        if words := folders.why_not(path):
            instead = next((WayOut(f"saves it to {each}", each) for each in possible()), None)
            raise NotPossible(words, instead)
        return path

    def _looked(folder: str) -> Known[str]:
        folders.look([folder])
        return Known()

    def load() -> Known[str]:
        folders.look(remembered)
        if not possible():
            folders.look(IN_ANY_CASE)
        return Known(offers=possible())

    question = Question[str](
        action.applied_to(names.instance(instance)),
        ("To a new file on the host; an existing file is never overwritten.",),
        "File:",
        parse=parse,
        meaning=lambda path: meaning_of(action, instance, names, path),
        symbols=names.symbols,
        value=new_file(remembered[0]),
        offers=[new_file(folder) for folder in remembered],
    )
    return Asking(question, load)


def parse_path(text: str) -> str:
    """The absolute path of a file. Raises ValueError with words."""
    path = text.strip()
    if not path:
        raise ValueError("Type the path of the file.")
    if not path.startswith("/"):
        raise ValueError(f"Type an absolute path, such as {SAVE_FILE_EXAMPLE}.")
    if path.endswith("/"):
        raise ValueError("This is a folder: add the name of the file.")
    if harmless(path) != path:
        raise ValueError("The path has control or invisible characters.")
    return path
