"""Answers one line that doesn't end."""

import sys


def main() -> int:
    while True:
        sys.stdout.write("x" * 65536)
