"""Merges several config files: a later one overrides an earlier one, but guard rails only add up."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from xentui.fleet.settings.errors import SettingsError
from xentui.fleet.settings.key_map import complaint, key_map
from xentui.fleet.settings.levels import stronger
from xentui.fleet.settings.reading import FileSettings, Values
from xentui.fleet.settings.values import DEFAULTS, Settings, View
from xentui_driver.jobs.actions import Guard
from xentui_driver.model.dataclass import replace


def merged(files: Sequence[FileSettings], host_name: str) -> Settings:
    """What any file says of this host overrides what any file says of all hosts."""
    settings = DEFAULTS
    for values in (*(file.for_all for file in files), *(v for file in files for v in _of_host(file, host_name))):
        settings = _with(settings, values)
    keys = {id: bound for file in files for id, bound in file.keys.items()}
    settings = replace(settings, keys=MappingProxyType(keys), **_views(files))
    _require_clear(settings, files)
    return settings


def _views(files: Sequence[FileSettings]) -> dict[str, Any]:
    """A named view has what every view has, and on top of it its own."""
    common = {name: value for file in files for name, value in file.view.items()}
    named: dict[str, dict[str, Any]] = {}
    for file in files:
        for name, values in file.views.items():
            named[name] = {**named.get(name, {}), **values}
    views = {name: View(**{**common, **own}) for name, own in named.items()}
    return {"view": View(**common), "views": MappingProxyType(views)}


def _require_clear(settings: Settings, files: Sequence[FileSettings]) -> None:
    """Raises SettingsError when a command can't be reached, or a key isn't clear; names the last file that has keys."""
    concerned = [file.path for file in files if file.keys or file.for_all.get("preset")]
    if concerned and (why := complaint(key_map(settings.preset, settings.keys))):
        raise SettingsError(concerned[-1], why)


def _of_host(file: FileSettings, host_name: str) -> list[Values]:
    return [values for name, values in file.for_hosts.items() if _is_same_host(name, host_name)]


def _is_same_host(written: str, host_name: str) -> bool:
    """A short name matches the long one and the other way round: a guard must not be missed."""
    one, other = written.lower(), host_name.lower()
    if "." in one and "." in other:
        return one == other
    return one.partition(".")[0] == other.partition(".")[0]


def _with(settings: Settings, values: Values) -> Settings:
    guards: dict[str, Any] = {
        "read_only": settings.read_only or values.get("read_only", False),
        "protected": tuple(dict.fromkeys((*settings.protected, *values.get("protected", ())))),
        "confirm": _strongest(settings.confirm, values.get("confirm", {})),
    }
    return replace(settings, **{**values, **guards})


def _strongest(one: Mapping[str, Guard], other: Mapping[str, Guard]) -> Mapping[str, Guard]:
    levels = dict(one)
    for action_id, level in other.items():
        levels[action_id] = stronger(level, levels.get(action_id, level))
    return MappingProxyType(levels)
