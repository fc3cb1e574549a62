"""The driver's time limits, in seconds."""

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Every call has a limit; `scaled` makes all of them longer for a slow machine."""

    read_s: float = 15.0
    """A command that only reads."""
    count_start_s: float = 5.0
    """The sampler's first answer, with its start."""
    count_s: float = 2.0
    """Each of its other answers."""
    count_check_s: float = 5.0
    """The listing that it is compared with once more."""
    ssh_s: float = 25.0
    """A reading command on another host."""
    change_s: float = 60.0
    """pause, unpause, mem-set, and a destroy that frees much memory."""
    create_s: float = 600.0
    """xl may wait for its lock and for dom0 to balloon down."""
    request_s: float = 90.0
    """xl itself waits 60 s for a guest to acknowledge a request (libxl_domain.c)."""
    stop_s: float = 180.0
    """From the acknowledged request until the guest has shut down."""
    reboot_s: float = 180.0
    monitor_s: float = 30.0
    """From a guest's shutdown until its monitor has acted: it sleeps 2 s and builds the domain again."""
    console_s: float = 15.0
    """From a guest that is built paused until the client of its console is there."""
    sysrq_s: float = 10.0
    """From a magic key until the guest's kernel has taken it."""
    restart_s: float = 120.0
    """A restart of a daemon: systemd itself waits 90 s for its end (DefaultTimeoutStopSec)."""
    daemon_s: float = 10.0
    """From a daemon's start until it is seen to run."""
    terminal_s: float = 2.0
    """From a domain that is built until xenconsoled has made the terminal of its console."""
    clear_s: float = 6.0
    """From a guest's poweroff until its monitor has removed it, if the monitor does so."""
    vanish_s: float = 30.0
    """From a destroy until the domain is gone."""
    settle_s: float = 10.0
    """A balloon whose memory hasn't changed for so long has stopped."""
    hotplug_s: float = 20.0
    """From a change of its vCPUs until the guest has followed."""
    migrate_s: float = 6 * 3600.0
    save_s: float = 6 * 3600.0
    """For writing a guest's memory to a file, or reading it from one."""
    look_every_s: float = 0.5
    """Between two looks at a domain that changes."""

    def scaled(self, factor: float) -> "Limits":
        return Limits(**{name: getattr(self, name) * factor for name in self.__slots__ if name != "look_every_s"})
