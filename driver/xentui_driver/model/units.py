"""The units of memory figures."""

MIB_KIB = 1024
