"""Counts a dom0 that has nothing but itself."""

import sys

from tests.samples import sample


def main() -> int:
    while sys.stdin.readline():
        sys.stdout.write(f"{sample()}\n")
        sys.stdout.flush()
    return 0
