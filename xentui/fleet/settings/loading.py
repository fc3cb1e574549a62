"""Finds the config files and makes a host's settings from them; without a file no parser is loaded."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from xentui.fleet.settings.errors import SettingsError
from xentui.fleet.settings.values import DEFAULTS, Settings

if TYPE_CHECKING:
    from xentui.fleet.settings.reading import FileSettings

SYSTEM_FILE = "/etc/xentui/config.toml"
SAVED_VIEWS = "views.toml"
LIMIT_BYTES = 1 << 20


def usual_paths(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The system's file and the operator's own (XDG Base Directory Specification); both are optional."""
    given = environ.get("XDG_CONFIG_HOME", "")
    base = given if given.startswith("/") else os.path.join(environ.get("HOME") or "/root", ".config")
    return (SYSTEM_FILE, os.path.join(base, "xentui", "config.toml"))


def saved_views_beside(config_file: str) -> str:
    """The file of the views that the console has saved for the operator who has this config file."""
    return os.path.join(os.path.dirname(config_file), SAVED_VIEWS)


def load_settings(
    paths: Sequence[str], host_name: str, *, must_exist: bool = False, views_file: str | None = None
) -> Settings:
    """The settings for that host; a later file overrides an earlier one, guard rails add up.

    `views_file` has the saved views, which come last; like the usual files it is optional. Raises SettingsError.
    """
    present = [path for path in paths if must_exist or _is_there(path)]
    saved = views_file if views_file is not None and _is_there(views_file) else None
    if not present and saved is None:
        return DEFAULTS
    from xentui.fleet.settings.merging import merged

    files = [_read(path) for path in present]
    return merged(files if saved is None else [*files, _read_views(saved)], host_name)


def is_read_only_for_all(host_name: str) -> bool:
    """Whether the system's file makes everything read-only; also true when it isn't understood: it might."""
    try:
        return load_settings((SYSTEM_FILE,), host_name).read_only
    except SettingsError:
        return True


def _read(path: str) -> "FileSettings":
    from xentui.fleet.settings.reading import read_settings

    settings = read_settings(_content(path), path)
    if settings.for_all.get("notice_command") or settings.for_all.get("console_viewer"):
        _require_ours(path)
    return settings


def _read_views(path: str) -> "FileSettings":
    from xentui.fleet.settings.reading import read_saved_views, read_settings

    content = _content(path)
    read_saved_views(content, path)  # refuses everything else that a config file may have
    return read_settings(content, path)


def _require_ours(path: str) -> None:
    """Raises SettingsError when other users can write a file that names a command to run."""
    from xentui_driver.transport.safe_files import behind_sudo, remedy_of, require_ours, words_of

    try:
        require_ours(path, also=behind_sudo(os.environ))
    except OSError as error:
        raise SettingsError(
            path, f"it names a command to run, and {words_of(error)}", next_step=remedy_of(error)
        ) from error


def _is_there(path: str) -> bool:
    """Whether the file exists; one that can't be examined, or a link to nowhere, counts: what it guards isn't known."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    return True


def _content(path: str) -> bytes:
    from xentui_driver.transport.safe_files import read_regular

    try:
        content = read_regular(path, LIMIT_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if len(content) > LIMIT_BYTES:
        raise SettingsError(path, f"it is larger than {LIMIT_BYTES >> 20} MiB: not a config file")
    return content


def _unreadable(path: str, error: OSError | ValueError) -> SettingsError:
    from xentui_driver.transport.safe_files import words_of

    return SettingsError(path, f"it can't be read: {words_of(error)}")
