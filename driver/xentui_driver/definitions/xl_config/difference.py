"""Which settings differ between two texts of a definition."""

from collections.abc import Mapping

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.errors import ParseError

Settings = Mapping[str, Value | None]


def changed_settings(before: str, after: str) -> tuple[Settings, Settings]:
    """The settings that differ, as they were and as they are, None where one isn't there; none if one is broken."""
    try:
        old, new = parse(before, "before").values, parse(after, "after").values
    except ParseError:
        return {}, {}
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return {key: old.get(key) for key in keys}, {key: new.get(key) for key in keys}
