"""The definitions of one folder as files that are read, written, changed in place and put aside, never lost."""

import posixpath
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from xentui_driver.clock import Clock
from xentui_driver.definitions import AUTO_FOLDER, LIMIT_BYTES, SUFFIX, is_never_definition, points_to
from xentui_driver.errors import FileExists, FileUnreadable, FileUnwritable, InvalidInput, XenError
from xentui_driver.text import harmless
from xentui_driver.transport import Transport
from xentui_driver.xl_config.config import Value
from xentui_driver.xl_config.editing import edited

STASH_FOLDER = "/var/lib/xentui/stash"
NAME_LIMIT_BYTES = 200
"""Leaves room for a time and an ending in the 255 bytes of a file's name."""

_MOST_STASHED_A_SECOND = 1000
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._+-]")


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
    """Every path given must be one of a file directly in the folder; anything else is InvalidInput."""

    def __init__(self, files: Transport, clock: Clock, folder: str, *, stash_folder: str = STASH_FOLDER) -> None:
        self._files = files
        self._clock = clock
        self._folder = folder.rstrip("/")
        self._stash_folder = stash_folder.rstrip("/")

    @property
    def folder(self) -> str:
        return self._folder or "/"

    @property
    def stash_folder(self) -> str:
        return self._stash_folder

    @property
    def autostart_folder(self) -> str:
        """Where xendomains looks for links to what it is to start with the host."""
        return f"{self._folder}/{AUTO_FOLDER}"

    def path_for(self, name: str) -> str:
        """Where the definition of a new guest of that name goes. Raises InvalidInput."""
        file_name = f"{name}{SUFFIX}"
        reason = _fault_of(name) or _fault_of(file_name)
        if not reason and len(name.encode()) > NAME_LIMIT_BYTES:
            reason = f"it is longer than {NAME_LIMIT_BYTES} bytes"
        if not reason and is_never_definition(file_name):
            reason = f"files called {file_name} are taken for copies or samples, not for definitions"
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
        self._files.write_file(read.path, _encoded(read.path, text), replacing=read.content)

    def change(self, path: str, changes: Mapping[str, Value | None]) -> tuple[str, str]:
        """Change settings in place; returns the text before and after. Raises as `read`, `edited` and `replace`."""
        before = self.read(path)
        after = edited(before.text, path, changes)
        if after != before.text:
            self.replace(before, after)
        return before.text, after

    def would_change(self, path: str, changes: Mapping[str, Value | None]) -> tuple[str, str]:
        """What `change` would return; nothing is written. Raises as `change` would, as far as can be told."""
        self._check(path)
        self._require_no_link(path, "nothing is written through a link", "Edit the file that it points to.")
        before = self.read(path)
        return before.text, edited(before.text, path, changes)

    def stash(self, path: str) -> str:
        """Take a definition away, and its autostart link with it; returns where the file is now.

        The new name carries the time and is never one that exists. Raises InvalidInput, FileUnreadable, FileUnwritable.
        """
        self._check(path)
        hint = "Remove the link by hand; the file that it points to stays."
        self._require_no_link(path, "it isn't put aside", hint)
        links = self._links_to(path)
        stashed = self._move_to_stash(path)
        for link in links:
            try:
                self._files.remove_file(link)
            except XenError as error:
                raise FileUnwritable(
                    f"{path} was put aside, but its autostart link wasn't removed: {error.summary}",
                    state_now=f"The definition is now {stashed}; {link} points to nothing.",
                    next_step=f"Remove {link} by hand.",
                ) from error
        return stashed

    def autostart_link(self, path: str) -> str | None:
        """The path of the link that starts this definition with the host, if there is one.

        Raises InvalidInput, FileUnreadable.
        """
        self._check(path)
        links = self._links_to(path)
        return links[0] if links else None

    def set_autostart(self, path: str, *, on: bool) -> str:
        """Make or remove the link; returns its path. Nothing to do is no error.

        Raises InvalidInput, FileUnreadable, FileUnwritable.
        """
        self._check(path)
        links = self._links_to(path)
        # Debian's xendomains leaves the name unquoted: a blank in it makes two words, and nothing starts.
        link = links[0] if links else f"{self.autostart_folder}/{_NOT_PLAIN.sub('_', posixpath.basename(path))}"
        if on and not links:
            self._require_there(path)
            self._make_link(link, path)
        elif not on:
            for each in links:
                self._files.remove_file(each)
        return link

    def _check(self, path: str) -> None:
        """Raises InvalidInput."""
        folder, _, name = path.rpartition("/")
        if folder != self._folder:
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
        raise FileExists(f"{path} was not put aside: {target} and all before it exist.", state_now="It is as it was.")

    def _links_to(self, path: str) -> tuple[str, ...]:
        """Raises FileUnreadable; a folder that isn't there has no links."""
        if not any(entry.name == AUTO_FOLDER for entry in self._files.list_directory(self.folder)):
            return ()
        entries = self._files.list_directory(self.autostart_folder)
        return tuple(
            f"{self.autostart_folder}/{e.name}" for e in entries if points_to(self.autostart_folder, e) == path
        )

    def _make_link(self, link: str, path: str) -> None:
        """Raises FileUnwritable."""
        try:
            self._files.make_link(link, path)
        except FileExists as error:
            raise FileExists(
                f"There is a {link} already, and it doesn't point to {path}.",
                state_now="It is as it was.",
                next_step="Look what it starts, and remove or rename it.",
            ) from error

    def _require_there(self, path: str) -> None:
        """Raises FileUnreadable."""
        self._files.read_file(path, limit_bytes=LIMIT_BYTES)

    def _require_no_link(self, path: str, consequence: str, hint: str) -> None:
        """Raises FileUnreadable, FileUnwritable."""
        name = posixpath.basename(path)
        entry = next((entry for entry in self._files.list_directory(self.folder) if entry.name == name), None)
        if entry is None:
            raise FileUnreadable(f"There is no {path}.")
        if entry.link_target:
            summary = f"{path} is a link to {entry.link_target}: {consequence}."
            raise FileUnwritable(summary, state_now="It is as it was.", next_step=hint)


def _fault_of(name: str) -> str:
    """Why that can't be the name of a definition's file; empty when it can."""
    if not name:
        return "it is empty"
    if "/" in name:
        return "there is a / in it"
    if name.startswith("."):
        return "it begins with a dot"
    if harmless(name, len(name)) != name:
        return "there are control, invisible or undecodable characters in it"
    return ""


def _encoded(path: str, text: str) -> bytes:
    """Raises InvalidInput."""
    try:
        content = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise _refused(f"{path} can't hold that text: it isn't UTF-8 ({error.reason}).") from error
    if len(content) > LIMIT_BYTES:
        raise _refused(f"{path} would be larger than {LIMIT_BYTES >> 20} MiB: that is no definition.")
    return content


def _refused(summary: str) -> InvalidInput:
    return InvalidInput(summary, state_now="Nothing was done.")
