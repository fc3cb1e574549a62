"""What can be done with a domain that can't be acted on as it is, by its state."""

from xentui_driver.model import DomainState

_DESTROY_AND_START = "Destroy what is left of it (X), then start it (s)."
_RUNS = "It runs: stop it (x), reboot it (r) or pause it (p)."

WAYS = {
    DomainState.RUNNING: _RUNS,
    DomainState.IDLE: _RUNS,
    DomainState.STARTING: "Wait until it is built. If nobody builds it (`pgrep -a xl`), destroy it (X).",
    DomainState.PAUSED: "Unpause it first (p).",
    DomainState.SHUTDOWN: _DESTROY_AND_START,
    DomainState.REBOOTING: (
        "Wait until it is back. If it doesn't come, it is shown as stopped or shut down within a minute."
    ),
    DomainState.SUSPENDED: (
        "Wait until that is over. If it is, and it runs nowhere else, destroy what is left of it (X) and start it (s)."
    ),
    DomainState.CRASHED: f"Its logs in /var/log/xen may say why. {_DESTROY_AND_START}",
    DomainState.DYING: (
        "Wait until it is gone. If it stays, another domain has its memory mapped: `xentui doctor` tells more."
    ),
    DomainState.MIGRATING: "Wait until the migration is over; 5 shows how far it has come.",
    DomainState.STOPPED: "Start it (s).",
    DomainState.MOVED: "Migrate it back on the host where it is; a start here (s) wants its name typed.",
    DomainState.COPY: "It is another definition of a guest that runs: choose the row of that one.",
    DomainState.BROKEN: "Correct it (e): its problem names the line.",
    DomainState.UNKNOWN: "Look at it with `xl list -v`.",
}
