"""Calls again and again without being asked."""

import sys


def main() -> int:
    sys.stdin.readline()
    while True:
        sys.stdout.write("\n")
        sys.stdout.flush()
