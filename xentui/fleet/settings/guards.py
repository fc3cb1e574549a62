"""How firmly the operator must confirm an action with these requests, with the settings taken into account."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from xentui.fleet.settings.levels import stronger
from xentui.fleet.settings.values import Settings
from xentui_driver.jobs.actions import Action, Guard, Request
from xentui_driver.jobs.actions.action import builds_what_left, harmless_value
from xentui_driver.model.dataclass import replace
from xentui_driver.model.identity import guest_name
from xentui_driver.model.instance import Instance


def guard_of(settings: Settings, action: Action, requests: Sequence[Request], large_set: int) -> Guard:
    """The action's own guard for what is asked of it, at the level that was set.

    The name of a protected guest is typed for every action that is guarded at all, and so is the name of a guest that
    has moved to another host, for an action that would build it here. For one that is in a file a dialog asks.
    """
    instances = tuple(request.instance for request in requests)
    left = [departure for each in instances if (departure := builds_what_left(action, each)) is not None]
    if any(not departure.path for departure in left):
        return Guard.TYPE_NAME
    if left:
        return max(Guard.DIALOG, guard_of(settings, replace(action, builds=False), requests, large_set))
    if action.guard is not Guard.NONE and any(is_protected(settings, instance) for instance in instances):
        return Guard.TYPE_NAME
    if (level := settings.confirm.get(action.id)) is not None:
        action = replace(action, guard=_as_set(action, level), why_drastic=harmless_value)
    return action.guard_for(requests, large_set)


def is_protected(settings: Settings, instance: Instance) -> bool:
    """Whether any of its names is protected: its definition's may differ, and a half of a migration has the guest's."""
    parts = [part for part in (instance.domain, instance.definition) if part is not None]
    names = {(name, part.uuid or "") for part in parts for name in (part.name, guest_name(part.name))}
    return any(_is_meant(pattern, name, uuid) for pattern in settings.protected for name, uuid in names)


def _is_meant(pattern: str, name: str, uuid: str) -> bool:
    return pattern.lower() == uuid.lower() or pattern == name or fnmatchcase(name, pattern)


def _as_set(action: Action, level: Guard) -> Guard:
    """The level that was set; one below the action's own stops at yes or no."""
    return level if action.guard is Guard.NONE else stronger(level, Guard.YES_NO)
