"""The views that the console has saved: a file of their own beside the operator's config file, written as a whole."""

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from xentui.fleet.settings.errors import SettingsError
from xentui.fleet.settings.reading import read_saved_views
from xentui_driver.model.errors import XenError
from xentui_driver.transport.safe_files import folder, new_file, read_regular, remedy_of, words_of

LIMIT_BYTES = 1 << 20
_HEAD = """\
# Views that were saved in the console (docs/config.md). xentui writes this file anew whenever one is saved, so comments
# of your own belong into config.toml.
"""

Tables = Mapping[str, Mapping[str, Any]]
"""The views by name, as the file has them; that of every console has none."""


class ViewNotSaved(XenError):
    """The file of saved views can't be written."""

    def __init__(self, path: str, error: OSError | ValueError) -> None:
        super().__init__(
            f"{path} can't be written: {words_of(error)}.",
            state_now="The saved views are as they were.",
            next_step=remedy_of(error) or f"See that {os.path.dirname(path)} can be written to, and save again.",
        )


def saved_views(path: str) -> Tables:
    """None at all where there is no file. Raises SettingsError."""
    try:
        content = read_regular(path, LIMIT_BYTES + 1)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(path, f"it can't be read: {words_of(error)}") from error
    if len(content) > LIMIT_BYTES:
        raise SettingsError(path, f"it is larger than {LIMIT_BYTES >> 20} MiB: that isn't a file of views")
    return read_saved_views(content, path)


def save_view(path: str, name: str, values: Mapping[str, Any]) -> None:
    """Put these values into the view of that name, and keep all else that is in the file.

    Raises SettingsError when the file isn't understood, ViewNotSaved.
    """
    try:
        with folder(os.path.dirname(path), make=True) as place:
            fcntl.flock(place, fcntl.LOCK_EX)  # another console may save one
            views = dict(saved_views(path))
            views[name] = {**views.get(name, {}), **values}
            _write(place, os.path.basename(path), as_toml(views))
    except (OSError, ValueError) as error:
        raise ViewNotSaved(path, error) from error


def as_toml(views: Tables) -> str:
    """The whole file."""
    return _HEAD + "".join(f"\n[{'view.' if name else 'view'}{name}]\n{_table(views[name])}" for name in sorted(views))


def _table(values: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in values.items())


def _value(value: object) -> str:
    """Texts, truth values, numbers and lists of texts are written in TOML as in JSON."""
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return json.dumps(list(value) if is_list else value, ensure_ascii=False)  # type: ignore[call-overload]


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
