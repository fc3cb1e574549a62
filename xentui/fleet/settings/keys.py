"""Every key of a config file: its table, its name, what it may hold, and the setting that it makes."""

from collections.abc import Mapping

from xentui.fleet.settings.kinds import PATH, WORDS, YES_OR_NO, Kind, line, whole, word
from xentui.fleet.settings.levels import CONFIRMED, level_of
from xentui.fleet.settings.values import BELLS, COLOURS
from xentui_driver.model.dataclass import dataclass

HOSTS = "hosts"
"""The table that holds one table for each host."""
CONFIRM = "confirm"
_LONGEST_LABEL = 20
"""Short enough never to be cut off on 80 columns."""
_MOST_AT_ONCE = 64
_MOST_JOBS = 1_000_000
_MOST_DAYS = 36_500


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
    "notices": {
        "bell": Key("bell", word(BELLS)),
        "toasts": Key("toasts", YES_OR_NO),
        "command": Key("notice_command", WORDS),
    },
}
LEVEL_KINDS: Mapping[str, Kind] = {id: level_of(action) for id, action in CONFIRMED.items()}
"""The keys of `confirm`."""
