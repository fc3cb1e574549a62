"""Which settings differ between two texts of a definition, as values and in words."""

from collections.abc import Mapping, Sequence

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.passwords import without_passwords
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.errors import ParseError
from xentui_driver.model.text import harmless

Settings = Mapping[str, Value | None]


def changed_settings(before: str, after: str) -> tuple[Settings, Settings]:
    """The settings that differ, as they were and as they are, None where one isn't there; none if one is broken."""
    try:
        old, new = parse(before, "before").values, parse(after, "after").values
    except ParseError:
        return {}, {}
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return {key: old.get(key) for key in keys}, {key: new.get(key) for key in keys}


def changes_said(done: str, before: str, after: str) -> str:
    """The sentence that says what was done, with what it changed: `web.cfg was changed: vcpus 4 -> 5`.

    Passwords are hidden; a text that differs in no setting adds nothing.
    """
    old, new = changed_settings(before, after)
    words = ", ".join(_change(key, old[key], new[key]) for key in old)
    return f"{done}: {words}." if words else f"{done}."


def _change(key: str, was: Value | None, now: Value | None) -> str:
    """Of two lists only the items that differ, unless they differ in their order alone."""
    if isinstance(was, tuple) and isinstance(now, tuple):
        gone, come = _without(was, now), _without(now, was)
        was, now = (gone, come) if gone or come else (was, now)
    old, new = _shown(key, was), _shown(key, now)
    return harmless(f"{key} {old} -> {new}" if old != new else f"{key} has changed")


def _without(items: Sequence[Value], others: Sequence[Value]) -> tuple[Value, ...]:
    return tuple(item for item in items if item not in others)


def _shown(key: str, value: Value | None) -> str:
    if value is None:
        return "none"
    hidden = without_passwords(key, value)
    return (hidden or '""') if isinstance(hidden, str) else f"[{', '.join(_shown(key, item) for item in hidden)}]"
