"""How firmly the operator must confirm an action on these instances, with the settings taken into account."""

from fnmatch import fnmatchcase

from xentui.fleet.settings.levels import stronger
from xentui.fleet.settings.values import Settings
from xentui_driver.jobs.actions import Action, Guard
from xentui_driver.jobs.actions.action import builds_second_copy
from xentui_driver.model.dataclass import replace
from xentui_driver.model.identity import guest_name
from xentui_driver.model.instance import Instance


def guard_of(settings: Settings, action: Action, instances: tuple[Instance, ...], large_set: int) -> Guard:
    """The action's own guard, at the level that was set.

    The name of a protected guest is typed for every action that is guarded at all, and so is the name of a guest that
    has moved to another host, for an action that would build it here.
    """
    if any(builds_second_copy(action, instance) for instance in instances):
        return Guard.TYPE_NAME
    if action.guard is not Guard.NONE and any(is_protected(settings, instance) for instance in instances):
        return Guard.TYPE_NAME
    return replace(action, guard=_level(settings, action)).guard_for(instances, large_set)


def is_protected(settings: Settings, instance: Instance) -> bool:
    """Whether any of its names is protected: its definition's may differ, and a half of a migration has the guest's."""
    parts = [part for part in (instance.domain, instance.definition) if part is not None]
    names = {(name, part.uuid or "") for part in parts for name in (part.name, guest_name(part.name))}
    return any(_is_meant(pattern, name, uuid) for pattern in settings.protected for name, uuid in names)


def _is_meant(pattern: str, name: str, uuid: str) -> bool:
    return pattern.lower() == uuid.lower() or pattern == name or fnmatchcase(name, pattern)


def _level(settings: Settings, action: Action) -> Guard:
    """The level that was set; a level below the action's own stops at yes or no."""
    level = settings.confirm.get(action.id, action.guard)
    return level if action.guard is Guard.NONE else stronger(level, Guard.YES_NO)
