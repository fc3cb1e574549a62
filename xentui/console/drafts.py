"""Drafts of definitions while they are edited: the operator's own files, removed only when the operator decides."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import FileUnreadable, FileUnwritable
from xentui_driver.transport.safe_files import folder, new_file, read_regular, remedy_of, words_of

LIMIT_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A copy in a folder of its own: the editor may leave other files beside it."""

    path: Path

    def read(self) -> bytes:
        """Raises FileUnreadable."""
        with _as_unreadable(self.path):
            content = read_regular(str(self.path), LIMIT_BYTES + 1, follow=False)
        if len(content) > LIMIT_BYTES:
            raise FileUnreadable(
                f"The draft {self.path} is larger than {LIMIT_BYTES >> 20} MiB: that isn't a definition."
            )
        return content

    def says_more_than(self, content: bytes) -> bool:
        """True when it is worth coming back to: other text, or what an editor that was killed has left beside it.

        Raises FileUnreadable.
        """
        with _as_unreadable(self.path):
            is_alone = os.listdir(self.path.parent) == [self.path.name]
        return self.read() != content or not is_alone

    def changed_s(self) -> float | None:
        """Seconds since the epoch; None when it is gone."""
        try:
            return self.path.stat().st_mtime
        except OSError:
            return None

    def discard(self) -> None:
        """Raises FileUnwritable."""
        with _as_unwritable(self.path):
            shutil.rmtree(self.path.parent)


class Drafts:
    """The drafts of one operator; `folder` is made when it is needed, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, host_name: str, definition_path: str, content: bytes) -> Draft:
        """A new draft of that definition. Raises FileUnwritable."""
        own = f"{_prefix(host_name, definition_path)}{os.urandom(4).hex()}"
        path = self._folder / own / os.path.basename(definition_path)
        with (
            _as_unwritable(self._folder),
            folder(str(path.parent), make=True, strict=True) as place,
            open(new_file(path.name, place), "wb") as file,
        ):
            file.write(content)
        return Draft(path)

    def left(self, host_name: str, definition_path: str) -> tuple[Draft, ...]:
        """The drafts of that definition that were neither saved nor discarded, the newest first."""
        name = os.path.basename(definition_path)
        found = [Draft(own / name) for own in self._folder.glob(_prefix(host_name, definition_path) + "*")]
        return tuple(sorted((d for d in found if d.changed_s() is not None), key=lambda d: -(d.changed_s() or 0)))


def usual_folder(environ: Mapping[str, str]) -> Path:
    """The folder in which drafts outlive a lost line and a reboot (XDG Base Directory Specification)."""
    state = environ.get("XDG_STATE_HOME", "")
    base = Path(state) if state.startswith("/") else Path(environ.get("HOME") or "/root") / ".local" / "state"
    return base / "xentui" / "drafts"


def _prefix(host_name: str, definition_path: str) -> str:
    from hashlib import sha256  # OpenSSL's, of which hardly any console needs something

    digest = sha256(f"{host_name}\n{definition_path}".encode("utf-8", "surrogateescape")).hexdigest()
    return f"{digest[:16]}-"


@contextmanager
def _as_unreadable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise FileUnreadable(f"The draft {path} can't be read: {words_of(error)}.") from error


@contextmanager
def _as_unwritable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise FileUnwritable(
            f"The draft in {path} can't be written: {words_of(error)}.",
            state_now="The definition is unchanged.",
            next_step=remedy_of(error),
        ) from error
