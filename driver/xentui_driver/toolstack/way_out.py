"""What can be done with a domain that an action can't be used on now, by its state.

Advice, like every `next_step`, names an action by its id: ` (do: destroy)`. The caller that shows it replaces the id by
its reader's word for the action: a key, or a command.
"""

import re
from collections.abc import Callable

from xentui_driver.model.domain import DomainState
from xentui_driver.model.lazy_pattern import lazy_pattern

_FORCE_OFF_AND_START = "Force off what is left of it (do: destroy), then start it (do: start)."

WAYS = {
    DomainState.RUNNING: "It is running: stop (do: stop), reboot (do: reboot) or pause it (do: pause).",
    DomainState.STARTING: "Wait until it is built. If nothing is building it (`pgrep -a xl`), force it off (do: "
    "destroy).",
    DomainState.PAUSED: "Unpause it first (do: unpause).",
    DomainState.SHUTDOWN: _FORCE_OFF_AND_START,
    DomainState.REBOOTING: ("Wait until it is back; otherwise it shows as stopped or shut down within a minute."),
    DomainState.SUSPENDED: (
        "Wait until that is over. If it is over and the guest runs nowhere else, force off what is left of it (do: "
        "destroy) and start it (do: start)."
    ),
    DomainState.CRASHED: f"Its logs in /var/log/xen may say why. {_FORCE_OFF_AND_START}",
    DomainState.DYING: (
        "Wait until it is gone. If it stays, another domain has its memory mapped; see `xentui doctor`."
    ),
    DomainState.MIGRATING: "Wait for the migration to end; its job (do: jobs) shows its progress.",
    DomainState.STOPPED: "Start it (do: start).",
    DomainState.MOVED: (
        "Migrate it back from the host where it runs; or, if it runs nowhere, start it here anyway (do: start_here)."
    ),
    DomainState.SAVED: (
        "Restore it (do: restore); or, if you can do without what its memory held, start it here anyway (do: "
        "start_here)."
    ),
    DomainState.COPY: "Choose the running guest's own row.",
    DomainState.BROKEN: "Correct it (do: edit); its problem names the line.",
    DomainState.UNKNOWN: "Look at it with `xl list -v`.",
}
START_HERE = "start_here"
"""The action that starts a guest that has left, for another host or into a file."""
DESTROY_NAMELESS = "destroy_nameless"
"""The action that destroys a domain that only its id identifies."""

_NAMED = lazy_pattern(r" \(do: ([a-z_]+)\)")


def worded(advice: str, word_of: Callable[[str], str]) -> str:
    """The advice with its reader's word for each action; an action without a word leaves nothing."""

    def shown(named: re.Match[str]) -> str:
        word = word_of(named[1])
        return f" ({word})" if word else ""

    return _NAMED.sub(shown, advice)


def actions_named(advice: str) -> tuple[str, ...]:
    """The ids of the actions that the advice names."""
    return tuple(_NAMED.findall(advice))
