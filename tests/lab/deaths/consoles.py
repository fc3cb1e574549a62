"""xenconsoled of a lab host, so that it keeps what guests print."""

from tests.lab.host import LabHost

# Debian's /etc/init.d/xen starts it; its guests go on with another one.
_RESTART = """\
daemon=$(ls -d /usr/lib/xen-*/bin/xenconsoled | head -1)
kill $(pidof xenconsoled); while pidof xenconsoled >/dev/null; do sleep 0.1; done
mkdir -p /var/log/xen/console
$daemon --pid-file /run/xenconsoled.pid $1
"""


def keep_guest_consoles(host: LabHost) -> None:
    """Have /var/log/xen/console/guest-NAME.log written for each guest from now on."""
    host.run_script(_RESTART, "--log=guest")


def keep_no_consoles(host: LabHost) -> None:
    """As Debian starts it."""
    host.run_script(_RESTART, "")
