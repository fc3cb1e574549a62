"""Answers each line with what it was asked."""

import sys


def main() -> int:
    while line := sys.stdin.readline():
        sys.stdout.write(f"answer to {line}")
        sys.stdout.flush()
    return 0
