"""The operator's settings from config files, guard rails above all."""

from xentui.fleet.settings.errors import SettingsError
from xentui.fleet.settings.loading import is_read_only_for_all, load_settings, saved_views_beside, usual_paths
from xentui.fleet.settings.values import DEFAULTS, Settings, View

__all__ = [
    "DEFAULTS",
    "Settings",
    "SettingsError",
    "View",
    "is_read_only_for_all",
    "load_settings",
    "saved_views_beside",
    "usual_paths",
]
