"""xentui: the console application for Xen hosts."""

__version__ = "0.1.0"
