"""Every key of a config file: its table, its name, what it may hold, and the setting that it makes."""

from collections.abc import Mapping

from xentui.fleet.intervals import INTERVALS_S
from xentui.fleet.settings.key_map import in_file
from xentui.fleet.settings.key_presets import PRESETS, USUAL
from xentui.fleet.settings.kinds import (
    CONTROL_KEY,
    FILTER,
    KEYS,
    PATH,
    WORDS,
    YES_OR_NO,
    Kind,
    among,
    line,
    order_of,
    seconds,
    whole,
    word,
)
from xentui.fleet.settings.levels import CONFIRMED, level_of
from xentui.fleet.settings.values import BELLS, COLOURS, COLUMNS, ORDERS, THEMES
from xentui_driver.model.dataclass import dataclass

HOSTS = "hosts"
"""The table that holds one table for each host."""
CONFIRM = "confirm"
KEYS_TABLE = "keys"
VIEW = "view"
"""The table of what every console shows to begin with; in it, one table for each named view."""
_LONGEST_LABEL = 20
"""Short enough never to be cut off on 80 columns."""
_MOST_AT_ONCE = 64
_MOST_JOBS = 1_000_000
_MOST_DAYS = 36_500
_LONGEST_ESCAPE_MS = 5_000


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a file."""

    setting: str
    """The field of Settings."""
    kind: Kind


Keys = Mapping[str, Key]

OF_A_HOST: Keys = {
    "read_only": Key("read_only", YES_OR_NO),
    "label": Key("label", line(_LONGEST_LABEL)),
    "label_colour": Key("label_colour", word(COLOURS)),
    "protected": Key("protected", WORDS),
}
"""The keys that a host's own table may have too."""
OF_ALL: Keys = {**OF_A_HOST, "at_once": Key("at_once", whole(1, _MOST_AT_ONCE))}
TABLES: Mapping[str, Keys] = {
    "folders": {
        "jobs": Key("jobs_folder", PATH),
        "stash": Key("stash_folder", PATH),
        "definitions": Key("definitions_folder", PATH),
    },
    "jobs": {
        "keep": Key("keep_jobs", whole(0, _MOST_JOBS)),
        "keep_days": Key("keep_days", whole(0, _MOST_DAYS)),
    },
    "audit": {
        "file": Key("audit_file", PATH),
        "syslog": Key("audit_syslog", YES_OR_NO),
        "required": Key("audit_required", YES_OR_NO),
    },
    "console": {
        "escape": Key("console_escape", CONTROL_KEY),
        "follow-reboots": Key("console_follows", YES_OR_NO),
        "viewer": Key("console_viewer", WORDS),
    },
    "notices": {
        "bell": Key("bell", word(BELLS)),
        "toasts": Key("toasts", YES_OR_NO),
        "command": Key("notice_command", WORDS),
    },
}
LEVEL_KINDS: Mapping[str, Kind] = {in_file(id): level_of(action) for id, action in CONFIRMED.items()}
"""The keys of `confirm`."""
PRESET = "preset"
PRESET_KIND = word(tuple(PRESETS))
BOUND_KINDS: Mapping[str, Kind] = {in_file(id): KEYS for id in USUAL}
"""The keys of `keys`, beside the preset."""
OF_A_VIEW: Keys = {
    "columns": Key("columns", among(COLUMNS, needed="name")),
    "sort": Key("sort", order_of(ORDERS)),
    "filter": Key("filter", FILTER),
    "interval": Key("interval_s", seconds(INTERVALS_S[0], INTERVALS_S[-1])),
    "mouse": Key("mouse", YES_OR_NO),
    "theme": Key("theme", word(THEMES)),
    "escape-delay": Key("escape_delay_ms", whole(1, _LONGEST_ESCAPE_MS)),
}
