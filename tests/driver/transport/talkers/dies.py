"""Ends in the middle of its answer, and says why where nobody should see it."""

import sys


def main() -> int:
    sys.stdin.readline()
    sys.stdout.write("half an ans")
    sys.stderr.write("xencall: error\n" * 10_000)
    return 1
