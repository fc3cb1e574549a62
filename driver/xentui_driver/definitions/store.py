"""Reads and writes the definitions of one folder: changed in place and put aside, never lost."""

import posixpath
import time
from collections.abc import Mapping

from xentui_driver.definitions.autostart import Autostart, is_sub_folder
from xentui_driver.definitions.files import LIMIT_BYTES, SUFFIX, hard_links, is_never_definition
from xentui_driver.definitions.usual_folders import STASH_FOLDER
from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.editing import edited
from xentui_driver.model.clock import Clock
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import FileExists, FileUnreadable, FileUnwritable, InvalidInput
from xentui_driver.model.text import harmless
from xentui_driver.transport.protocol import Transport

NAME_LIMIT_BYTES = 200
"""Leaves space for a time and an ending in the 255 bytes of a file name."""

_MOST_STASHED_A_SECOND = 1000


@dataclass(frozen=True, slots=True)
class DefinitionText:
    """A definition as it was read."""

    path: str
    content: bytes

    @property
    def text(self) -> str:
        """UTF-8, undecodable bytes as surrogates."""
        return self.content.decode("utf-8", "surrogateescape")


class DefinitionStore:
    """Every path given must be that of a file directly in the folder, its auto/ or one of `SUB_FOLDERS`.

    Anything else is InvalidInput.
    """

    def __init__(self, files: Transport, clock: Clock, folder: str, *, stash_folder: str = STASH_FOLDER) -> None:
        self._files = files
        self._clock = clock
        self._folder = folder.rstrip("/")
        self._stash_folder = stash_folder.rstrip("/")
        self._autostart = Autostart(files, self._folder, self._move_to_stash)

    @property
    def folder(self) -> str:
        return self._folder or "/"

    @property
    def stash_folder(self) -> str:
        return self._stash_folder

    def path_for(self, name: str) -> str:
        """The path for the definition of a new guest of that name. Raises InvalidInput."""
        file_name = f"{name}{SUFFIX}"
        reason = _fault_of(name) or _fault_of(file_name)
        if not reason and len(name.encode()) > NAME_LIMIT_BYTES:
            reason = f"it is longer than {NAME_LIMIT_BYTES} bytes"
        if not reason and is_never_definition(file_name):
            reason = f"files called {file_name} are treated as copies or samples, not as definitions"
        if reason:
            raise _refused(f'A definition can\'t be called "{name}": {reason}.')
        return f"{self._folder}/{file_name}"

    def read(self, path: str) -> DefinitionText:
        """Raises InvalidInput, FileUnreadable."""
        self._check(path)
        return DefinitionText(path, self._files.read_file(path, limit_bytes=LIMIT_BYTES))

    def create(self, name: str, text: str) -> str:
        """Write a new definition; returns its path. Raises InvalidInput, FileExists, FileUnwritable."""
        path = self.path_for(name)
        self._files.write_file(path, _encoded(path, text), replacing=None)
        return path

    def replace(self, read: DefinitionText, text: str) -> None:
        """Put new text in the place of what was read. Raises InvalidInput, FileChanged, FileUnwritable."""
        self._check(read.path)
        self._require_one_name(read.path)
        self._files.write_file(read.path, _encoded(read.path, text), replacing=read.content)

    def change(self, path: str, changes: Mapping[str, Value | None]) -> tuple[str, str]:
        """Change settings in place; returns the text before and after. Raises as `read`, `edited` and `replace`."""
        before = self.read(path)
        after = edited(before.text, path, changes)
        if after != before.text:
            self.replace(before, after)
        return before.text, after

    def would_change(self, path: str, changes: Mapping[str, Value | None]) -> tuple[str, str]:
        """What `change` would return; nothing is written. Raises as `change` would, as far as that can be known."""
        self.require_writable(path)
        before = self.read(path)
        return before.text, edited(before.text, path, changes)

    def require_writable(self, path: str) -> None:
        """Raises InvalidInput, FileUnreadable; FileUnwritable for a link, and for one of several names of a file."""
        self._check(path)
        self._require_no_link(path, "xentui doesn't write through links", "Edit the file that it points to.")
        self._require_one_name(path)

    def definition_at(self, path: str) -> Definition | None:
        """The definition as it is now, with what starts it. Raises InvalidInput, FileUnreadable."""
        self._check(path)
        return self._autostart.definition_at(path)

    def stash(self, path: str) -> str:
        """Put a definition aside, and remove its other names and its links in auto/; returns its new path.

        The new name contains the time and never exists already. Raises InvalidInput, FileUnreadable, FileUnwritable.
        """
        self._check(path)
        hint = "Remove the link by hand; the file that it points to stays."
        self._require_no_link(path, "it wasn't put aside", hint)
        definition = self._autostart.definition_at(path)
        stashed = self._move_to_stash(path)
        if definition is not None:
            self._autostart.forget(definition, stashed)
        return stashed

    def autostart_link(self, path: str) -> str | None:
        """The entry of auto/ that starts this definition's guest with the host, if there is one.

        Raises InvalidInput, FileUnreadable.
        """
        definition = self.definition_at(path)
        return definition.starters[0].path if definition is not None and definition.starters else None

    def set_autostart(self, path: str, *, on: bool) -> tuple[str, ...]:
        """Make a link, or remove what starts it; returns what was done.

        That there is nothing to do isn't an error. Raises InvalidInput, FileUnreadable, FileUnwritable, CommandFailed
        when it would still start.
        """
        definition = self.definition_at(path)
        if not on:
            return self._autostart.end(definition) if definition is not None else ()
        if definition is not None and definition.starters:
            return ()
        self._require_there(path)
        return (f"link {self._autostart.make_link(path)} to {path}",)

    def _check(self, path: str) -> None:
        """Raises InvalidInput."""
        folder, _, name = path.rpartition("/")
        if folder != self._folder and not is_sub_folder(self._folder, folder):
            raise _refused(f"{path} is not directly in {self.folder}.")
        if reason := _fault_of(name):
            raise _refused(f"{path} can't be a definition: {reason}.")

    def _move_to_stash(self, path: str) -> str:
        """Raises FileUnreadable, FileUnwritable."""
        name = posixpath.basename(path).removesuffix(SUFFIX)
        shortened = name.encode()[:NAME_LIMIT_BYTES].decode("utf-8", "ignore")
        taken_at = time.strftime("%Y%m%dT%H%M%S", time.localtime(self._clock.epoch_s()))
        for number in range(1, _MOST_STASHED_A_SECOND):
            again = f"-{number}" if number > 1 else ""
            target = f"{self._stash_folder}/{shortened}-{taken_at}{again}{SUFFIX}"
            try:
                self._files.move_file(path, target)
            except FileExists:
                continue
            return target
        raise FileExists(
            f"{path} was not put aside: {target} and all earlier numbers exist.", state_now="It was not changed."
        )

    def _require_there(self, path: str) -> None:
        """Raises FileUnreadable."""
        self._files.read_file(path, limit_bytes=LIMIT_BYTES)

    def _require_no_link(self, path: str, consequence: str, hint: str) -> None:
        """Raises FileUnreadable, FileUnwritable."""
        folder, name = posixpath.split(path)
        entry = next((entry for entry in self._files.list_directory(folder) if entry.name == name), None)
        if entry is None:
            raise FileUnreadable(f"There is no {path}.")
        if entry.link_target:
            summary = f"{path} is a link to {entry.link_target}: {consequence}."
            raise FileUnwritable(summary, state_now="It was not changed.", next_step=hint)

    def _require_one_name(self, path: str) -> None:
        """Raises FileUnreadable, FileUnwritable."""
        for other in hard_links(self._files, self._folder, path):
            raise FileUnwritable(
                f"{path} and {other} are the same file (a hard link): after writing, {other} would still have the "
                "old text.",
                state_now="It was not changed.",
                next_step=f"Turn the other name into a link first: `ln -sf {path} {other}`.",
            )


def _fault_of(name: str) -> str:
    """Why a definition's file can't have that name; empty when it can."""
    if not name:
        return "it is empty"
    if "/" in name:
        return "it contains a slash"
    if name.startswith("."):
        return "it begins with a dot"
    if harmless(name, len(name)) != name:
        return "it contains control, invisible or undecodable characters"
    return ""


def _encoded(path: str, text: str) -> bytes:
    """Raises InvalidInput."""
    try:
        content = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise _refused(f"{path} can't hold that text: it isn't UTF-8 ({error.reason}).") from error
    if len(content) > LIMIT_BYTES:
        raise _refused(f"{path} would be larger than {LIMIT_BYTES >> 20} MiB: not a definition.")
    return content


def _refused(summary: str) -> InvalidInput:
    return InvalidInput(summary, state_now="Nothing was done.")
