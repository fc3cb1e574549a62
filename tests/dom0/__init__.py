"""A simulated dom0 in a process of its own, reached as a real one is: by the commands on PATH.

with Dom0(tmp_path) as dom0:
    dom0.define("web")
    subprocess.run([sys.executable, "-m", "xentui", "--definitions", dom0.definitions, ...], env=dom0.environ)

A program under test can be killed at any moment, the world outlives it. Only what a `Transport` runs is simulated:
the files outside of the folder, /proc and its sysrq-trigger are the machine's own, so nothing may power-cycle it.
"""

from tests.dom0.machine import Dom0
from tests.dom0.values import Command, Guest

__all__ = ["Command", "Dom0", "Guest"]
