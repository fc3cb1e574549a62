"""Parses the text of a config file: either all of it is understood, or it is an error."""

import reprlib
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from xentui.fleet.settings.errors import SettingsError
from xentui.fleet.settings.key_map import id_of
from xentui.fleet.settings.keys import (
    BOUND_KINDS,
    CONFIRM,
    HOSTS,
    KEYS_TABLE,
    LEVEL_KINDS,
    OF_A_HOST,
    OF_A_VIEW,
    OF_ALL,
    PRESET,
    PRESET_KIND,
    TABLES,
    VIEW,
    Keys,
)
from xentui.fleet.settings.kinds import Kind
from xentui.fleet.settings.view_names import view_name
from xentui_driver.jobs.actions import Guard
from xentui_driver.model.dataclass import dataclass

_MOST_LISTED = 12
"""Of more names that a table may have, the nearest are listed."""

Values = Mapping[str, Any]
"""The values by the names of the fields of Settings."""


@dataclass(frozen=True, slots=True)
class FileSettings:
    """The settings of one file."""

    path: str
    for_all: Values
    for_hosts: Mapping[str, Values]
    keys: Mapping[str, tuple[str, ...]]
    """By the id of what they stand for."""
    view: Values
    views: Mapping[str, Values]
    """The named ones."""


def read_settings(content: bytes, path: str) -> FileSettings:
    """Raises SettingsError that names `path`."""
    document = _parsed(content, path)
    file = _File(path)
    file.refuse_unknown("", document, [*OF_ALL, *TABLES, CONFIRM, HOSTS, KEYS_TABLE, VIEW])
    for_all = file.values("", document, OF_ALL)
    for name, keys in TABLES.items():
        table = file.table(name, document)
        file.refuse_unknown(name, table, keys)
        for_all |= file.values(name, table, keys)
    for_all |= file.levels(CONFIRM, document)
    hosts = file.table(HOSTS, document)
    for_hosts = {name: file.host(name, hosts) for name in hosts}
    preset, own_keys = file.keys(document)
    view, views = file.views(document)
    return FileSettings(path, {**for_all, **preset}, for_hosts, own_keys, view, views)


def read_saved_views(content: bytes, path: str) -> Mapping[str, Mapping[str, Any]]:
    """The tables of a file that has views and nothing else, by the views' names; that of every view has none.

    Raises SettingsError.
    """
    document = _parsed(content, path)
    file = _File(path)
    file.refuse_unknown("", document, [VIEW])
    view, views = file.views(document)
    if view.keys() - {"columns"}:
        raise SettingsError(path, "[view] may only have `columns` here; the rest belongs in config.toml")
    every = {"": {"columns": view["columns"]}} if view else {}
    return {**every, **{name: document[VIEW][name] for name in views}}


def _parsed(content: bytes, path: str) -> dict[str, Any]:
    import tomllib  # takes 12 ms, which a machine without a config file need not pay

    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SettingsError(path, f"line {line} isn't UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, f"it isn't TOML: {error}") from error
    except RecursionError as error:
        raise SettingsError(path, "its lists are nested too deep") from error
    except ValueError as error:  # for example a number of thousands of digits
        raise SettingsError(path, f"it has an impossible value: {error}") from error


@dataclass(frozen=True, slots=True)
class _File:
    path: str

    def values(self, where: str, table: Mapping[str, Any], keys: Keys) -> dict[str, Any]:
        return {
            key.setting: self._value(_full(where, name), key.kind, table[name])
            for name, key in keys.items()
            if name in table
        }

    def levels(self, where: str, parent: Mapping[str, Any]) -> dict[str, Mapping[str, Guard]]:
        """The levels of the actions in a table of `parent`; `where` is its full name."""
        levels = self.table(where, parent)
        self.refuse_unknown(where, levels, LEVEL_KINDS)
        found = {
            id_of(name): self._value(_full(where, name), LEVEL_KINDS[name], given) for name, given in levels.items()
        }
        return {CONFIRM: MappingProxyType(found)} if found else {}

    def keys(self, document: Mapping[str, Any]) -> tuple[Values, Mapping[str, tuple[str, ...]]]:
        """The preset, and the operator's own keys."""
        table = self.table(KEYS_TABLE, document)
        self.refuse_unknown(KEYS_TABLE, table, [PRESET, *BOUND_KINDS])
        own = {
            id_of(name): self._value(_full(KEYS_TABLE, name), BOUND_KINDS[name], given)
            for name, given in table.items()
            if name != PRESET
        }
        if PRESET not in table:
            return {}, own
        return {PRESET: self._value(_full(KEYS_TABLE, PRESET), PRESET_KIND, table[PRESET])}, own

    def views(self, document: Mapping[str, Any]) -> tuple[Values, Mapping[str, Values]]:
        """What every view has, and the named ones."""
        table = self.table(VIEW, document)
        named = {name: given for name, given in table.items() if name not in OF_A_VIEW and isinstance(given, dict)}
        self.refuse_unknown(VIEW, table, [*OF_A_VIEW, *named])
        return self.values(VIEW, table, OF_A_VIEW), {name: self._view(name, named[name]) for name in named}

    def _view(self, name: str, table: Mapping[str, Any]) -> Values:
        where = _full(VIEW, name)
        try:
            view_name(name)
        except ValueError as error:
            raise SettingsError(self.path, f"{where}: {error}") from error
        self.refuse_unknown(where, table, OF_A_VIEW)
        return self.values(where, table, OF_A_VIEW)

    def host(self, name: str, hosts: Mapping[str, Any]) -> Values:
        where = f'{HOSTS}."{name}"'
        table = _as_table(hosts[name], self.path, where)
        self.refuse_unknown(where, table, [*OF_A_HOST, CONFIRM])
        return self.values(where, table, OF_A_HOST) | self.levels(_full(where, CONFIRM), table)

    def table(self, where: str, parent: Mapping[str, Any]) -> Mapping[str, Any]:
        """The table of that name in `parent`; empty when there is none."""
        return _as_table(parent.get(where.rpartition(".")[2], {}), self.path, where)

    def refuse_unknown(self, where: str, table: Mapping[str, Any], known: Collection[str]) -> None:
        for name in table:
            if name not in known:
                raise SettingsError(self.path, f"{_full(where, name)} is not known; {_what_may_be(where, name, known)}")

    def _value(self, name: str, kind: Kind, given: object) -> Any:
        try:
            why_not = "" if kind.fits(given) else f"it must be {kind.allowed}"
        except ValueError as error:
            why_not = str(error)
        if why_not:
            raise SettingsError(self.path, f"{name} is {_repr(given)}; {why_not}")
        return kind.value(given)


def _what_may_be(where: str, name: str, known: Collection[str]) -> str:
    """The one that is meant, where only dashes or capitals are wrong; else the nearest of many, or all of them."""
    if meant := next((each for each in known if id_of(each) == id_of(name.lower())), ""):
        return f"write {meant}"
    place = f"[{where}]" if where else "the file"
    from difflib import get_close_matches  # only a wrong name needs it

    near = get_close_matches(name, known) if len(known) > _MOST_LISTED else []
    return f"similar: {', '.join(near)}" if near else f"the keys of {place} are {', '.join(known)}"


def _as_table(given: object, path: str, where: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise SettingsError(path, f"{where} is {_repr(given)}, but must be a table: [{where}]")
    return given


def _repr(given: object) -> str:
    try:
        return reprlib.repr(given)
    except ValueError:  # more digits than Python writes
        return "a number that can't be written"


def _full(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
