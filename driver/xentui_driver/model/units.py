"""Units that figures of memory are counted in."""

MIB_KIB = 1024
