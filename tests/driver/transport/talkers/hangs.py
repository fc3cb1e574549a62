"""Complains, and gives no answer, not even when its input ends."""

import sys
import time


def main() -> int:
    sys.stderr.write("no handle\n")
    sys.stderr.flush()
    time.sleep(3600)
    return 0
