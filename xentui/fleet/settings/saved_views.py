"""The views that the console has saved: a file of their own beside the operator's config file."""

import fcntl
import os
from collections.abc import Mapping
from typing import Any

from xentui.fleet.settings.errors import SettingsError
from xentui.fleet.settings.reading import read_saved_views
from xentui_driver.model.errors import XenError
from xentui_driver.transport.safe_files import folder, new_file, read_regular, remedy_of, words_of

LIMIT_BYTES = 1 << 20
_HEAD = """\
# Views saved in the console (docs/config.md). Saving one changes that one and nothing else in this file.
"""

Tables = Mapping[str, Mapping[str, Any]]
"""The views by name, as the file has them; that of every console has none."""


class ViewNotSaved(XenError):
    """The file of saved views can't be written, or not be understood."""

    def __init__(self, summary: str, next_step: str) -> None:
        super().__init__(summary, state_now="The saved views are unchanged.", next_step=next_step)


def saved_views(path: str) -> Tables:
    """None at all where there is no file. Raises SettingsError."""
    return _views(_content(path), path)


def saved_names(path: str) -> frozenset[str]:
    """The names that are taken. Raises ViewNotSaved where none could be saved."""
    return frozenset(_views_to_change(path)[1])


def save_view(path: str, name: str, values: Mapping[str, Any]) -> None:
    """Put these values into the view of that name, and keep all else that is in the file. Raises ViewNotSaved."""
    from xentui.fleet.settings.views_text import with_view

    try:
        with folder(os.path.dirname(path), make=True) as place:
            fcntl.flock(place, fcntl.LOCK_EX)  # another console may save one
            text, _ = _views_to_change(path)
            try:
                new = with_view(text or _HEAD, name, values)
            except ValueError as error:
                raise ViewNotSaved(
                    f"{path}: {error}.", "Write it as one, or remove that view from the file."
                ) from error
            _write(place, os.path.basename(path), new)
    except (OSError, ValueError) as error:
        raise ViewNotSaved(
            f"{path} can't be written: {words_of(error)}.",
            remedy_of(error) or f"Make {os.path.dirname(path)} writable, and save again.",
        ) from error


def _views_to_change(path: str) -> tuple[str, Tables]:
    """The text of the file and its views. Raises ViewNotSaved."""
    try:
        content = _content(path)
        return content.decode(), _views(content, path)
    except SettingsError as error:
        raise ViewNotSaved(error.summary, "Correct the file (docs/config.md), then save again.") from error


def _content(path: str) -> bytes:
    """Empty where there is no file. Raises SettingsError."""
    try:
        content = read_regular(path, LIMIT_BYTES + 1)
    except FileNotFoundError:
        return b""
    except (OSError, ValueError) as error:
        raise SettingsError(path, f"it can't be read: {words_of(error)}") from error
    if len(content) > LIMIT_BYTES:
        raise SettingsError(path, f"it is larger than {LIMIT_BYTES >> 20} MiB: not a file of views")
    return content


def _views(content: bytes, path: str) -> Tables:
    return read_saved_views(content, path) if content else {}


def _write(place: int, name: str, text: str) -> None:
    new = f".{name}.{os.getpid()}.new"
    fd = new_file(new, place)
    try:
        with open(fd, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.rename(new, name, src_dir_fd=place, dst_dir_fd=place)
    except OSError:
        os.unlink(new, dir_fd=place)
        raise
    os.fsync(place)
