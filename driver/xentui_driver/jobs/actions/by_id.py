"""Finds an action without loading all the others: a job performs one."""

from importlib import import_module

from xentui_driver.jobs.actions.action import Action

_MODULES = ("guests", "resources", "definitions", "hosts", "keys")
"""What most jobs do is in the first."""


def action_by_id(id: str) -> Action:
    """Raises KeyError for what is no operation."""
    for name in _MODULES:
        module = import_module(f"xentui_driver.jobs.actions.{name}")
        for value in vars(module).values():
            if isinstance(value, Action) and value.id == id:
                return value
    raise KeyError(id)
