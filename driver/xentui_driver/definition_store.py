"""The definitions of one folder as files that are read, written, changed in place and put aside, never lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from xentui_driver.clock import Clock
from xentui_driver.transport import Transport
from xentui_driver.xl_config.config import Value

STASH_FOLDER = "/var/lib/xentui/stash"


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
        self._stash_folder = stash_folder

    @property
    def autostart_folder(self) -> str:
        """Where xendomains looks for links to what it is to start with the host."""
        return f"{self._folder}/auto"

    def path_for(self, name: str) -> str:
        """Where the definition of a new guest of that name goes. Raises InvalidInput."""
        raise NotImplementedError

    def read(self, path: str) -> DefinitionText:
        """Raises InvalidInput, FileUnreadable."""
        raise NotImplementedError

    def create(self, name: str, text: str) -> str:
        """Write a new definition; returns its path. Raises InvalidInput, FileExists, FileUnwritable."""
        raise NotImplementedError

    def replace(self, read: DefinitionText, text: str) -> None:
        """Put new text in the place of what was read. Raises InvalidInput, FileChanged, FileUnwritable."""
        raise NotImplementedError

    def change(self, path: str, changes: Mapping[str, Value | None]) -> tuple[str, str]:
        """Change settings in place; returns the text before and after. Raises as `read`, `edited` and `replace`."""
        raise NotImplementedError

    def stash(self, path: str) -> str:
        """Take a definition away, and its autostart link with it; returns where the file is now.

        The new name carries the time and is never one that exists. Raises InvalidInput, FileUnreadable, FileUnwritable.
        """
        raise NotImplementedError

    def autostart_link(self, path: str) -> str | None:
        """The path of the link that starts this definition with the host, if there is one."""
        raise NotImplementedError

    def set_autostart(self, path: str, *, on: bool) -> str:
        """Make or remove the link; returns its path. Nothing to do is no error. Raises FileUnwritable."""
        raise NotImplementedError
