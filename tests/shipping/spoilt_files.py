"""A command where no file can be written: all file systems are mounted read-only, or those that one writes to are full.

Only the command sees that: it has a mount namespace of its own.
"""

import os
import subprocess
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

_PLACES = ("/dev/shm", "/home", "/root", "/run", "/tmp", "/var/cache", "/var/lib", "/var/log", "/var/tmp")
"""Where a program may think that it can write. A file system without anything in it is put over each."""


class Spoilt(Enum):
    """How, and what becomes of a write then."""

    READ_ONLY = "Read-only file system"
    FULL = "No space left on device"


# Each is made aside and then moved to its place: what is kept there must be found before it is covered.
_COVER = """
set -e
places=$1 kept=$2
shift 2
IFS=:
for place in $places; do
    [ -d "$place" ] || continue
    mount -n -t tmpfs -o size=16k,nr_inodes=64 spoilt /srv
    for folder in $kept; do
        case $folder in
            "$place"/*) mkdir -p "/srv/${folder#"$place"}"; mount -n --bind "$folder" "/srv/${folder#"$place"}" ;;
        esac
    done
    mount -n --move /srv "$place"
done
"""
_SPOIL = {
    Spoilt.READ_ONLY: """
unset IFS
while read -r _ place _; do
    case $place in
        /proc*|/sys*|/dev|/dev/pts) ;;
        # One of another test that runs beside this may be covered by now, or going.
        *) mount -n -o remount,bind,ro "$place" 2>/dev/null || : ;;
    esac
done </proc/self/mounts
IFS=:
for place in / $places; do
    ! touch "$place/written" 2>/dev/null || exit 32
done
unset IFS
""",
    Spoilt.FULL: """
for place in $places; do
    [ -d "$place" ] || continue
    dd if=/dev/zero of="$place/full" bs=4k 2>/dev/null || :
    number=0
    while touch "$place/$number" 2>/dev/null; do number=$((number + 1)); done
done
unset IFS
""",
}
_RUN = 'exec "$@"\n'


def argv(spoilt: Spoilt, command: Iterable[str], kept: Iterable[Path] = ()) -> tuple[str, ...]:
    """What runs the command there. The `kept` folders can be read, and where others are full written too."""
    namespace = ("--mount",) if os.geteuid() == 0 else ("--mount", "--map-root-user")
    script = _COVER + _SPOIL[spoilt] + _RUN
    return ("unshare", *namespace, "sh", "-c", script, "sh", ":".join(_PLACES), ":".join(map(str, kept)), *command)


def why_not() -> str:
    """Why this machine can't do that; empty when it can."""
    for spoilt in Spoilt:
        try:
            done = subprocess.run(argv(spoilt, ("true",)), capture_output=True, text=True, check=False)
        except OSError as error:
            return f"there is no unshare: {error.strerror}"
        if done.returncode:
            return f"this machine mounts nothing for its tests: {done.stderr.strip()}"
    return ""
