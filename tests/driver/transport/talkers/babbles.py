"""Says more than it was asked."""

import sys


def main() -> int:
    while sys.stdin.readline():
        sys.stdout.write("one\ntwo\n")
        sys.stdout.flush()
    return 0
