"""Answers each line, and calls after each answer."""

import sys


def main() -> int:
    while line := sys.stdin.readline():
        sys.stdout.write(f"answer to {line}\n")
        sys.stdout.flush()
    return 0
