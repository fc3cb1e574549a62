"""See the short-lived states of `xl list -v`: it is run over and over in the dom0 while something happens."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from tests.lab.host import LabHost

LOOP = """\
rm -rf "$1"; mkdir -p "$1"
setsid sh -c '
    n=1000
    while [ -d "$1" ]; do
        LC_ALL=C xl list -v >"$1/$n.new" 2>"$1/$n.err"
        echo $? >>"$1/$n.err"
        mv "$1/$n.new" "$1/$n.out"; n=$((n + 1))
    done
' sh "$1" </dev/null >/dev/null 2>&1 &
"""
COLLECT = 'cd "$1" && for file in *.out; do cat "$file"; printf "\\f"; done; rm -rf "$1"'
TIMES = re.compile(r" +\d+\.\d ")


@contextmanager
def sampled(host: LabHost, folder: str) -> Iterator[list[str]]:
    """Fills the list at the end: every listing that differs from the one before in more than CPU time."""
    listings: list[str] = []
    host.run_script(LOOP, folder)
    try:
        yield listings
    finally:
        last = ""
        for listing in host.run_script(COLLECT, folder).stdout.split("\f"):
            shape = TIMES.sub(" ", listing)
            if listing and shape != last:
                listings.append(listing)
            last = shape
