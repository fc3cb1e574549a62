#!/usr/bin/python3 -IS
# Isolated, and without site-packages: nothing but the standard library and this folder is ever imported.
import sys

sys.path.append("/usr/share/xentui")

from xentui.__main__ import main

main()
