"""xenconsoled of a simulated host, which Debian's /etc/init.d/xen starts with what /etc/default/xen says."""

from contextlib import suppress

SETTINGS = "/etc/default/xen"
SCRIPT = "/etc/init.d/xen"
PID_FILE = "/run/xenconsoled.pid"
FIRST_PID = 512

_NAME = "XENCONSOLED_ARGS"
SETTINGS_TEXT = """
## Path: System/Virtualization
## Type: string
## Default: "none"
#
# Log xenconsoled messages (cf xl dmesg)
#XENCONSOLED_TRACE=[none|guest|hv|all]

## Type: string
## Default: ""
#
# Additional commandline arguments to start xenstored,
# like "--trace-file /var/log/xen/xenstored-trace.log"
# See "/usr/sbin/oxenstored --help" for possible options.
XENSTORED_ARGS=
"""
"""The parts of Debian's own that matter here."""
SCRIPT_TEXT = f"""#!/bin/sh
[ -r {SETTINGS} ] && . {SETTINGS}
start-stop-daemon --start --quiet --pidfile {PID_FILE} --exec "$XENCONSOLED" -- ${_NAME} --pid-file {PID_FILE}
"""
KEEPING = "--log=guest"
KEEPING_TEXT = f'{SETTINGS_TEXT}{_NAME}="{KEEPING}"\n'


def program(xen: tuple[int, int]) -> str:
    return f"/usr/lib/xen-{xen[0]}.{xen[1]}/bin/xenconsoled"


def argv_with(xen: tuple[int, int], *words: str) -> tuple[str, ...]:
    """As the script starts it, with these arguments from the settings."""
    return (program(xen), *words, "--pid-file", PID_FILE)


def argv_at_boot(xen: tuple[int, int], settings: str) -> tuple[str, ...]:
    """The arguments that the script starts it with under these settings; a value in quotes may be several."""
    import shlex  # only a host that boots again needs it

    value = ""
    for line in settings.splitlines():
        with suppress(ValueError):  # an open quote: a real shell would stop there
            for word in shlex.split(line, comments=True):
                name, _, stated = word.partition("=")
                value = stated if name == _NAME else value
    return argv_with(xen, *value.split())
