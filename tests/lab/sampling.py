"""See the short-lived states of `xl list -v`: it is run over and over in the dom0 while something happens."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

from tests.lab.host import LabHost

LOOP = """\
rm -rf "$1"; mkdir -p "$1"
setsid sh -c '
    n=1000
    while [ -d "$1" ]; do
        LC_ALL=C xl list -v >"$1/$n.new" 2>"$1/$n.err"
        echo $? >>"$1/$n.err"
        mv "$1/$n.new" "$1/$n.out"; n=$((n + 1))
        sleep "$2"
    done
' sh "$1" "$2" </dev/null >/dev/null 2>&1 &
"""
COLLECT = 'cd "$1" && for file in *.out; do cat "$file"; printf "\\f"; done; rm -rf "$1"'
# What only counts on: the memory of a guest that arrives, and the CPU time.
COUNTERS = re.compile(r" +\d+(?= +\d+ +[r-][b-][p-])| +\d+\.\d(?= +[0-9a-f]{8}-)")


@contextmanager
def sampled(host: LabHost, *, pause_s: float = 0.0) -> Iterator[list[str]]:
    """Fills the list at the end: the first and the last listing of each state."""
    folder = "/tmp/samples"
    listings: list[str] = []
    host.run_script(LOOP, folder, f"{pause_s:g}")
    try:
        yield listings
    finally:
        taken = [text for text in host.run_script(COLLECT, folder).stdout.split("\f") if text]
        for _, alike in groupby(taken, key=lambda text: COUNTERS.sub("", text)):
            listings.extend(_ends(list(alike)))


def _ends(alike: list[str]) -> list[str]:
    """The first and the last, if there are two."""
    return [alike[0], alike[-1]] if len(alike) > 1 else alike
