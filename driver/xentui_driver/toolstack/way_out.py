"""What can be done with a domain that an action can't be used on now, by its state.

Advice, like every `next_step`, names an action by its id: ` (do: destroy)`. The caller that shows it replaces the id by
its reader's word for the action: a key, or a command.
"""

import re
from collections.abc import Callable

from xentui_driver.model.domain import DomainState
from xentui_driver.model.lazy_pattern import lazy_pattern

_DESTROY_AND_START = "Destroy what is left of it (do: destroy), then start it (do: start)."

WAYS = {
    DomainState.RUNNING: "It runs: stop it (do: stop), reboot it (do: reboot) or pause it (do: pause).",
    DomainState.STARTING: "Wait until it is built. If nobody builds it (`pgrep -a xl`), destroy it (do: destroy).",
    DomainState.PAUSED: "Unpause it first (do: unpause).",
    DomainState.SHUTDOWN: _DESTROY_AND_START,
    DomainState.REBOOTING: (
        "Wait until it is back. If it doesn't come, it is shown as stopped or shut down within a minute."
    ),
    DomainState.SUSPENDED: (
        "Wait until that is over. If it is over and the guest runs nowhere else, destroy what is left of it "
        "(do: destroy) and start it (do: start)."
    ),
    DomainState.CRASHED: f"Its logs in /var/log/xen may say why. {_DESTROY_AND_START}",
    DomainState.DYING: (
        "Wait until it is gone. If it stays, another domain has its memory mapped: `xentui doctor` tells more."
    ),
    DomainState.MIGRATING: "Wait until the migration is over; its job (do: jobs) shows how far it is.",
    DomainState.STOPPED: "Start it (do: start).",
    DomainState.MOVED: (
        "Migrate it back on the host where it is; or, once it runs nowhere else, start it here on purpose "
        "(do: start_here)."
    ),
    DomainState.COPY: "It is another definition of a running guest: choose that guest's row.",
    DomainState.BROKEN: "Correct it (do: edit): its problem names the line.",
    DomainState.UNKNOWN: "Look at it with `xl list -v`.",
}
START_HERE = "start_here"
"""The action that starts a guest that has moved to another host."""
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
