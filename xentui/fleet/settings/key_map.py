"""Which keys stand for which command or movement: the usual ones, those of a preset, and the operator's own on top."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from xentui.fleet.settings.key_names import shown_key
from xentui.fleet.settings.key_presets import MOVES, PRESETS, USUAL, Bound
from xentui_driver.model.dataclass import dataclass

_OF_JOBS = frozenset({"job_cancel", "job_cancel_rest", "job_set_back", "job_copy", "job_scroll_down", "job_scroll_up"})
_OF_LOGS = frozenset(
    {
        "log_follow", "log_next", "log_previous", "log_next_error", "log_previous_error",
        "log_wrap", "log_copy", "log_save",
    }
)  # fmt: skip
_OF_A_GUEST = frozenset({"write_back"})
_OF_HISTORY = frozenset({"zoom_in", "zoom_out"})
_OF_THE_HOST = frozenset({"host_cpus", "host_memory"})
_OF_THE_TABLE = frozenset(
    {
        "mark", "mark_all", "unmark", "filter", "problems", "columns", "save_view",
        "sort_previous", "sort_next", "invert_sort", "sort_trouble", "sort_name", "sort_cpu", "sort_memory",
        "slower", "faster", "freeze", "new", "host_cpus", "host_memory", "doctor", "host_logs", "restore",
        "powercycle",
    }
)  # fmt: skip
_EVERYWHERE = frozenset({*MOVES, "details", "quit", "help", "command_palette"})
"""Enter opens, and q leaves what was opened; ? says what the keys of a screen do, and : finds everything by name."""
_RECORDS = frozenset({"jobs", "audit", "events"})
_OF_THE_MAIN_SCREEN = frozenset(USUAL) - _OF_JOBS - _OF_LOGS - _OF_A_GUEST - _OF_HISTORY
WITH_ONE_GUEST = _OF_THE_MAIN_SCREEN - _OF_THE_TABLE - {*MOVES, "details", "quit", "refresh"}
"""What can be done with one guest, and what is the same everywhere: the commands that a guest's own screen has."""
PLACES: Mapping[str, frozenset[str]] = {
    "the main screen": _OF_THE_MAIN_SCREEN,
    "a guest's screen": _EVERYWHERE | WITH_ONE_GUEST | _OF_A_GUEST | _OF_HISTORY | {"refresh"},
    "the history of a host": _EVERYWHERE | _OF_HISTORY | {"history", "refresh"},
    "the jobs": _EVERYWHERE | _OF_JOBS | _RECORDS | {"filter"},
    "the audit and the events": _EVERYWHERE | _RECORDS | {"filter", "job_scroll_down", "job_scroll_up"},
    "the host's CPUs and memory": _EVERYWHERE | _OF_THE_HOST | {"refresh", "sort_cpu"},
    "the logs": _EVERYWHERE | _OF_LOGS | {"filter", "refresh"},
    "a page": _EVERYWHERE | {"refresh", "filter"},
}
"""What has a key in each place. Elsewhere arrows move, and letters are answers or text."""
NEEDED = (
    frozenset({"up", "down", "details", "refresh", "command_palette", "help", "quit"})
    | _OF_JOBS
    | _OF_LOGS
    | _OF_A_GUEST
    | _OF_HISTORY
)
"""What can't be without a key: the palette has everything else."""

_STARTS, _RUNS, _LIVES, _PAUSED, _ARRIVES = "starts", "runs", "lives", "is paused", "arrives"
_APPLIES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("start", "start_attached", "start_paused", "remove"), frozenset({_STARTS})),
    **dict.fromkeys(
        (
            "stop",
            "stop_acpi",
            "reboot",
            "pause",
            "migrate",
            "save",
            "save_running",
            "balloon",
            "vcpus",
            "sysrq",
            "nmi",
            "break",
        ),
        frozenset({_RUNS}),
    ),
    "maxmem": frozenset({_RUNS, _PAUSED}),
    "unpause": frozenset({_PAUSED}),
    "discard": frozenset({_ARRIVES}),
    **dict.fromkeys(("destroy", "reset", "console", "console_window"), frozenset({_RUNS, _PAUSED, _LIVES})),
}
"""When an action can apply to a guest (`conditions.py`); a guest is in one of these situations at a time."""


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The keys of everything that has some."""

    bound: Bound

    def of(self, id: str) -> tuple[str, ...]:
        """Its keys, as a config file writes them."""
        return self.bound.get(id, ())

    def shown(self, id: str) -> str:
        """Its first key, as the screen shows it; empty when it has none."""
        return next(map(shown_key, self.of(id)), "")

    def all_shown(self, id: str) -> str:
        """All its keys, as the screen shows them."""
        return " ".join(map(shown_key, self.of(id)))


def key_map(preset: str = "default", own: Bound | None = None) -> KeyMap:
    """The operator's own keys replace all keys of the same id."""
    return KeyMap(MappingProxyType({**USUAL, **PRESETS[preset], **(own or {})}))


def complaint(keys: KeyMap) -> str:
    """What is wrong with these keys, in one line; empty when each command can be reached and none is ambiguous."""
    return next(_complaints(keys), "")


def in_file(id: str) -> str:
    """The id as a config file writes it."""
    return id.replace("_", "-")


def id_of(written: str) -> str:
    """The id that a config file writes so."""
    return written.replace("-", "_")


def may_share(one: str, other: str) -> bool:
    """Whether two ids can have the same key: there is no guest that both can be done with."""
    return one in _APPLIES and other in _APPLIES and _APPLIES[one].isdisjoint(_APPLIES[other])


def _complaints(keys: KeyMap) -> Iterator[str]:
    for id in sorted(NEEDED):
        if not keys.of(id):
            yield f"keys.{in_file(id)} has no key, but needs one"
    for place, ids in PLACES.items():
        meant: dict[str, list[str]] = {}
        for id in sorted(ids):
            for key in keys.of(id):
                meant.setdefault(key, []).append(id)
        for key, rivals in meant.items():
            for number, one in enumerate(rivals):
                for other in rivals[number + 1 :]:
                    if not may_share(one, other):
                        yield _conflict(key, place, one, other)


def _conflict(key: str, place: str, one: str, other: str) -> str:
    if one == other:
        return f'keys.{in_file(one)} lists "{key}" twice'
    return f'keys: "{key}" can\'t be both {in_file(one)} and {in_file(other)} on {place}; give one of them another key'
